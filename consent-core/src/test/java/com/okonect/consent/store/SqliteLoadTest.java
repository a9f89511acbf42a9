package com.okonect.consent.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteLoadTest extends LoadContract {

    @TempDir
    Path folder;

    @Override
    ConnectionSource database() {
        return EmbeddedSource.in(folder);
    }

    @Override
    int writingConnections() {
        return 1;
    }
}
