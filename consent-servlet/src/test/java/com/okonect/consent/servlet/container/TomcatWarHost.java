package com.okonect.consent.servlet.container;

import com.okonect.consent.servlet.tomcat.ConsentValve;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.authenticator.SingleSignOn;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http2.Http2Protocol;

/** A WAR on Tomcat; with a second argument, with the piece on Tomcat's own class path. */
final class TomcatWarHost {

    private TomcatWarHost() {}

    public static void main(String[] arguments) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(arguments[0]);
        tomcat.setPort(0);
        tomcat.getConnector().addUpgradeProtocol(new Http2Protocol());
        tomcat.addUser("user", "password");
        tomcat.addRole("user", "role");
        tomcat.getHost().getPipeline().addValve(new SingleSignOn());
        Context context =
                tomcat.addWebapp("/war", Path.of(arguments[1]).toAbsolutePath().toString());
        if (arguments.length > 2) {
            Piece.addTo(context);
        }
        tomcat.start();
        Host.serve(tomcat.getConnector().getLocalPort());
    }

    /** Apart, so that its class is looked for only where it is. */
    private static final class Piece {

        static void addTo(Context context) {
            context.getPipeline().addValve(new ConsentValve());
        }
    }
}
