package com.okonect.consent.store;

class PostgreSqlStoreFaultsTest extends StoreFaultsContract {

    private final String url = PostgreSqlServer.shared().newSchema();

    @Override
    ConnectionSource database() {
        return new UrlSource(url, "postgres", null);
    }
}
