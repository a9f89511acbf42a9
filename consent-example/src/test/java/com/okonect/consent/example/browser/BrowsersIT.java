package com.okonect.consent.example.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrowsersIT {

    @Test
    void opensAPage() {
        try (Browsers browsers = Browsers.open()) {
            Page page = browsers.browser().newPage();
            page.navigate("data:text/html,<title>Consent</title><p>Hello");

            assertThat(page.title()).isEqualTo("Consent");
            assertThat(page.textContent("p")).isEqualTo("Hello");
        }
    }

    @Test
    void theNamedBrowserGoesBeforeTheOneOnThePath(@TempDir Path directory) throws IOException {
        Path named = executable(directory.resolve("mine"));
        Path onPath = executable(directory.resolve("chromium"));
        String path = directory.toString();

        assertThat(Browsers.find(Map.of("OKONECT_CHROMIUM", named.toString(), "PATH", path)::get))
                .contains(named);
        assertThat(Browsers.find(Map.of("PATH", path)::get)).contains(onPath);
        assertThat(Browsers.find(Map.<String, String>of()::get)).isEmpty();
    }

    @Test
    void aNamedBrowserThatIsNotThereFailsWithAdvice() {
        assertThatThrownBy(() -> Browsers.find(Map.of("OKONECT_CHROMIUM", "/no/such/chromium")::get))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("/no/such/chromium")
                .hasMessageContaining("install the package chromium");
    }

    private static Path executable(Path file) throws IOException {
        Files.createFile(file);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
