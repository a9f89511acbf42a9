package com.okonect.consent.servlet.guard;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A session that ends with the request: for an application that asks for one while the visitor's browser may not be
 * given its cookie. It is never registered with the container, so that there is nothing to send.
 *
 * <p>If the session is allowed later in the request, this one hands over to the container's. Listeners that the
 * container keeps for sessions do not hear of it. Safe for use by several threads.
 */
final class DetachedSession implements HttpSession {

    private final ServletContext context;
    private final long created;
    private final Map<String, Object> attributes = new ConcurrentHashMap<>();
    private volatile String id = newId();
    private volatile int maxInactiveInterval;
    private volatile boolean valid = true;
    private volatile @Nullable HttpSession real;

    DetachedSession(ServletContext context, Clock clock) {
        this.context = context;
        this.created = clock.millis();
        this.maxInactiveInterval =
                (int) Duration.ofMinutes(context.getSessionTimeout()).toSeconds();
    }

    boolean isValid() {
        return valid;
    }

    /** Goes on as this session. */
    synchronized void attach(HttpSession session) {
        if (real == null && valid) {
            attributes.forEach(session::setAttribute);
            attributes.clear();
            real = session;
        }
    }

    String changeId() {
        check();
        id = newId();
        return id;
    }

    @Override
    public long getCreationTime() {
        HttpSession session = check();
        return session == null ? created : session.getCreationTime();
    }

    @Override
    public String getId() {
        HttpSession session = real;
        return session == null ? id : session.getId();
    }

    @Override
    public long getLastAccessedTime() {
        HttpSession session = check();
        return session == null ? created : session.getLastAccessedTime();
    }

    @Override
    public ServletContext getServletContext() {
        return context;
    }

    @Override
    public void setMaxInactiveInterval(int seconds) {
        HttpSession session = real;
        if (session == null) {
            maxInactiveInterval = seconds;
        } else {
            session.setMaxInactiveInterval(seconds);
        }
    }

    @Override
    public int getMaxInactiveInterval() {
        HttpSession session = real;
        return session == null ? maxInactiveInterval : session.getMaxInactiveInterval();
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        HttpSession session = check();
        return session == null ? attributes.get(name) : session.getAttribute(name);
    }

    @Override
    public Enumeration<String> getAttributeNames() {
        HttpSession session = check();
        return session == null ? Collections.enumeration(Set.copyOf(attributes.keySet())) : session.getAttributeNames();
    }

    @Override
    public synchronized void setAttribute(String name, @Nullable Object value) {
        HttpSession session = check();
        if (session != null) {
            session.setAttribute(name, value);
        } else if (value == null) {
            attributes.remove(name);
        } else {
            attributes.put(name, value);
        }
    }

    @Override
    public synchronized void removeAttribute(String name) {
        HttpSession session = check();
        if (session == null) {
            attributes.remove(name);
        } else {
            session.removeAttribute(name);
        }
    }

    @Override
    public synchronized void invalidate() {
        HttpSession session = check();
        valid = false;
        attributes.clear();
        if (session != null) {
            session.invalidate();
        }
    }

    @Override
    public boolean isNew() {
        HttpSession session = check();
        return session == null || session.isNew();
    }

    /** Returns the session that this one has become, if it has. */
    private @Nullable HttpSession check() {
        if (!valid) {
            throw new IllegalStateException("the session was invalidated");
        }
        return real;
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }
}
