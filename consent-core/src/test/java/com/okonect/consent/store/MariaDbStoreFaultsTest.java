package com.okonect.consent.store;

class MariaDbStoreFaultsTest extends StoreFaultsContract {

    private final String url = MariaDbServer.shared().newDatabase();

    @Override
    ConnectionSource database() {
        return new UrlSource(url, "root", null);
    }
}
