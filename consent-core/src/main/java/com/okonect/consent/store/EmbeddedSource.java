package com.okonect.consent.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;

/** The embedded SQLite database of one process. */
final class EmbeddedSource implements ConnectionSource {

    private static final String FILE = "consent.db";
    private static final String OPEN = "com.okonect.consent.open:";
    private static final Set<String> OVER_THE_NETWORK =
            Set.of("nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afpfs", "webdav");

    private final Path file;
    private final FileChannel channel;
    private final String mark;

    private EmbeddedSource(Path file, FileChannel channel, String mark) {
        this.file = file;
        this.channel = channel;
        this.mark = mark;
    }

    /**
     * Takes possession of the database in a folder, and makes both where there is none.
     *
     * @throws StoreException if another process has it, or the folder is not fit
     */
    static EmbeddedSource in(Path folder) {
        Path home = folder.toAbsolutePath().normalize();
        Path file = home.resolve(FILE);
        if (file.toString().contains("?")) {
            throw new StoreException("the path of the embedded store has a question mark in it: " + file, null);
        }
        try {
            Files.createDirectories(home, ownerOnly("rwx------"));
            refuseNetwork(home, Files.getFileStore(home).type());
            create(file);
            return lock(file);
        } catch (IOException e) {
            throw new StoreException("the embedded store cannot be opened in " + home + ": " + e, e);
        }
    }

    /**
     * Reads the database in a folder, also while a process has it in possession.
     *
     * @throws StoreException if there is none
     */
    static ConnectionSource toRead(Path folder) {
        Path file = folder.toAbsolutePath().normalize().resolve(FILE);
        if (!Files.isReadable(file)) {
            throw new StoreException("there is no store that could be read: " + file, null);
        }
        return new ConnectionSource() {
            @Override
            public Connection open() throws SQLException {
                Connection connection = Drivers.SQLITE.connect("jdbc:sqlite:" + file, new Properties());
                try (Statement statement = connection.createStatement()) {
                    statement.execute("pragma query_only = 1");
                }
                return connection;
            }

            @Override
            public boolean isPooled() {
                return false;
            }

            @Override
            public String toString() {
                return file.toString();
            }

            @Override
            public void close() {
                // every connection is closed by whom it was opened for
            }
        };
    }

    /**
     * SQLite itself would let a second process in.
     *
     * <p>Within this process a system property is the lock, seen by applications of other class loaders, too: the file
     * must not be opened twice, for closing it once takes all locks of the process away, and lets other processes in.
     */
    private static EmbeddedSource lock(Path file) throws IOException {
        String mark = OPEN + file.toRealPath();
        if (System.getProperties().putIfAbsent(mark, "true") != null) {
            throw inUse(file);
        }
        FileChannel channel = null;
        try {
            channel = lockAgainstOthers(file);
        } finally {
            if (channel == null) {
                System.getProperties().remove(mark);
            }
        }
        return new EmbeddedSource(file, channel, mark);
    }

    private static FileChannel lockAgainstOthers(Path file) throws IOException {
        FileChannel channel = FileChannel.open(
                file.resolveSibling(FILE + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // It is this process that has it, by a version of this without the mark.
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        if (lock == null) {
            throw inUse(file);
        }
        return channel;
    }

    private static StoreException inUse(Path file) {
        return new StoreException(
                "the embedded store " + file + " is in use by another process or application. Several of them"
                        + " need a consent.home each, or one database by consent.store.url",
                null);
    }

    /** SQLite's locks and shared memory do not hold across a network. */
    static void refuseNetwork(Path folder, String type) {
        if (OVER_THE_NETWORK.contains(type.toLowerCase(Locale.ROOT))) {
            throw new StoreException(
                    "the embedded store cannot be kept on a network file system (" + type + "): " + folder
                            + ". Set consent.home to a local folder, or consent.store.url to a database",
                    null);
        }
    }

    /** The files that SQLite puts beside it have the same permissions. */
    private static void create(Path file) throws IOException {
        try {
            Files.createFile(file, ownerOnly("rw-------"));
        } catch (FileAlreadyExistsException e) {
            // It is there from an earlier start.
        }
    }

    private static FileAttribute<?>[] ownerOnly(String permissions) {
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }

    @Override
    public Connection open() throws SQLException {
        Properties settings = new Properties();
        settings.setProperty("journal_mode", "WAL");
        settings.setProperty("synchronous", "FULL");
        settings.setProperty("busy_timeout", "10000");
        settings.setProperty("transaction_mode", "IMMEDIATE");
        // What is erased is overwritten, too.
        settings.setProperty("secure_delete", "true");
        Connection connection = Drivers.SQLITE.connect("jdbc:sqlite:" + file, settings);
        try (Statement statement = connection.createStatement()) {
            // Where a flush otherwise stops at the disk's cache: macOS. No effect elsewhere.
            statement.execute("pragma fullfsync = 1");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public boolean isPooled() {
        return false;
    }

    @Override
    public boolean isOfOneProcess() {
        return true;
    }

    @Override
    public String toString() {
        return file.toString();
    }

    @Override
    public synchronized void close() {
        if (!channel.isOpen()) {
            return; // The mark may be another's by now.
        }
        try {
            channel.close(); // and the lock with it
        } catch (IOException e) {
            throw new StoreException("the lock of the embedded store cannot be released: " + file, e);
        } finally {
            System.getProperties().remove(mark);
        }
    }
}
