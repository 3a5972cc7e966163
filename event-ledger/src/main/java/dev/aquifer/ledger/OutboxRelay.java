package dev.aquifer.ledger;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jdbi.v3.core.Handle;

/**
 * The publishing thread. The database decides which replica relays (a session's advisory lock), the
 * broker fences the one that lost that right without knowing (one transactional id for all). So
 * rows reach each partition in their order; rows that were published and not yet deleted when a
 * relay died are published again.
 */
final class OutboxRelay implements Runnable {
    private static final long LEADER_LOCK = Numbering.lockKey("aquifer ledger relay");
    private static final Duration NEXT_CANDIDACY = Duration.ofSeconds(1);
    private static final int VALIDATION_SECONDS = 5;

    private final LedgerSettings settings;
    private final LedgerLog log;
    private final HealthBoard board;
    private final Transactions transactions;
    private final FaultPoints faults;
    private final Semaphore signal = new Semaphore(0);
    private final CountDownLatch stopping = new CountDownLatch(1);
    private int failures;

    OutboxRelay(
            LedgerSettings settings,
            LedgerLog log,
            HealthBoard board,
            Transactions transactions,
            FaultPoints faults) {
        this.settings = settings;
        this.log = log;
        this.board = board;
        this.transactions = transactions;
        this.faults = faults;
    }

    /** Something was committed. */
    void wake() {
        // One that does not lead takes no permits, and they would run over some day.
        if (signal.availablePermits() == 0) {
            signal.release();
        }
    }

    /** Ends the loop after the batch in hand. */
    void stop() {
        stopping.countDown();
        wake();
    }

    private boolean stopped() {
        return stopping.getCount() == 0;
    }

    @Override
    public void run() {
        while (!stopped()) {
            try {
                transactions.prepare();
                transactions.database().useHandle(this::beCandidate);
            } catch (RuntimeException | Error e) { // the thread must not end by itself
                failed(e);
            }
        }
    }

    /** One session for as long as the database lets it be: what it learned holds until its end. */
    private void beCandidate(Handle handle) {
        var mark = new AgreedMark(handle);
        try (var _ = Pulse.of(handle, settings.frozenAfter())) {
            while (!stopped()) {
                try {
                    mark.keep();
                    leadIfFree(handle, mark);
                    pause(NEXT_CANDIDACY);
                } catch (RuntimeException e) {
                    if (!isAlive(handle)) {
                        throw e;
                    }
                    failed(e);
                }
            }
        } finally {
            unlock(mark::release);
        }
    }

    private static boolean isAlive(Handle session) {
        try {
            return session.getConnection().isValid(VALIDATION_SECONDS);
        } catch (SQLException e) {
            return false;
        }
    }

    private void failed(Throwable thrown) {
        if (stopped()) {
            return;
        }
        failures++;
        var delay = Backoff.of(settings).after(failures);
        log.paused("relay", thrown, delay);
        board.waits("relay", LedgerHealth.State.PAUSED, "publishing: " + Troubles.describe(thrown));
        pause(delay);
    }

    private void leadIfFree(Handle handle, AgreedMark mark) {
        boolean leads =
                handle.createQuery("select pg_try_advisory_lock(?)")
                        .bind(0, LEADER_LOCK)
                        .mapTo(Boolean.class)
                        .one();
        if (!leads) {
            answered();
            return;
        }
        try {
            lead(handle, mark);
        } catch (OwnTopics.Lost e) {
            // The next one to lead compares it first.
            log.paused("relay", e, NEXT_CANDIDACY);
        } finally {
            unlock(() -> handle.execute("select pg_advisory_unlock(?)", LEADER_LOCK));
        }
    }

    private void lead(Handle handle, AgreedMark mark) {
        var producer =
                KafkaConfig.producer(settings.kafka(), "aquifer-relay-" + settings.service());
        try (var topics = new OwnTopics(settings, log, transactions.numbering(), this::stopped)) {
            producer.initTransactions();
            topics.agree(handle);
            mark.set();
            answered();
            while (!stopped()) {
                mark.keep();
                if (!mark.isKnown()) {
                    throw new OwnTopics.Lost("the database");
                }
                topics.look();
                if (relay(handle, producer, topics) == 0) {
                    awaitCommit(settings.relayInterval());
                }
            }
        } finally {
            producer.close(Duration.ofMillis(500));
        }
    }

    private static void unlock(Runnable unlocking) {
        try {
            unlocking.run();
        } catch (RuntimeException e) {
            // The session is broken, so the lock is gone with it.
        }
    }

    private int relay(Handle handle, KafkaProducer<byte[], byte[]> producer, OwnTopics topics) {
        signal.drainPermits();
        var rows = transactions.outbox().oldest(handle);
        if (rows.isEmpty()) {
            return 0;
        }
        faults.reached(FaultPoints.Step.RELAY_CLAIMED);
        producer.beginTransaction();
        // The commit waits for all of them, and fails when one did.
        var sent = new ArrayList<Future<RecordMetadata>>(rows.size());
        for (var row : rows) {
            sent.add(producer.send(record(producer, row)));
        }
        faults.reached(FaultPoints.Step.RELAY_SENT);
        producer.commitTransaction();
        faults.reached(FaultPoints.Step.RELAY_COMMITTED);
        var places = sent.stream().map(OutboxRelay::place).toList();
        handle.useTransaction(
                tx -> {
                    topics.note(tx, places);
                    transactions.outbox().delete(tx, rows);
                });
        faults.reached(FaultPoints.Step.RELAY_DELETED);
        answered();
        return sent.size();
    }

    /** The commit waited for it. */
    private static RecordMetadata place(Future<RecordMetadata> sent) {
        try {
            return sent.get();
        } catch (ExecutionException e) {
            throw new KafkaException("committed and not sent", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static ProducerRecord<byte[], byte[]> record(
            KafkaProducer<byte[], byte[]> producer, Outbox.Row row) {
        int count = producer.partitionsFor(row.record().topic()).size();
        return row.record().placed(count);
    }

    private void answered() {
        failures = 0;
        if (board.goesOn("relay")) {
            log.resumed("relay");
        }
    }

    private void awaitCommit(Duration longest) {
        try {
            signal.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            interrupted();
        }
    }

    /** However much is committed meanwhile. */
    private void pause(Duration delay) {
        try {
            stopping.await(delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            interrupted();
        }
    }

    private void interrupted() {
        Thread.currentThread().interrupt();
        stopping.countDown();
    }
}
