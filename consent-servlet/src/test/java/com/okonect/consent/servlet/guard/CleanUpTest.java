package com.okonect.consent.servlet.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CleanUpTest {

    private static final String DELETED = "=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT";

    private final ShopGuard guard = ShopGuard.enforcing();

    private static List<String> expire(ShopGuard guard, FakeRequest raw) {
        FakeResponse response = new FakeResponse();
        GuardedRequest request = new GuardedRequest(raw.proxy(), guard.settings);
        int lines = new CleanUp(guard.settings).expire(request, new GuardedResponse(response.proxy(), request));
        List<String> sent = response.headers.stream()
                .map(line -> line.substring("Set-Cookie: ".length()))
                .toList();
        assertThat(sent).hasSize(lines);
        return sent;
    }

    @Test
    void whatIsNotAllowedExpiresInEveryPlaceWhereItCouldHaveBeenSet() {
        FakeRequest raw = guard.raw("/app/a/b;x=1/page", "_pk_id.1=x");
        raw.contextPath = "/app";

        List<String> sent = expire(guard, raw);

        List<String> paths = List.of("/", "/stats", "/app", "/app/", "/app/a", "/app/a/", "/app/a/b", "/app/a/b/");
        List<String> domains = List.of("", "; Domain=www.shop.example", "; Domain=shop.example");
        List<String> every = paths.stream()
                .flatMap(path -> domains.stream().map(domain -> "_pk_id.1" + DELETED + "; Path=" + path + domain))
                .toList();
        assertThat(sent).containsExactlyInAnyOrderElementsOf(every);
    }

    @Test
    void overTlsEachLineIsSecureAndComesPartitionedToo() {
        FakeRequest raw = guard.raw("/", "offers=x");
        raw.secure = true;

        assertThat(expire(guard, raw))
                .contains(
                        "offers" + DELETED + "; Path=/; Secure",
                        "offers" + DELETED + "; Path=/; Secure; Partitioned",
                        "offers" + DELETED + "; Path=/; Domain=shop.example; Secure; Partitioned")
                .allMatch(line -> line.contains("; Secure"));
    }

    @Test
    void whatIsAllowedExemptOrUndeclaredStays() {
        FakeRequest raw =
                guard.raw("/", guard.consentCookie("statistics") + "; _pk_id.1=x; lang=fr; unknown=1; checkout=1");

        assertThat(expire(guard, raw)).isEmpty();
        assertThat(expire(guard, guard.raw("/"))).isEmpty();
    }

    @Test
    void aWithdrawalTakesEffectAtOnce() {
        GuardedRequest request = guard.request("/", guard.consentCookie("statistics") + "; _pk_id.1=x");
        FakeResponse response = new FakeResponse();
        request.visit().decide(guard.choose());

        int lines = new CleanUp(guard.settings).expire(request, new GuardedResponse(response.proxy(), request));

        assertThat(lines).isPositive();
        assertThat(response.headers).contains("Set-Cookie: _pk_id.1" + DELETED + "; Path=/");
    }

    @Test
    void observeModeExpiresNothing() {
        ShopGuard observing = ShopGuard.observing();

        assertThat(expire(observing, observing.raw("/", "_pk_id.1=x"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "[::1]", "::1", "host.example; x", "", "."})
    void aHostThatIsNoDomainHasNoDomainToExpire(String host) {
        assertThat(CleanUp.domains(host)).containsExactly("");
    }

    @Test
    void aSingleLabelIsNeverADomain() {
        assertThat(CleanUp.domains("a.b.example")).containsExactly("", "; Domain=a.b.example", "; Domain=b.example");
        assertThat(CleanUp.domains("b.example")).containsExactly("", "; Domain=b.example");
    }

    @Test
    void theLinesNeverTakeMoreRoomThanAContainerHasAndTheLikelyOnesComeFirst() {
        String many = IntStream.range(0, 40).mapToObj(i -> "_pk_id." + i + "=x").collect(Collectors.joining("; "));

        List<String> sent = expire(guard, guard.raw("/a/b/c/d/e/f/g/page", many));

        assertThat(sent.stream()
                        .mapToInt(line -> line.length() + "Set-Cookie: \r\n".length())
                        .sum())
                .isBetween(3500, 4096);
        assertThat(sent.get(0)).isEqualTo("_pk_id.0" + DELETED + "; Path=/");
        assertThat(sent.get(1)).isEqualTo("_pk_id.1" + DELETED + "; Path=/");
    }

    @Test
    void whatHasNoRoomInOneResponseHasItInALaterOne() {
        Set<String> met = new HashSet<>();
        String path = "/" + "deep/".repeat(20) + "page";
        for (int i = 0; i < 200; i++) {
            met.addAll(expire(guard, guard.raw(path, "_pk_id.1=x")));
            guard.clock.advance(Duration.ofSeconds(1));
        }

        assertThat(met).hasSize(3 * (1 + 1 + 2 * 20));
    }
}
