package com.okonect.consent.servlet.war;

import java.io.File;
import org.apache.catalina.startup.Tomcat;

/** A Tomcat in a JVM of its own that runs one application from its folder, as it is. */
public final class WarOnTomcat {

    private WarOnTomcat() {}

    public static void main(String[] arguments) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(arguments[0]);
        tomcat.setPort(0);
        tomcat.getConnector();
        tomcat.addWebapp(arguments[1], new File(arguments[2]).getAbsolutePath());
        tomcat.start();
        if (!tomcat.getHost().findChild(arguments[1]).getState().isAvailable()) {
            System.out.println("the application does not start");
            System.exit(1);
        }
        System.out.println(JvmProcess.READY + tomcat.getConnector().getLocalPort());
        tomcat.getServer().await();
    }
}
