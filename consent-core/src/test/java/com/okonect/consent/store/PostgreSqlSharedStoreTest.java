package com.okonect.consent.store;

class PostgreSqlSharedStoreTest extends SharedStoreContract {

    private final String url = PostgreSqlServer.shared().newSchema();

    @Override
    ConnectionSource database() {
        return new UrlSource(url, "postgres", null);
    }

    @Override
    String waiting() {
        return "select count(*) from pg_stat_activity where wait_event_type = 'Lock'";
    }

    @Override
    String analyze(String table) {
        return "analyze " + table;
    }
}
