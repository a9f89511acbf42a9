package com.okonect.consent.example;

import com.okonect.consent.Category;
import com.okonect.consent.ConsentListener;
import com.okonect.consent.ConsentRecord;
import java.util.Map;

/**
 * Forgets what the server remembers of a visitor under a category that is no longer granted. The library expires the cookies
 * in the browser; what they led to is the site's own, and is not to come back with a later consent.
 *
 * @param remembered what each category is remembered in
 */
record Forgetting(Map<Category, Remembered<?>> remembered) implements ConsentListener {

    @Override
    public void recorded(ConsentRecord record) {
        remembered.forEach((category, all) -> {
            if (!record.categories().getOrDefault(category, false)) {
                all.forgetAllOf(record.consentId());
            }
        });
    }

    @Override
    public void erased(String consentId) {
        remembered.values().forEach(all -> all.forgetAllOf(consentId));
    }
}
