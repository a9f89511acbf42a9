package com.okonect.consent.store;

class PostgreSqlSimultaneousStartTest extends SimultaneousStartContract {

    private final String url = PostgreSqlServer.shared().newSchema();

    @Override
    ConnectionSource database() {
        return new UrlSource(url, "postgres", null);
    }
}
