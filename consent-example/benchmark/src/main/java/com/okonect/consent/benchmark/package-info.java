/** What the library costs, measured beside what else a user would have. {@link com.okonect.consent.benchmark.Main} says how to run it. */
@NullMarked
package com.okonect.consent.benchmark;

import org.jspecify.annotations.NullMarked;
