package com.okonect.consent;

import com.okonect.consent.policy.Declaration;
import com.okonect.consent.policy.Notice;
import com.okonect.consent.store.ConsentStore;
import com.okonect.consent.store.RecordIdTakenException;
import com.okonect.consent.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A store for tests alone: it keeps nothing beyond its own life, and can be told to fail or to stand still. */
public final class MemoryStore implements ConsentStore {

    public final List<ConsentRecord> records = new ArrayList<>();
    public final Map<String, Integer> refusals = new TreeMap<>();
    public final List<CompletableFuture<ConsentRecord>> waiting = new ArrayList<>();
    public final List<RecordDraft> waitingDrafts = new ArrayList<>();
    public final List<ConsentListener> listeners = new ArrayList<>();
    public final Map<String, SortedSet<String>> accounts = new TreeMap<>();
    public final List<RightsRequest> requests = new ArrayList<>();
    public final List<Revocation> revocations = new ArrayList<>();
    public Period purgedAfter;
    private final List<String> unreadable = new CopyOnWriteArrayList<>();
    private final Set<String> held = new TreeSet<>();
    private final Map<String, Notice> notices = new TreeMap<>();
    private volatile CountDownLatch readers = new CountDownLatch(0);
    private volatile CountDownLatch standingLookUps = new CountDownLatch(0);
    private volatile int pauseAfter = -1;
    private int lookUps;
    private boolean down;
    private boolean failingAppends;
    private boolean standing;
    private boolean recordingWhenCancelled;
    private boolean recordingLater;
    private boolean recordingWhenClosed;

    public void goDown() {
        down = true;
    }

    public void comeBack() {
        down = false;
        standing = false;
        failingAppends = false;
        readers.countDown();
        standingLookUps.countDown();
    }

    /** From now on nothing can be recorded, and all else works. */
    public void failAppends() {
        failingAppends = true;
    }

    /** From now on whoever looks for a declaration or a revocation waits. */
    public void answerNoReader() {
        readers = new CountDownLatch(1);
    }

    /** From now on whoever erases, or asks for the records of a visitor, waits. */
    public void answerNoLookUp() {
        standingLookUps = new CountDownLatch(1);
    }

    /** Returns when so many have begun to erase, or to ask for the records of a visitor. */
    public synchronized void awaitLookUps(int begun) throws InterruptedException {
        while (lookUps < begun) {
            wait();
        }
    }

    /** How many have begun to erase, or to ask for the records of a visitor. */
    public synchronized int lookUps() {
        return lookUps;
    }

    /** From now on nothing completes, and nothing fails. */
    public void standStill() {
        standing = true;
    }

    /** From now on a record is durable a moment after it was appended, and a thread of the store's own says so. */
    public void recordLater() {
        recordingLater = true;
    }

    /** From now on nothing completes before the store is closed, and all does then. */
    public void recordWhenClosed() {
        recordingWhenClosed = true;
        standing = true;
    }

    /** From now on nothing completes before its caller gives up, and all does in that moment. */
    public void recordWhenCancelled() {
        recordingWhenCancelled = true;
    }

    /** Returns when so many choices wait for a store that stands still. */
    public synchronized void awaitWaiting(int choices) throws InterruptedException {
        while (waiting.size() < choices) {
            wait();
        }
    }

