package com.okonect.consent.servlet.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.okonect.consent.FakeClock;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class DetachedSessionTest {

    private final FakeClock clock = new FakeClock("2026-11-23T10:15:30Z");
    private final DetachedSession session = new DetachedSession(FakeRequest.context(), clock);

    @Test
    void itIsANewSessionOfItsOwn() {
        assertThat(session.isNew()).isTrue();
        assertThat(session.getId()).isNotEqualTo(new DetachedSession(FakeRequest.context(), clock).getId());
        assertThat(session.getCreationTime()).isEqualTo(clock.millis());
        assertThat(session.getLastAccessedTime()).isEqualTo(clock.millis());
        assertThat(session.getMaxInactiveInterval()).isEqualTo(1800);
    }

    @Test
    void itKeepsAttributes() {
        session.setAttribute("a", 1);
        session.setAttribute("b", 2);
        session.setAttribute("b", null);
        session.setAttribute("c", 3);
        session.removeAttribute("c");
        session.setMaxInactiveInterval(5);

        assertThat(session.getAttribute("a")).isEqualTo(1);
        assertThat(session.getAttribute("b")).isNull();
        assertThat(Collections.list(session.getAttributeNames())).containsExactly("a");
        assertThat(session.getMaxInactiveInterval()).isEqualTo(5);
    }

    @Test
    void anInvalidSessionAnswersNothing() {
        session.invalidate();

        assertThat(session.isValid()).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> session.getAttribute("a"));
        assertThatIllegalStateException().isThrownBy(() -> session.setAttribute("a", 1));
        assertThatIllegalStateException().isThrownBy(() -> session.removeAttribute("a"));
        assertThatIllegalStateException().isThrownBy(session::getAttributeNames);
        assertThatIllegalStateException().isThrownBy(session::getCreationTime);
        assertThatIllegalStateException().isThrownBy(session::getLastAccessedTime);
        assertThatIllegalStateException().isThrownBy(session::isNew);
        assertThatIllegalStateException().isThrownBy(session::invalidate);
        assertThat(session.getId()).isNotEmpty();
    }

    @Test
    void whereTheSessionIsAllowedLaterItsAttributesGoOnThere() {
        session.setAttribute("a", 1);
        DetachedSession real = new DetachedSession(FakeRequest.context(), clock);

        session.attach(real);
        session.setAttribute("b", 2);

        assertThat(real.getAttribute("a")).isEqualTo(1);
        assertThat(real.getAttribute("b")).isEqualTo(2);
        assertThat(session.getAttribute("a")).isEqualTo(1);
        assertThat(session.getId()).isEqualTo(real.getId());

        session.invalidate();

        assertThat(real.isValid()).isFalse();
    }
}
