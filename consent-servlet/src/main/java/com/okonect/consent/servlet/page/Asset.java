package com.okonect.consent.servlet.page;

/**
 * A script or style of the visitor's pages. Its name holds a hash of its content: it never changes.
 *
 * @param name the last part of its address
 * @param contentType the media type with its charset
 * @param content the bytes; not to be changed
 */
public record Asset(String name, String contentType, byte[] content) {}