    @Override
    public synchronized CompletableFuture<ConsentRecord> append(RecordDraft draft) {
        if (recordingWhenCancelled) {
            return new CompletableFuture<>() {
                @Override
                public boolean cancel(boolean mayInterruptIfRunning) {
                    complete(add(draft));
                    return super.cancel(mayInterruptIfRunning);
                }
            };
        }
        if (recordingLater) {
            return CompletableFuture.supplyAsync(
                    () -> recorded(draft), CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS));
        }
        CompletableFuture<ConsentRecord> future = new CompletableFuture<>();
        if (standing) {
            waiting.add(future);
            waitingDrafts.add(draft);
            notifyAll();
            return future;
        }
        if (down || failingAppends) {
            future.completeExceptionally(new StoreException("the store is down", null));
            return future;
        }
        try {
            future.complete(recorded(draft));
        } catch (RecordIdTakenException e) {
            future.completeExceptionally(e);
        }
        return future;
    }

    private synchronized ConsentRecord recorded(RecordDraft draft) {
        ConsentRecord stored = find(draft.recordId()).orElse(null);
        if (stored == null) {
            return add(draft);
        } else if (draft.isAnsweredBy(stored)) {
            List<ConsentRecord> chain = storedHistory(stored.consentId());
            int place = stored.sequence() - 1;
            boolean isBaseEarlier = chain.subList(0, place).stream().anyMatch(draft::isBasedOn);
            draft.foundStored(chain.subList(place, chain.size()), isBaseEarlier);
            return chain.get(chain.size() - 1);
        } else if (draft.takesAnotherId()) {
            return recorded(draft.underAnotherId());
        }
        throw new RecordIdTakenException();
    }

    private ConsentRecord add(RecordDraft draft) {
        List<ConsentRecord> chain = storedHistory(draft.consentId());
        ConsentRecord last = chain.isEmpty() ? null : chain.get(chain.size() - 1);
        ConsentRecord record = draft.seal(last, last == null || chain.stream().anyMatch(draft::canFollow));
        records.add(record);
        listeners.forEach(listener -> listener.recorded(record));
        draft.notice().ifPresent(notice -> notices.put(notice.hash(), notice));
        draft.revocation().ifPresent(revocations::add);
        return record;
    }

    @Override
    public synchronized Optional<ConsentRecord> find(UUID recordId) {
        check();
        return records.stream().filter(r -> r.recordId().equals(recordId)).findFirst();
    }

    @Override
    public List<ConsentRecord> history(String consentId) {
        beginLookUp();
        return storedHistory(consentId);
    }

    private synchronized List<ConsentRecord> storedHistory(String consentId) {
        check();
        return records.stream().filter(r -> r.consentId().equals(consentId)).toList();
    }

    @Override
    public synchronized Optional<String> notice(String hash) {
        check();
        return Optional.ofNullable(notices.get(hash)).map(n -> new String(n.json(), StandardCharsets.UTF_8));
    }

    @Override
    public Optional<SortedSet<String>> declaration(String fingerprint) {
        awaitAnswer();
        return storedDeclaration(fingerprint);
    }

    private synchronized Optional<SortedSet<String>> storedDeclaration(String fingerprint) {
        check();
        return notices.values().stream()
                .flatMap(notice -> notice.declarations().stream())
                .filter(declaration -> declaration.fingerprint().equals(fingerprint))
                .map(Declaration::elements)
                .findFirst();
    }

    @Override
    public synchronized void countRefusal(LocalDate day, String notice) {
        refusals.merge(day + " " + notice, 1, Integer::sum);
    }

    @Override
    public int erase(String consentId) {
        beginLookUp();
        return eraseStored(consentId);
    }

    private synchronized int eraseStored(String consentId) {
        check();
        int before = records.size();
        records.removeIf(r -> r.consentId().equals(consentId));
        return before - records.size();
    }

    @Override
    public List<Revocation> revocations(Instant since) {
        awaitAnswer();
        return storedRevocations(since);
    }

    private synchronized List<Revocation> storedRevocations(Instant since) {
        check();
        return revocations.stream()
                .filter(revocation -> !revocation.revokedAt().isBefore(since))
                .toList();
    }

    @Override
    public synchronized void hold(String consentId) {
        check();
        held.add(consentId);
    }

    @Override
    public synchronized void release(String consentId) {
        check();
        held.remove(consentId);
    }

    @Override
    public synchronized int purge(Instant endedBefore) {
        check();
        int before = records.size();
        Map<String, Instant> ends = new TreeMap<>();
        records.forEach(record -> ends.put(record.consentId(), record.endsAt()));
        records.removeIf(
                record -> ends.get(record.consentId()).isBefore(endedBefore) && !held.contains(record.consentId()));
        return before - records.size();
    }

    @Override
    public synchronized void purgeAfter(Period retention) {
        purgedAfter = retention;
    }

    @Override
    public synchronized void subscribe(ConsentListener listener) {
        listeners.add(listener);
    }

    @Override
    public synchronized void attach(String account, String consentId) {
        check();
        accounts.computeIfAbsent(account, same -> new TreeSet<>()).add(consentId);
    }

    @Override
    public synchronized List<String> attached(String account) {
        check();
        return List.copyOf(accounts.getOrDefault(account, new TreeSet<>()));
    }

    @Override
    public synchronized int detach(String account) {
        check();
        Set<String> detached = accounts.remove(account);
        return detached == null ? 0 : detached.size();
    }

    @Override
    public synchronized void log(RightsRequest request) {
        check();
        requests.removeIf(known -> known.id().equals(request.id()));
        requests.add(request);
    }

    @Override
    public synchronized List<RightsRequest> requests() {
        check();
        return requests.stream()
                .sorted(Comparator.comparing(RightsRequest::dueOn))
                .toList();
    }

    @Override
    public synchronized List<ChoiceCount> count(LocalDate since) {
        List<ChoiceCount> counts = new ArrayList<>();
        for (ConsentRecord record : records) {
            LocalDate day = LocalDate.ofInstant(record.recordedAt(), ZoneOffset.UTC);
            SortedMap<Category, Boolean> before = records.stream()
                    .filter(earlier -> earlier.consentId().equals(record.consentId())
                            && earlier.sequence() == record.sequence() - 1)
                    .findFirst()
                    .map(ConsentRecord::categories)
                    .orElseGet(TreeMap::new);
            counts.add(new ChoiceCount(day, record.event(), before, record.categories(), record.notice(), 1));
        }
        refusals.forEach((key, count) -> counts.add(new ChoiceCount(
                LocalDate.parse(key.substring(0, key.indexOf(' '))),
                ConsentRecord.Event.REFUSE,
                new TreeMap<>(),
                new TreeMap<>(),
                key.substring(key.indexOf(' ') + 1),
                count)));
        counts.removeIf(count -> count.day().isBefore(since));
        return counts;
    }

    @Override
    public synchronized long recordCount() {
        check();
        return records.size();
    }

    /** From now on whoever inspects waits after so many records until the store comes back. */
    public void pauseInspectionsAfter(int shown) {
        pauseAfter = shown;
        readers = new CountDownLatch(1);
    }

    /** From now on whoever inspects is shown something that cannot be read. */
    public void addUnreadable(String what) {
        unreadable.add(what);
    }

    @Override
    public void inspect(Inspection inspection) {
        int shown = 0;
        for (ConsentRecord record : beginInspection(inspection)) {
            if (shown++ == pauseAfter) {
                awaitAnswer();
            }
            inspection.record(record);
        }
        unreadable.forEach(inspection::unreadable);
    }

    private synchronized List<ConsentRecord> beginInspection(Inspection inspection) {
        check();
        notices.values()
                .forEach(notice -> inspection.notice(notice.hash(), new String(notice.json(), StandardCharsets.UTF_8)));
        return records.stream()
                .sorted(Comparator.comparing(ConsentRecord::consentId).thenComparing(ConsentRecord::sequence))
                .toList();
    }

    @Override
    public synchronized void close() {
        for (int i = 0; recordingWhenClosed && i < waiting.size(); i++) {
            waiting.get(i).complete(recorded(waitingDrafts.get(i)));
        }
    }

    private void beginLookUp() {
        synchronized (this) {
            lookUps++;
            notifyAll();
        }
        await(standingLookUps);
    }

    private void awaitAnswer() {
        await(readers);
    }

    private static void await(CountDownLatch answer) {
        try {
            answer.await();
        } catch (InterruptedException e) {
            throw new StoreException("interrupted", e);
        }
    }

    private void check() {
        if (down) {
            throw new StoreException("the store is down", null);
        }
    }
}
