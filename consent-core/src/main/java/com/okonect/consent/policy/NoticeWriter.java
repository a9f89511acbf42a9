package com.okonect.consent.policy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes a policy out as a notice in one language. The same policy, language and layout give the same bytes. */
final class NoticeWriter {

    private final ConsentPolicy policy;
    private final Texts texts;
    private final Map<String, Provider> providers = new LinkedHashMap<>();

    NoticeWriter(ConsentPolicy policy, Locale language) {
        this.policy = policy;
        this.texts = Texts.in(language);
        for (Provider provider : policy.providers()) {
            providers.put(provider.id(), provider);
        }
    }

    Notice write(String layout) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("format", "1");
        content.put("language", texts.language().toLanguageTag());
        content.put("layout", layout);
        policy.controller().ifPresent(controller -> content.put("controller", controller(controller)));
        content.put("choiceLifetime", policy.choiceLifetime().toString());
        content.put("evidenceRetention", policy.evidenceRetention().toString());
        content.put("categories", list(policy.categories(), this::category));
        content.put("exempt", list(policy.disclosedExempt(), this::exempt));
        content.put("providers", list(policy.providers(), this::provider));
        content.put("texts", Collections.unmodifiableMap(texts.shown(placeholders())));
        List<Declaration> declarations = new ArrayList<>();
        for (CategoryDeclaration category : policy.categories()) {
            declarations.add(category.declaration());
        }
        try {
            return new Notice(
                    texts.language(), Collections.unmodifiableMap(content), declarations, Json.write(content));
        } catch (IOException e) {
            throw new IllegalStateException("a tree of maps, lists and strings could not be written", e);
        }
    }

    private Map<String, String> placeholders() {
        return Map.of(
                "controller", policy.controller().map(Controller::name).orElse(""),
                "choice-lifetime", texts.amount(policy.choiceLifetime()),
                "evidence-retention", texts.amount(policy.evidenceRetention()),
                "partners", Integer.toString(providers.size()));
    }

    private static Map<String, Object> controller(Controller controller) {
        return object("name", controller.name())
                .and("contact", controller.contact())
                .and("policyUrl", controller.policyUrl())
                .and("authority", controller.authority());
    }

    private Map<String, Object> category(CategoryDeclaration declared) {
        String id = declared.category().id();
        Declaration declaration = declared.declaration();
        return object("id", id)
                .and("title", text(declared.title(), "category." + id + ".title", id))
                .and("description", text(declared.description(), "category." + id + ".description", null))
                .and("consequence", text(declared.consequence(), "category." + id + ".consequence", null))
                .and("cookies", list(declared.cookies(), this::cookie))
                .and("storage", declared.storage())
                .and(
                        "providers",
                        list(
                                declared.providers(),
                                providerId -> provider(Objects.requireNonNull(providers.get(providerId)))))
                .and("fingerprint", declaration.fingerprint())
                .and("declares", List.copyOf(declaration.elements()));
    }

    private Map<String, Object> cookie(ConsentBoundCookie cookie) {
        Provider provider = cookie.provider() == null ? null : providers.get(cookie.provider());
        String id = cookie.category().id();
        return object("name", cookie.name())
                .and("purpose", text(cookie.purpose(), "category." + id + ".description", null))
                .and("provider", provider == null ? texts.get("provider.own") : provider.name())
                .and("lifetime", texts.lifetime(cookie.lifetime()))
                .and("lifetimeIso", cookie.lifetime().toString())
                .and("thirdParty", provider != null)
                .and("thirdPartyText", texts.get(provider != null ? "text.yes" : "text.no"));
    }

    private Map<String, Object> exempt(ExemptCookie cookie) {
        String reason = cookie.reason().word();
        return object("name", cookie.name())
                .and("purpose", text(cookie.purpose(), "reason." + reason, null))
                .and("reason", reason)
                .and("reasonText", texts.get("reason." + reason))
                .and("lifetime", texts.lifetime(cookie.lifetime()))
                .and("lifetimeIso", cookie.lifetime().toString());
    }

    private Map<String, Object> provider(Provider provider) {
        return object("id", provider.id())
                .and("name", provider.name())
                .and("role", texts.get("role." + provider.role()))
                .and("country", provider.country())
                .and("policyUrl", provider.policyUrl())
                .and("origins", provider.origins())
                .and("transfer", provider.transfer())
                .and(
                        "reasonText",
                        provider.exempt() == null
                                ? null
                                : texts.get("reason." + provider.exempt().word()));
    }

    private @Nullable String text(LocalizedText own, String key, @Nullable String otherwise) {
        String shipped = texts.has(key) ? texts.get(key) : otherwise;
        String text = own.in(texts.language(), shipped == null ? "" : shipped);
        return text.isEmpty() ? null : text;
    }

    private static <T> List<Object> list(List<T> items, Function<T, Object> write) {
        List<Object> written = new ArrayList<>();
        for (T item : items) {
            written.add(write.apply(item));
        }
        return Collections.unmodifiableList(written);
    }

    private static JsonObject object(String name, Object value) {
        return new JsonObject().and(name, value);
    }

    /** Leaves out what is null. */
    private static final class JsonObject extends LinkedHashMap<String, Object> {

        private static final long serialVersionUID = 1L;

        JsonObject and(String name, @Nullable Object value) {
            if (value != null) {
                put(name, value);
            }
            return this;
        }
    }
}
