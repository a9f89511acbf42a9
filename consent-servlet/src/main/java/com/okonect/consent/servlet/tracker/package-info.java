/** What pages need for third-party tags: scripts, frames and images that wait, storage that has to go, signals. */
@NullMarked
package com.okonect.consent.servlet.tracker;

import org.jspecify.annotations.NullMarked;
