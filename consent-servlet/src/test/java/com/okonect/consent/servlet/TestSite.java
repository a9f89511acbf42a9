package com.okonect.consent.servlet;

import com.okonect.consent.SigningKeys;
import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.store.ConsentStore;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.EnumSet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A real Jetty with the filter in front of a few servlets. */
final class TestSite {

    /** What a servlet does with a request. */
    interface Page {
        void answer(HttpServletRequest request, HttpServletResponse response) throws Exception;
    }

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final ServletContextHandler context;

    TestSite(String contextPath) {
        server.addConnector(connector);
        context = new ServletContextHandler(contextPath, ServletContextHandler.SESSIONS);
        server.setHandler(context);
    }

    static ConsentFilter.Builder filter(ConsentPolicy policy, ConsentStore store, Clock clock) {
        return ConsentFilter.builder()
                .policy(policy)
                .store(store)
                .keys(SigningKeys.random())
                .clock(clock);
    }

    TestSite with(ConsentFilter filter) {
        FilterHolder holder = new FilterHolder(filter);
        holder.setAsyncSupported(true);
        context.addFilter(holder, "/*", EnumSet.allOf(DispatcherType.class));
        return this;
    }

    TestSite page(String path, Page page) {
        return servlet(path, new HttpServlet() {
            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
                try {
                    page.answer(request, response);
                } catch (IOException | RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        });
    }

    TestSite servlet(String path, Servlet servlet) {
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(true);
        context.addServlet(holder, path);
        return this;
    }

    ServletContextHandler context() {
        return context;
    }

    /** The address of a path of the server, after it was started. */
    String url(String path) {
        return "http://localhost:" + connector.getLocalPort() + path;
    }

    RawHttp start() throws Exception {
        server.start();
        return new RawHttp(connector.getLocalPort());
    }

    void stop() throws Exception {
        server.stop();
    }
}
