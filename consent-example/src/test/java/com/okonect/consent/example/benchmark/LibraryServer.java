package com.okonect.consent.example.benchmark;

import com.okonect.consent.ConsentListener;
import com.okonect.consent.ConsentRecord;
import com.okonect.consent.example.Main;
import com.okonect.consent.servlet.ConsentInitializer;
import com.okonect.consent.servlet.Consents;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.resource.ResourceFactory;

/**
 * The library with the example's policy, on the same Jetty as {@link AfternoonServer}: {@code library} by itself, {@code
 * listening} with a listener that is told of every choice.
 */
final class LibraryServer {

    private LibraryServer() {}

    public static void main(String[] arguments) throws Exception {
        Server server = new Server(Integer.parseInt(arguments[1]));
        ServletContextHandler context = new ServletContextHandler();
        context.setBaseResource(
                ResourceFactory.of(context).newResource(Main.class.getResource("/META-INF/resources/")));
        context.addServletContainerInitializer(new ConsentInitializer());
        server.setHandler(context);
        server.start();
        if (arguments[0].equals("listening")) {
            Consents.service(context.getServletContext()).subscribe(new Counting(new LongAdder()));
        }
        System.out.println("ready");
        server.join();
    }

    private record Counting(LongAdder told) implements ConsentListener {

        @Override
        public void recorded(ConsentRecord record) {
            told.increment();
        }

        @Override
        public void erased(String consentId) {
            told.increment();
        }
    }
}
