package com.okonect.consent.store;

import com.okonect.consent.SigningKeys;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a whole store: {@code java -Dconsent.home=… -cp … com.okonect.consent.store.VerifyCommand}. It takes the
 * settings {@code consent.home}, {@code consent.keys}, {@code consent.store.url}, {@code .user} and {@code .password}
 * where the application takes them, from system properties and the environment. The store can be in use.
 *
 * <p>It prints every fault, the first first, and ends with 0 if there is none, 1 if there is one, 2 if the store cannot
 * be verified.
 */
final class VerifyCommand {

    private final Function<String, @Nullable String> properties;
    private final Map<String, String> environment;
    private final PrintStream out;

    VerifyCommand(Function<String, @Nullable String> properties, Map<String, String> environment, PrintStream out) {
        this.properties = properties;
        this.environment = environment;
        this.out = out;
    }

    public static void main(String[] arguments) {
        System.exit(new VerifyCommand(System::getProperty, System.getenv(), System.out).run());
    }

    int run() {
        try {
            Verification found = verify();
            found.faults().forEach(fault -> out.println("FAULT: " + fault.what()));
            out.println((found.isWhole() ? "whole: " : "NOT whole: ") + found.summary());
            return found.isWhole() ? 0 : 1;
        } catch (IOException | IllegalArgumentException | StoreException e) {
            out.println("the store cannot be verified: " + e.getMessage());
            return 2;
        }
    }

    private Verification verify() throws IOException {
        Optional<String> home = setting("consent.home");
        Optional<String> url = setting("consent.store.url");
        Path keyFile = setting("consent.keys")
                .or(() -> home.map(folder -> folder + "/keys"))
                .map(Path::of)
                .orElseThrow(() -> new IllegalArgumentException("name the keys by consent.keys, or consent.home"));
        ConnectionSource source = url.isPresent()
                ? new UrlSource(
                        url.get(),
                        setting("consent.store.user").orElse(null),
                        setting("consent.store.password").orElse(null))
                : EmbeddedSource.toRead(Path.of(home.orElseThrow(
                        () -> new IllegalArgumentException("name the store by consent.home or consent.store.url"))));
        SigningKeys keys = SigningKeys.load(keyFile);
        try (Database database = new Database(source)) {
            return Verification.of(database::inspect, keys);
        }
    }

    private Optional<String> setting(String name) {
        return Optional.ofNullable(properties.apply(name))
                .or(() -> Optional.ofNullable(
                        environment.get(name.toUpperCase(Locale.ROOT).replace('.', '_'))))
                .filter(value -> !value.isBlank());
    }
}
