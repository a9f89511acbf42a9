package com.okonect.consent.servlet.documents;

import com.okonect.consent.servlet.ConsentFilter;
import com.okonect.consent.servlet.ConsentInitializer;
import com.okonect.consent.servlet.jetty.ConsentHandler;
import com.okonect.consent.servlet.tomcat.ConsentValve;
import com.okonect.consent.servlet.undertow.ConsentHttpHandler;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.util.EnumSet;
import java.util.Set;
import javax.sql.DataSource;
import org.apache.catalina.Context;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;

final class Embedded {

    static void jetty(ServletContextHandler context) {
        context.addServletContainerInitializer(new ConsentInitializer());
        context.insertHandler(new ConsentHandler()); // the container piece, if you want it
    }

    static void tomcat(Context context) {
        context.addServletContainerInitializer(new ConsentInitializer(), Set.of());
        context.getPipeline().addValve(new ConsentValve()); // the container piece, if you want it
    }

    static void undertow(DeploymentInfo deployment) {
        deployment.addServletContainerInitializer(
                new ServletContainerInitializerInfo(ConsentInitializer.class, Set.of()));
        deployment.setEagerFilterInit(true); // what is set wrongly stops the start, not the first request
        deployment.addInitialHandlerChainWrapper(ConsentHttpHandler::new); // the container piece, if you want it
    }

    static void byHand(ServletContext context, DataSource database) {
        ConsentFilter filter = ConsentFilter.builder()
                .dataSource(database)
                .set("consent.keys", "/etc/shop/consent-keys")
                .build();
        FilterRegistration.Dynamic consent = context.addFilter("consent", filter);
        consent.setAsyncSupported(true);
        consent.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
    }
}
