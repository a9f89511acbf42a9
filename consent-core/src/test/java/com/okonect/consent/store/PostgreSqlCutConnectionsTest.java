package com.okonect.consent.store;

class PostgreSqlCutConnectionsTest extends CutConnectionsContract {

    private final String url = PostgreSqlServer.shared().newSchema();

    @Override
    String url() {
        return url;
    }

    @Override
    String user() {
        return "postgres";
    }
}
