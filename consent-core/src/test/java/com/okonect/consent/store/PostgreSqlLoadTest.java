package com.okonect.consent.store;

class PostgreSqlLoadTest extends LoadContract {

    @Override
    ConnectionSource database() {
        return new UrlSource(PostgreSqlServer.shared().newSchema(), "postgres", null);
    }

    @Override
    int writingConnections() {
        return 2;
    }
}
