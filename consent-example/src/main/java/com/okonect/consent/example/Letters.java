package com.okonect.consent.example;

import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The letters behind the requests of the form, a file each under the request's number, readable by the site's own account
 * alone. They are on this machine, unlike the log of requests, which all nodes share: of several nodes each would find its own
 * letters alone. Such a site would keep them in its database.
 */
final class Letters {

    /** The folder in that of the consent records: what has to be kept and backed up stays together. */
    private static final String FOLDER = "letters";

    private static final Pattern NUMBER = Pattern.compile("[A-Z]-[0-9a-f]{1,32}");
    private static final String ENDING = ".txt";

    private final Path folder;

    Letters(Path folder) {
        this.folder = folder;
    }

    /** The letters of an application, found by the library's setting {@code consent.home}, as the library finds it. */
    static Letters of(ServletContext context) {
        String path = context.getContextPath();
        String name = path.isEmpty() ? "root" : path.substring(1).replace('/', '#');
        Path home = Stream.of(
                        context.getInitParameter("consent.home"),
                        System.getProperty("consent.home"),
                        System.getenv("CONSENT_HOME"))
                .filter(value -> value != null && !value.isBlank())
                .findFirst()
                .map(Path::of)
                .orElseGet(() -> Path.of("consent-data", name));
        return new Letters(home.resolve(FOLDER));
    }

    /** Returns when the letter is on the disk. */
    void keep(String number, Letter letter) {
        Path file = file(number).orElseThrow(() -> new IllegalArgumentException("not a number of ours: " + number));
        Path unfinished = folder.resolve(number + ".new");
        try {
            Files.createDirectories(folder, ownerOnly("rwx------"));
            Files.deleteIfExists(unfinished);
            try (FileChannel out = FileChannel.open(
                    unfinished,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    ownerOnly("rw-------"))) {
                ByteBuffer bytes = ByteBuffer.wrap(letter.asFile().getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("the letter cannot be kept", e);
        }
    }

    /** Finds a letter; none under what is no number of ours, so that nobody reads another file by this. */
    Optional<Letter> find(String number) {
        return file(number).filter(Files::exists).map(Letters::read);
    }

    void forget(String number) {
        file(number).ifPresent(file -> {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException("the letter " + number + " cannot be deleted", e);
            }
        });
    }

    /** The numbers of all letters. */
    List<String> numbers() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ENDING))
                    .map(name -> name.substring(0, name.length() - ENDING.length()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the letters cannot be listed", e);
        }
    }

    private Optional<Path> file(String number) {
        return NUMBER.matcher(number).matches() ? Optional.of(folder.resolve(number + ENDING)) : Optional.empty();
    }

    private static Letter read(Path file) {
        try {
            return Letter.fromFile(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("the letter " + file.getFileName() + " cannot be read", e);
        }
    }

    private static FileAttribute<?>[] ownerOnly(String permissions) {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
