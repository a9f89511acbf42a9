package com.okonect.consent.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;

import com.okonect.consent.SigningKeys;
import com.okonect.consent.store.ConsentStore;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadStartTest {

    @Test
    void whatFailsWhileAFailedStartIsUndoneIsSaidWithTheReason() {
        for (Throwable failure : List.of(new IllegalStateException("closed"), new AssertionError("on purpose"))) {
            ConsentStore store = mock(ConsentStore.class);
            doThrow(failure).when(store).close();
            HeadStart opening = HeadStart.begin(() -> new HeadStart.Opened(SigningKeys.random(), store), false);
            IllegalArgumentException reason = new IllegalArgumentException("no policy");

            opening.undo(reason);

            assertThat(reason.getSuppressed()).containsExactly(failure);
        }
    }
}
