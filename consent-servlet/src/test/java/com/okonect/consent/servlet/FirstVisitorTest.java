package com.okonect.consent.servlet;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;

import com.okonect.consent.ConsentService;
import org.junit.jupiter.api.Test;

class FirstVisitorTest {

    private static final int PATIENCE_MILLIS = 10_000;

    @Test
    void aConsentIsReadBesideTheCaller() {
        ConsentService service = mock(ConsentService.class);

        FirstVisitor.prepare(service);

        verify(service, timeout(PATIENCE_MILLIS)).read(any(), any());
    }
}
