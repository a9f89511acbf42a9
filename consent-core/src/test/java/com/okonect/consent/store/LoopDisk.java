package com.okonect.consent.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * An ext4 file system of its own, in a file, that can crash: what was not synced is gone then, and mounting it again
 * replays its journal, as after a crash of the kernel or a loss of power. It does not show what a disk forgets that
 * lies about syncs. For root on Linux with a C compiler.
 */
final class LoopDisk implements AutoCloseable {

    private static final long BYTES = 1L << 30;

    private final Path image;
    private final Path root;
    private final Path shutDown;
    private boolean mounted;

    LoopDisk(Path folder) throws IOException, InterruptedException {
        image = folder.resolve("disk.img");
        root = Files.createDirectory(folder.resolve("disk"));
        shutDown = folder.resolve("shut-down");
        Path source = folder.resolve("shut-down.c");
        try (InputStream file = LoopDisk.class.getResourceAsStream("shut-down.c")) {
            Files.copy(Objects.requireNonNull(file), source);
        }
        run("cc", "-o", shutDown.toString(), source.toString());
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(BYTES);
        }
        run("mkfs.ext4", "-q", image.toString());
        mount();
    }

    /** Where it is mounted. */
    Path root() {
        return root;
    }

    /** From now on every access fails, and nothing more gets to the disk. */
    void crash() throws IOException, InterruptedException {
        run(shutDown.toString(), root.toString());
    }

    /** As at the start after a crash. Nobody may have a file open. */
    void mountAgain() throws IOException, InterruptedException {
        unmount();
        mount();
    }

    private void mount() throws IOException, InterruptedException {
        run("mount", "-o", "loop", image.toString(), root.toString());
        mounted = true;
    }

    private void unmount() throws IOException, InterruptedException {
        run("umount", root.toString());
        mounted = false;
    }

    static void run(String... command) throws IOException, InterruptedException {
        int code = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (code != 0) {
            throw new IOException(List.of(command) + " ended with " + code);
        }
    }

    @Override
    public void close() throws IOException {
        if (!mounted) {
            return;
        }
        try {
            unmount();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
