package com.okonect.consent.servlet.container;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.stream.Stream;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.MemberRemoval;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.pool.TypePool;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Containers as they might come: without something that the guard needs. It has to be found out before a request. */
final class MisfitTest {

    private static final String LIBRARY = "com.okonect.consent.servlet.";

    @ParameterizedTest
    @CsvSource({
        "tomcat, org.apache.coyote.Response, hook",
        "tomcat, org.apache.coyote.Response, getTrailerFields",
        "tomcat, org.apache.tomcat.util.http.MimeHeaders, removeHeader",
        "tomcat, org.apache.tomcat.util.http.MimeHeaders, getName",
        "jetty, org.eclipse.jetty.server.HttpStream$Wrapper, send",
        "jetty, org.eclipse.jetty.http.MetaData, getTrailersSupplier",
        "jetty, org.eclipse.jetty.ee10.servlet.ServletContextRequest, getServletApiRequest",
        "undertow, io.undertow.server.HttpServerExchange, getResponseCookies",
        "undertow, io.undertow.server.Connectors, flattenCookies",
        "undertow, io.undertow.util.HeaderMap, fastIterateNonEmpty",
    })
    void aContainerThatLacksAMemberIsFoundOut(String container, String type, String member) throws Exception {
        assertThat(check(container, Map.of(type, member)))
                .as(type + " without " + member)
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"tomcat", "jetty", "undertow"})
    void aContainerThatLacksNothingFits(String container) throws Exception {
        assertThat(check(container, Map.of())).isNull();
    }

    @Test
    void aTomcatThatKeepsItsRequestElsewhereIsFoundOut() {
        ClassLoader world = new World(Map.of("org.apache.catalina.connector.RequestFacade", "request"));

        assertThatThrownBy(() -> Class.forName(LIBRARY + "tomcat.TomcatHook", true, world))
                .isInstanceOf(LinkageError.class)
                .hasCauseInstanceOf(NoSuchFieldException.class);
    }

    /** What is only quicker must not cost the guard. */
    @ParameterizedTest
    @CsvSource({
        "org.apache.tomcat.util.buf.ByteChunk, getBuffer",
        "org.apache.tomcat.util.http.MimeHeaders, findHeader",
        "org.apache.tomcat.util.buf.MessageBytes, getType",
        "org.apache.catalina.connector.Request, getCoyoteRequest",
        "org.apache.coyote.Request, getMimeHeaders",
        "none, none",
    })
    void headersAreReadByTheRequestWhereTheyCannotBeReadQuicker(String type, String member) throws Exception {
        ClassLoader world = new World(Map.of(type, member));
        Method fit = world.loadClass(LIBRARY + "tomcat.OctetHeaders").getDeclaredMethod("fit");
        fit.setAccessible(true);

        assertThat(fit.invoke(null)).isEqualTo(type.equals("none"));
    }

    /** Runs the check in a world where types lack a member, and returns what it throws. */
    private static Throwable check(String container, Map<String, String> lacking) throws Exception {
        ClassLoader world = new World(lacking);
        Class<?> fit = world.loadClass(LIBRARY + container + ".Fit");
        Method check = Stream.of(fit.getDeclaredMethods())
                .filter(method -> method.getName().equals("check"))
                .findFirst()
                .orElseThrow();
        check.setAccessible(true);
        Object[] arguments = container.equals("jetty")
                ? new Object[] {world.loadClass(ServletContextHandler.class.getName())}
                : new Object[0];
        try {
            check.invoke(null, arguments);
            return null;
        } catch (InvocationTargetException e) {
            return e.getCause();
        }
    }

    /** Loads the library and the containers anew, some types with less in them. */
    private static final class World extends ClassLoader {

        private final Map<String, String> lacking;

        World(Map<String, String> lacking) {
            super(MisfitTest.class.getClassLoader());
            this.lacking = lacking;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            boolean own = Stream.of(LIBRARY, "org.apache.", "org.eclipse.jetty.", "io.undertow.")
                    .anyMatch(name::startsWith);
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                if (known != null) {
                    return known;
                }
                return own ? define(name) : super.loadClass(name, resolve);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = lacking.containsKey(name) ? without(name, lacking.get(name)) : in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }

        private byte[] without(String name, String member) {
            ClassFileLocator locator = ClassFileLocator.ForClassLoader.of(getParent());
            TypeDescription type = TypePool.Default.of(locator).describe(name).resolve();
            return new ByteBuddy()
                    .redefine(type, locator)
                    .visit(new MemberRemoval().stripFields(named(member)).stripMethods(named(member)))
                    .make()
                    .getBytes();
        }
    }
}
