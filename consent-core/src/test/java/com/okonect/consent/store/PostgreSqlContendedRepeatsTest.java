package com.okonect.consent.store;

class PostgreSqlContendedRepeatsTest extends ContendedRepeatsContract {

    private final String url = PostgreSqlServer.shared().newSchema();

    @Override
    ConnectionSource database() {
        return new UrlSource(url, "postgres", null);
    }
}
