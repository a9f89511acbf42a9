package com.okonect.consent.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Objects;

/** Makes syncs as slow as on a cloud disk, for benchmarks that keep everything in memory. */
public final class SlowSync {

    private SlowSync() {}

    /** Returns a new folder in memory where there is such a place, else on the disk. */
    public static Path newFolder() throws IOException {
        Path memory = Path.of("/dev/shm");
        return Files.isWritable(memory)
                ? Files.createTempDirectory(memory, "consent-benchmark")
                : Files.createTempDirectory("consent-benchmark");
    }

    /**
     * Returns the environment in which every sync of a process takes 1 ms; empty where there is no C compiler.
     *
     * @param folder where the library that does it is made
     */
    public static Map<String, String> environment(Path folder) throws IOException, InterruptedException {
        Path source = folder.resolve("slow-sync.c");
        Path library = folder.resolve("slow-sync.so");
        try (InputStream file = SlowSync.class.getResourceAsStream("slow-sync.c")) {
            Files.copy(Objects.requireNonNull(file), source, StandardCopyOption.REPLACE_EXISTING);
        }
        try {
            Process compiler = new ProcessBuilder(
                            "cc", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl")
                    .inheritIO()
                    .start();
            if (compiler.waitFor() == 0) {
                System.out.println("every sync takes 1 ms");
                return Map.of("LD_PRELOAD", library.toString(), "SYNC_MICROS", "1000");
            }
        } catch (IOException noCompiler) {
            // As said below.
        }
        System.out.println("no C compiler here: syncs are as fast as the folder");
        return Map.of();
    }
}
