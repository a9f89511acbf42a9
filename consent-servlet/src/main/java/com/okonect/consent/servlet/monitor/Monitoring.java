package com.okonect.consent.servlet.monitor;

import com.okonect.consent.servlet.guard.Ledger;
import com.okonect.consent.servlet.monitor.Activity.Outcome;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.jspecify.annotations.Nullable;

/** Shows one application to operators, by JMX and, where it is present, by Micrometer. Fails nobody: it only logs. */
public final class Monitoring implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Monitoring.class.getName());
    /** Applications of one context path, on several hosts or ports of one process. */
    private static final int MOST_OF_ONE_NAME = 100;

    private final MBeanServer server;
    private final @Nullable ObjectName name;
    private final @Nullable AutoCloseable meters;

    private Monitoring(MBeanServer server, @Nullable ObjectName name, @Nullable AutoCloseable meters) {
        this.server = server;
        this.name = name;
        this.meters = meters;
    }

    /**
     * Starts showing an application.
     *
     * @param activity what is shown
     * @return to be closed when the application stops
     */
    public static Monitoring start(Activity activity) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = register(activity, server);
        try {
            return new Monitoring(server, name, meters(activity));
        } catch (Error e) {
            new Monitoring(server, name, null).close();
            throw e;
        }
    }

    private static @Nullable AutoCloseable meters(Activity activity) {
        try {
            return new Meters(activity);
        } catch (LinkageError noMicrometer) {
            return null;
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "the meters of consent could not be registered", e);
            return null;
        }
    }

    private static @Nullable ObjectName register(Activity activity, MBeanServer server) {
        String path = activity.context();
        String domain = "com.okonect.consent:type=Consent,context="
                + (path.matches("[A-Za-z0-9/._-]+") ? path : ObjectName.quote(path));
        try {
            StandardMBean bean = new StandardMBean(new View(activity), ConsentMXBean.class, true);
            for (int instance = 1; instance <= MOST_OF_ONE_NAME; instance++) {
                ObjectName name = new ObjectName(instance == 1 ? domain : domain + ",instance=" + instance);
                try {
                    server.registerMBean(bean, name);
                    return name;
                } catch (InstanceAlreadyExistsException another) {
                    // the next number may be free
                }
            }
        } catch (JMException | RuntimeException e) {
            LOG.log(Level.WARNING, "the MBean of consent could not be registered", e);
        }
        return null;
    }

    @Override
    public void close() {
        try {
            if (name != null) {
                server.unregisterMBean(name);
            }
            if (meters != null) {
                meters.close();
            }
        } catch (InstanceNotFoundException gone) {
            // somebody else has removed it
        } catch (Exception e) {
            LOG.log(Level.DEBUG, "what operators saw could not be removed", e);
        }
    }

    /** What JMX asks. */
    private record View(Activity activity) implements ConsentMXBean {

        @Override
        public String getMode() {
            return activity.mode();
        }

        @Override
        public boolean isStoreAnswering() {
            return activity.health().up();
        }

        @Override
        public Map<String, Long> getCookies() {
            Map<String, Long> counts = new TreeMap<>();
            for (Ledger.Outcome outcome : Ledger.Outcome.values()) {
                counts.put(Activity.word(outcome), activity.cookies(outcome));
            }
            return counts;
        }

        @Override
        public Map<String, Long> getUndeclaredCookies() {
            return activity.undeclared();
        }

        @Override
        public Map<String, Long> getChoices() {
            return byChoice(choice -> activity.count(choice, Outcome.SUCCESS));
        }

        @Override
        public long getChoicesNotRecorded() {
            return byChoice(choice -> activity.count(choice, Outcome.SERVER_ERROR)).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }

        private static Map<String, Long> byChoice(ToLongFunction<String> count) {
            Map<String, Long> counts = new TreeMap<>();
            Activity.CHOICES.forEach(choice -> counts.put(choice, count.applyAsLong(choice)));
            return counts;
        }
    }
}
