package com.okonect.consent.example.benchmark;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;

/**
 * What one would write in an afternoon to record consent, for comparison: {@code naive} with a pool and one INSERT a
 * choice, {@code prototype} with one thread that writes what waits in one transaction; neither with chain or MAC.
 */
final class AfternoonServer {

    private static final int POOL = 10;
    private static final int LONGEST_BATCH = 512;

    /** The same facts as the library's record, but for what makes chain and MAC of it. */
    private static final String INSERT =
            "insert into afternoon (id, visitor, event, decided_at, valid_until, decisions,"
                    + " notice, method, language, gpc, site) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private static final String DECISIONS =
            "{\"marketing\":true,\"payment\":true,\"personalisation\":true,\"statistics\":true}";
    private static final long HALF_A_YEAR_MILLIS = Duration.ofDays(181).toMillis();

    private AfternoonServer() {}

    public static void main(String[] arguments) throws Exception {
        String url = arguments[1];
        try (Connection connection = DriverManager.getConnection(url, "postgres", null);
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists afternoon (id uuid primary key, visitor uuid not null,"
                    + " event varchar(16) not null, decided_at bigint not null, valid_until bigint not null,"
                    + " decisions varchar(4000) not null, notice varchar(64) not null, method varchar(16) not null,"
                    + " language varchar(35) not null, gpc boolean not null, site varchar(255) not null)");
            statement.execute("create index if not exists afternoon_visitor on afternoon (visitor, decided_at)");
        }
        HttpServlet servlet = arguments[0].equals("naive") ? new Naive(url) : new Prototype(url);
        Server server = new Server(Integer.parseInt(arguments[2]));
        ServletContextHandler context = new ServletContextHandler();
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/consent");
        server.setHandler(context);
        server.start();
        System.out.println("ready");
        server.join();
    }

    private static void bind(PreparedStatement insert, String choice) throws SQLException {
        long now = System.currentTimeMillis();
        insert.setObject(1, UUID.randomUUID());
        insert.setObject(2, UUID.randomUUID());
        insert.setString(3, choice.contains("accept") ? "accept" : "refuse");
        insert.setLong(4, now);
        insert.setLong(5, now + HALF_A_YEAR_MILLIS);
        insert.setString(6, DECISIONS);
        insert.setString(7, "a".repeat(64));
        insert.setString(8, "script");
        insert.setString(9, "en");
        insert.setBoolean(10, false);
        insert.setString(11, "localhost");
    }

    private static void answer(HttpServletResponse response) throws IOException {
        response.setContentType("application/json");
        response.getOutputStream().print("{\"decided\":true}");
    }

    private static final class Naive extends HttpServlet {

        private static final long serialVersionUID = 1L;

        private final transient HikariDataSource pool;

        private Naive(String url) {
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl(url);
            config.setUsername("postgres");
            config.setMaximumPoolSize(POOL);
            pool = new HikariDataSource(config);
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String choice = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            try (Connection connection = pool.getConnection();
                    PreparedStatement insert = connection.prepareStatement(INSERT)) {
                bind(insert, choice);
                insert.executeUpdate();
            } catch (SQLException e) {
                response.sendError(503);
                return;
            }
            answer(response);
        }
    }

    private static final class Prototype extends HttpServlet {

        private static final long serialVersionUID = 1L;

        private final transient BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>(4_096);

        private record Waiting(String choice, AsyncContext caller) {}

        private Prototype(String url) {
            Thread writer = new Thread(() -> write(url));
            writer.setDaemon(true);
            writer.start();
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String choice = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            AsyncContext caller = request.startAsync();
            if (!queue.offer(new Waiting(choice, caller))) {
                response.setStatus(503);
                caller.complete();
            }
        }

        private void write(String url) {
            try (Connection connection = DriverManager.getConnection(url, "postgres", null);
                    PreparedStatement insert = connection.prepareStatement(INSERT)) {
                connection.setAutoCommit(false);
                while (true) {
                    List<Waiting> batch = new ArrayList<>();
                    batch.add(queue.take());
                    queue.drainTo(batch, LONGEST_BATCH - 1);
                    for (Waiting waiting : batch) {
                        bind(insert, waiting.choice);
                        insert.addBatch();
                    }
                    insert.executeBatch();
                    connection.commit();
                    for (Waiting waiting : batch) {
                        answer((HttpServletResponse) waiting.caller.getResponse());
                        waiting.caller.complete();
                    }
                }
            } catch (SQLException | IOException | InterruptedException e) {
                e.printStackTrace();
            }
        }
    }
}
