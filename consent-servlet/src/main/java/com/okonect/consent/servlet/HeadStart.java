package com.okonect.consent.servlet;

import com.okonect.consent.store.ConsentStore;
import java.lang.management.ManagementFactory;

/**
 * Loads what takes longest beside the start of the filter, which meets it later: the native library of the embedded
 * store, which its driver unpacks at every start, and the platform's beans. Whoever comes for them waits until they are
 * there; what fails here fails there again, and is said there.
 */
final class HeadStart {

    private HeadStart() {}

    /**
     * Begins in a thread of its own, which ends by itself.
     *
     * @param embedded whether the start will open the embedded store
     */
    static void begin(boolean embedded) {
        Thread thread = new Thread(() -> load(embedded), "consent-start");
        thread.setDaemon(true);
        thread.start();
    }

    private static void load(boolean embedded) {
        try {
            if (embedded) {
                // Not the driver's own class: it registers itself, and who loads it has to take it out again.
                Class.forName("org.sqlite.SQLiteJDBCLoader", true, ConsentStore.class.getClassLoader())
                        .getMethod("initialize")
                        .invoke(null);
            }
            ManagementFactory.getPlatformMBeanServer();
        } catch (ReflectiveOperationException | RuntimeException | LinkageError saidLater) {
            System.getLogger(HeadStart.class.getName())
                    .log(System.Logger.Level.DEBUG, "nothing was loaded ahead", saidLater);
        }
    }
}
