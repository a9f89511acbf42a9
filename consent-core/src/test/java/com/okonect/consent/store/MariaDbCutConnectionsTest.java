package com.okonect.consent.store;

class MariaDbCutConnectionsTest extends CutConnectionsContract {

    private final String url = MariaDbServer.shared().newDatabase();

    @Override
    String url() {
        return url;
    }

    @Override
    String user() {
        return "root";
    }
}
