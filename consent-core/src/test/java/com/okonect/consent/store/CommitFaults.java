package com.okonect.consent.store;

import java.util.List;
import java.util.Random;

/** Has the commits of one node or another fail in every way, until it ends. Never two nodes stand still at once. */
final class CommitFaults {

    private static final int MOST_MILLIS = 120;

    private final List<FailingSource> sources;
    private final Random random;
    private final Thread thread = new Thread(this::run);
    private volatile boolean ended;

    CommitFaults(List<FailingSource> sources, Random random) {
        this.sources = sources;
        this.random = random;
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!ended) {
                FailingSource source = sources.get(random.nextInt(sources.size()));
                fail(source);
                Thread.sleep(random.nextInt(MOST_MILLIS));
                // A writer that rests after a fault would meet the next one each time that it comes round.
                recover(source);
                Thread.sleep(random.nextInt(MOST_MILLIS));
            }
        } catch (InterruptedException e) {
            return;
        }
    }

    private void fail(FailingSource source) {
        switch (random.nextInt(8)) {
            case 0 -> source.loseCommits(1 + random.nextInt(2));
            case 1 -> source.doubtCommits(1 + random.nextInt(3));
            case 2 -> source.warnAtCommits(1);
            case 3 -> source.breakDownAfterCommits(1);
            case 4 -> source.breakDownBeforeCommits(1);
            case 5 -> source.standStill();
            case 6 -> {
                source.doubtCommits(1);
                source.goDown();
            }
            default -> {
                // Also of what answers with what commits in doubt have stored.
                source.doubtCommits(random.nextInt(3));
                source.breakDownAfterCommits(1);
            }
        }
    }

    /** From then on all commits succeed. */
    void end() throws InterruptedException {
        ended = true;
        thread.join();
        sources.forEach(CommitFaults::recover);
    }

    private static void recover(FailingSource source) {
        source.loseCommits(0);
        source.doubtCommits(0);
        source.warnAtCommits(0);
        source.breakDownAfterCommits(0);
        source.breakDownBeforeCommits(0);
        source.comeBack();
    }
}
