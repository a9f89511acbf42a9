package com.okonect.consent.benchmark;

import com.okonect.consent.Category;
import com.okonect.consent.servlet.ConsentFilter;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.catalina.Context;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.ServerConnector;

/** An embedded server with pages that are rendered and pages that are ready, and a static file, with the filter or without. */
final class Server {

    static final String DYNAMIC = "/dynamic";
    static final String PAGE = "/page";
    static final String FILE = "/file.css";
    static final String RENDERED = "/rendered";
    static final String RENDERED_LINKED = "/rendered-linked";
    static final String LONG = "/long";
    static final long LONG_SIZE = 1_000_000_000;

    private static final int PAGE_SIZE = 51_200;
    private static final int MANY_ROWS = 232;
    private static final int FEW_ROWS = 46;
    /** As a site has it in its footer. */
    private static final String OWN_LINK = "<footer><a href=\"/consent\">Cookies</a></footer>";

    private static final int FILE_SIZE = 20_480;

    private Server() {}

    /** Starts and prints the port and the Cookie header of a returning visitor. Ends with its input. */
    static void run(String container, String filter) throws Exception {
        Path folder = Files.createTempDirectory("consent-benchmark");
        Files.write(folder.resolve(FILE.substring(1)), new byte[FILE_SIZE]);
        Shop shop = new Shop(10);
        ConsentFilter guard = filter.equals("filter") ? shop.newFilter() : null;
        int port = container.equals("jetty") ? jetty(folder, guard) : tomcat(folder, guard);
        System.out.println(port + " " + shop.newVisitor(Category.STATISTICS));
        System.in.transferTo(java.io.OutputStream.nullOutputStream());
        System.exit(0);
    }

    static int jetty(Path folder, Filter guard) throws Exception {
        org.eclipse.jetty.server.Server server = new org.eclipse.jetty.server.Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
        context.setBaseResourceAsPath(folder);
        if (guard != null) {
            FilterHolder holder = new FilterHolder(guard);
            holder.setAsyncSupported(true);
            context.addFilter(holder, "/*", EnumSet.allOf(DispatcherType.class));
        }
        context.addServlet(new ServletHolder(new Text(dynamic())), DYNAMIC);
        context.addServlet(new ServletHolder(new Rendered(MANY_ROWS, "")), RENDERED);
        context.addServlet(new ServletHolder(new Rendered(FEW_ROWS, OWN_LINK)), RENDERED_LINKED);
        context.addServlet(new ServletHolder(new Text(Injection.page(PAGE_SIZE))), PAGE);
        context.addServlet(new ServletHolder(new Stream()), LONG);
        context.addServlet(new ServletHolder(new org.eclipse.jetty.ee10.servlet.DefaultServlet()), "/");
        server.setHandler(context);
        server.start();
        return connector.getLocalPort();
    }

    static int tomcat(Path folder, Filter guard) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(folder.resolve("work").toString());
        tomcat.setPort(0);
        // As many requests a connection as wrk likes.
        tomcat.getConnector().setProperty("maxKeepAliveRequests", "-1");
        Context context = tomcat.addContext("", folder.toString());
        if (guard != null) {
            FilterDef definition = new FilterDef();
            definition.setFilterName("consent");
            definition.setFilter(guard);
            definition.setAsyncSupported("true");
            context.addFilterDef(definition);
            FilterMap mapping = new FilterMap();
            mapping.setFilterName("consent");
            mapping.addURLPattern("/*");
            for (DispatcherType type : DispatcherType.values()) {
                mapping.setDispatcher(type.name());
            }
            context.addFilterMap(mapping);
        }
        Tomcat.addServlet(context, "dynamic", new Text(dynamic()));
        context.addServletMappingDecoded(DYNAMIC, "dynamic");
        Tomcat.addServlet(context, "rendered", new Rendered(MANY_ROWS, ""));
        context.addServletMappingDecoded(RENDERED, "rendered");
        Tomcat.addServlet(context, "rendered-linked", new Rendered(FEW_ROWS, OWN_LINK));
        context.addServletMappingDecoded(RENDERED_LINKED, "rendered-linked");
        Tomcat.addServlet(context, "long", new Stream());
        context.addServletMappingDecoded(LONG, "long");
        Tomcat.addServlet(context, "page", new Text(Injection.page(PAGE_SIZE)));
        context.addServletMappingDecoded(PAGE, "page");
        Tomcat.addServlet(context, "default", new DefaultServlet());
        context.addServletMappingDecoded("/", "default");
        context.addMimeMapping("css", "text/css");
        tomcat.start();
        return tomcat.getConnector().getLocalPort();
    }

    private static String dynamic() {
        return Injection.page(2048);
    }

    /** What a page has many of. */
    private record Row(int number, String name, String price) {}

    /** Renders a page from a template for each request, as an application does: 50 KB with many rows, 10 KB with few. */
    private static final class Rendered extends HttpServlet {

        private static final String TEMPLATE = """
                <!DOCTYPE html><html lang="en"><head><title>{{title}}</title><link rel="stylesheet" href="/file.css"></head>
                <body><h1>{{title}}</h1><table>
                {{#rows}}
                <tr class="row"><td class="number">{{number}}</td><td class="name"><a href="/article/{{number}}">{{name}}</a></td>\
                <td class="price">{{price}}</td><td><button name="article" value="{{number}}">Buy</button></td></tr>
                {{/rows}}
                </table>{{{link}}}</body></html>
                """;

        private final Template template = Mustache.compiler().compile(TEMPLATE);
        private final List<Row> rows;
        private final String link;

        Rendered(int count, String link) {
            this.rows = IntStream.range(0, count)
                    .mapToObj(number -> new Row(number, "Lamp & shade " + number, number + ".90"))
                    .toList();
            this.link = link;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/html;charset=utf-8");
            template.execute(
                    Map.of("title", request.getRequestURI(), "rows", rows, "link", link), response.getWriter());
        }
    }

    /** Streams a page that fits into no memory. */
    private static final class Stream extends HttpServlet {

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/html;charset=utf-8");
            byte[] start = "<!DOCTYPE html><html lang=\"en\"><head><title>Long</title></head><body>"
                    .getBytes(StandardCharsets.UTF_8);
            byte[] row = "<tr><td class=\"n\">A row of <a href=\"/row\">many</a></td></tr>\n"
                    .repeat(128)
                    .getBytes(StandardCharsets.UTF_8);
            OutputStream out = response.getOutputStream();
            out.write(start);
            for (long written = 0; written < LONG_SIZE; written += row.length) {
                out.write(row);
            }
            out.write("</body></html>".getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Writes a page as an application does that makes it for each request. */
    private static final class Text extends HttpServlet {

        private static final int PIECE = 4096;

        private final byte[] page;

        Text(String page) {
            this.page = page.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/html;charset=utf-8");
            response.setHeader("X-Request", request.getRequestURI());
            for (int from = 0; from < page.length; from += PIECE) {
                response.getOutputStream().write(page, from, Math.min(PIECE, page.length - from));
            }
        }
    }
}
