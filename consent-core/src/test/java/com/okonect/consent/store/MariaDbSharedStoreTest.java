package com.okonect.consent.store;

class MariaDbSharedStoreTest extends SharedStoreContract {

    private final String url = MariaDbServer.shared().newDatabase();

    @Override
    ConnectionSource database() {
        return new UrlSource(url, "root", null);
    }

    @Override
    String waiting() {
        return "select variable_value from information_schema.global_status"
                + " where variable_name = 'INNODB_ROW_LOCK_CURRENT_WAITS'";
    }

    @Override
    String analyze(String table) {
        return "analyze table " + table;
    }
}
