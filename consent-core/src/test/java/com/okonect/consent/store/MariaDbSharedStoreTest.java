package com.okonect.consent.store;

class MariaDbSharedStoreTest extends SharedStoreContract {

    private final String url = MariaDbServer.shared().newDatabase();

    @Override
    ConnectionSource database() {
        return new UrlSource(url, "root", null);
    }
}
