package com.okonect.consent.store;

class MariaDbSimultaneousStartTest extends SimultaneousStartContract {

    private final String url = MariaDbServer.shared().newDatabase();

    @Override
    ConnectionSource database() {
        return new UrlSource(url, "root", null);
    }
}
