package com.okonect.consent.store;

class MariaDbContendedRepeatsTest extends ContendedRepeatsContract {

    private final String url = MariaDbServer.shared().newDatabase();

    @Override
    ConnectionSource database() {
        return new UrlSource(url, "root", null);
    }
}
