package com.okonect.consent.servlet.operator;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How far one export has come, told by the thread that writes it to the one that shows it. */
final class WatchedExport {

    /** What became of it. */
    enum State {
        AWAITED,
        RUNNING,
        WHOLE,
        BROKEN_OFF
    }

    private final String name;
    private State state = State.AWAITED;
    private long records;
    private long leftOut;

    WatchedExport(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    synchronized State state() {
        return state;
    }

    synchronized long records() {
        return records;
    }

    synchronized long leftOut() {
        return leftOut;
    }

    /** Notes how much of what is stored could not be read. */
    synchronized void leaveOut(long unreadable) {
        leftOut = unreadable;
    }

    synchronized void reach(long written) {
        records = written;
        state = State.RUNNING;
        notifyAll();
    }

    synchronized void end(boolean whole) {
        state = whole ? State.WHOLE : State.BROKEN_OFF;
        notifyAll();
    }

    /** Returns when so many records are written, when it has ended, or after this time. */
    synchronized void await(long written, Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        long left = longest.toNanos();
        while (left > 0 && records < written && state != State.WHOLE && state != State.BROKEN_OFF) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = end - System.nanoTime();
        }
    }
}
