package com.okonect.consent.servlet.container;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;

/** What code can do that goes past the servlet API, to a container's own classes. */
interface RawContainer {

    /** Under this attribute of the servlet context. */
    String ATTRIBUTE = "okonect.raw";

    RawContainer UNKNOWN = new RawContainer() {
        @Override
        public void addHeader(HttpServletRequest request, HttpServletResponse response, String name, String value) {}

        @Override
        public void addCookie(HttpServletRequest request, HttpServletResponse response, String name, String value) {}
    };

    void addHeader(HttpServletRequest request, HttpServletResponse response, String name, String value)
            throws Exception;

    void addCookie(HttpServletRequest request, HttpServletResponse response, String name, String value)
            throws Exception;

    /** Has the container send a trailer, where it can be told. */
    default void addTrailer(HttpServletRequest request, HttpServletResponse response, String name, String value)
            throws Exception {}

    /** Has the container send an interim response, where it can be told. */
    default void earlyHints(HttpServletRequest request, HttpServletResponse response, String name, String value)
            throws Exception {}

    /** Has the container think that it set the session's cookie long ago, where it knows. */
    default void ageCookie(HttpSession session) {}
}
