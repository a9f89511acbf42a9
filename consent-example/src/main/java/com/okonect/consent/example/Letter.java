package com.okonect.consent.example;

/**
 * What somebody wrote with a request about their data.
 *
 * @param address where the answer goes
 * @param text what it is about
 */
record Letter(String address, String text) {}
