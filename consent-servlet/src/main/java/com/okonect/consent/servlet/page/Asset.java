package com.okonect.consent.servlet.page;

/**
 * A script or style of the visitor's pages.
 *
 * @param name the last part of its address
 * @param contentType the media type with its charset
 * @param content the bytes; not to be changed
 * @param immutable whether the name holds a hash of the content, so that caches may keep it for ever
 */
public record Asset(String name, String contentType, byte[] content, boolean immutable) {}
