package com.okonect.consent.benchmark;

import java.lang.reflect.Proxy;

/** Objects of an interface all of whose methods are errors: the ground on which stand-ins of the container are built. */
final class Absent {

    private Absent() {}

    static <T> T of(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    throw new UnsupportedOperationException(method.toString());
                }));
    }
}
