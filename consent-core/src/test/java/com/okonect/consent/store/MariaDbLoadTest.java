package com.okonect.consent.store;

class MariaDbLoadTest extends LoadContract {

    @Override
    ConnectionSource database() {
        return new UrlSource(MariaDbServer.shared().newDatabase(), "root", null);
    }

    @Override
    int writingConnections() {
        return 2;
    }
}
