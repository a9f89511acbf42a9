package com.okonect.consent.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionTest {

    private final List<String> called = new ArrayList<>();

    @Test
    void theConnectionIsClosedThoughAStatementCannotBe() throws Exception {
        Session session = new Session(connection(), new SqliteDialect());
        session.prepare("select 1");

        session.close();

        assertThat(called).endsWith("close");
    }

    @Test
    void theConnectionIsClosedThoughItCannotBeAborted() {
        new Session(connection(), new SqliteDialect()).discard();

        assertThat(called).containsExactly("abort", "close");
    }

    private Connection connection() {
        PreparedStatement statement = proxy(PreparedStatement.class, (proxy, method, arguments) -> {
            throw new SQLException("as it was told to");
        });
        return proxy(Connection.class, (proxy, method, arguments) -> {
            called.add(method.getName());
            if (method.getName().equals("abort")) {
                throw new IllegalStateException("as it was told to");
            }
            return method.getName().equals("prepareStatement") ? statement : null;
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(SessionTest.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
