package dev.aquifer.hydration.transfer;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.http.Client;
import dev.aquifer.hydration.http.Exchange;
import dev.aquifer.hydration.http.HttpRequest;
import dev.aquifer.hydration.http.Origin;
import dev.aquifer.hydration.http.WebAddress;
import dev.aquifer.hydration.request.Policy;
import dev.aquifer.hydration.retry.OriginTrouble;
import dev.aquifer.hydration.retry.Patience;
import dev.aquifer.hydration.retry.Stop;
import dev.aquifer.hydration.source.PlannedFile.Content;
import dev.aquifer.hydration.volume.Lease;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Carries bytes of one file from its origin to the disk, continuing where a try broke off, and
 * hashing them on the way when they are the next ones to be hashed.
 */
final class Carrier {

    /** Less than this is no progress, so that an endless drip ends. */
    private static final long PROGRESS = 64 * 1024;

    /**
     * Where each try begins at the first byte, one has to come further than any before by this part
     * of the way to count. So the bytes that are fetched in vain stay a few times the file, and an
     * origin that lets go a little later each time comes to an end.
     */
    private static final long NOTABLE = 8;

    private final Client client;
    private final Patience patience;
    private final Policy policy;
    private final Lease lease;
    private final Stop stop;
    private final Meter meter;
    private final Pieces pieces;
    private final Waiting waiting = new Waiting();
    private final Schedule schedule;

    Carrier(Client client, Transfer.Tools tools, Lease lease, Pieces pieces, Schedule schedule) {
        this.client = client;
        this.patience = tools.patience();
        this.policy = tools.policy();
        this.lease = lease;
        this.stop = tools.stop();
        this.meter = tools.meter();
        this.pieces = pieces;
        this.schedule = schedule;
    }

    /** A stretch of a file and how far it has come. */
    private static final class Stretch {
        private final FileTransfer file;
        private final Content.Remote from;
        private final RangeAnswer answer;
        private final long start;
        private final long end;
        private final boolean hashed;
        private final CRC32C crc = new CRC32C();
        private long at;

        Stretch(
                FileTransfer file,
                Content.Remote from,
                RangeAnswer answer,
                long start,
                long end,
                boolean hashed) {
            this.file = file;
            this.from = from;
            this.answer = answer;
            this.start = start;
            this.end = end;
            this.hashed = hashed;
            this.at = start;
        }
    }

    /** Fetches a part and returns the checksum of its bytes. */
    int part(FileTransfer file, int part, boolean hashed) throws RangeAnswer.RangesIgnored {
        Parts parts = file.parts();
        Stretch stretch = stretch(file, parts.start(part), parts.end(part), hashed);
        boolean divided = insist(stretch, progress -> carry(stretch, progress));
        if (!divided) {
            meter.lost(stretch.at - stretch.start);
            throw new RangeAnswer.RangesIgnored();
        }
        return (int) stretch.crc.getValue();
    }

    /** Fetches all of a file in one stream, from its beginning each time; returns its length. */
    long whole(FileTransfer file, Runnable restart) {
        Long size = file.plan().size();
        Stretch stretch = stretch(file, 0, size == null ? Long.MAX_VALUE : size, true);
        long[] farthest = {0};
        insist(
                stretch,
                progress -> {
                    if (stretch.at > 0) {
                        meter.lost(stretch.at);
                        stretch.at = 0;
                        restart.run();
                    }
                    try {
                        return carry(stretch, new Patience.Progress());
                    } finally {
                        if (stretch.at > farthest[0] + Math.max(PROGRESS, farthest[0] / NOTABLE)) {
                            farthest[0] = stretch.at;
                            progress.made();
                        }
                    }
                });
        return stretch.at;
    }

    private Stretch stretch(FileTransfer file, long start, long end, boolean hashed) {
        Content.Remote from = (Content.Remote) file.plan().content();
        RangeAnswer answer = new RangeAnswer(file.plan(), from, patience.clock());
        return new Stretch(file, from, answer, start, end, hashed);
    }

    private boolean insist(Stretch stretch, Patience.Try<Boolean> request) {
        return patience.insist(
                stretch.file.plan().path(), stretch.from.address().origin(), request);
    }

    /** Goes on where the stretch is; false when the origin does not divide the file. */
    private boolean carry(Stretch stretch, Patience.Progress progress) throws IOException {
        long before = stretch.at;
        if (before == stretch.end) {
            return true; // All bytes had come when the last try broke off.
        }
        @Nullable WebAddress direct = stretch.file.direct();
        waiting.begins();
        try (Exchange exchange = open(stretch, direct)) {
            waiting.ends();
            schedule.answered(stretch.file, isFar(exchange.request().address().origin()));
            stretch.answer.check(exchange, stretch.at, stretch.end);
            receive(stretch, exchange);
            progress.made();
            return true;
        } catch (RangeAnswer.RangesIgnored e) {
            return false;
        } catch (IOException e) {
            if (e instanceof OriginTrouble trouble && trouble.throttling()) {
                schedule.throttled();
            } else {
                // Links expire, and hosts go, in more ways than there are statuses for.
                stretch.file.expired(direct);
            }
            throw e;
        } finally {
            if (stretch.at - before >= PROGRESS) {
                progress.made();
            }
            pieces.settle();
            tell(stretch);
        }
    }

    private boolean isFar(Origin origin) {
        return client.quickest(origin).compareTo(policy.near()) > 0;
    }

    private Exchange open(Stretch stretch, @Nullable WebAddress direct) throws IOException {
        HttpRequest request =
                direct == null
                        ? HttpRequest.get(stretch.from.address(), stretch.from.authorization())
                        : HttpRequest.get(direct, Optional.empty());
        Exchange exchange = open(stretch.answer.ask(request, stretch.at, stretch.end), direct);
        WebAddress reached = exchange.request().address();
        boolean elsewhere = !reached.origin().equals(stretch.from.address().origin());
        Optional<Code> refused = refusal(exchange.head().status());
        if (elsewhere && refused.isPresent()) {
            exchange.close();
            throw new OriginTrouble(
                    refused.get(), "the link to which " + request + " was redirected is refused");
        }
        if (elsewhere && exchange.head().status() < 300) {
            stretch.file.direct(reached);
        }
        return exchange;
    }

    /** What is final for the source's own address may be over with the next link. */
    private Exchange open(HttpRequest request, @Nullable WebAddress direct) throws IOException {
        try {
            return client.open(request);
        } catch (HydrationFailed e) {
            if (direct == null) {
                throw e;
            }
            throw new OriginTrouble(e.code(), e.message());
        }
    }

    /** A link that a hub gave for a while is asked for again when it is refused. */
    private static Optional<Code> refusal(int status) {
        return switch (status) {
            case 401, 403, 451 -> Optional.of(Code.AUTH_FORBIDDEN);
            case 404, 410 -> Optional.of(Code.NOT_FOUND);
            default -> Optional.empty();
        };
    }

    private void receive(Stretch stretch, Exchange exchange) throws IOException {
        Pace pace = new Pace(policy);
        ByteBuffer room = pieces.room(stretch.at);
        try {
            int size;
            while ((size = waiting.read(exchange, room)) >= 0) {
                if (room.position() > stretch.end - stretch.at) {
                    meter.lost(room.position() - size);
                    room.clear(); // Who sends too much may have sent anything.
                    throw new OriginTrouble(
                            Code.PROTOCOL_VIOLATION,
                            stretch.from.address() + " sent more than it announced");
                }
                meter.fetched(size);
                pace.check(size, stretch.from.address());
                if (waiting.due()) {
                    tell(stretch);
                }
                if (!room.hasRemaining()) {
                    keep(stretch, room);
                    room = pieces.room(stretch.at);
                }
            }
        } catch (IOException e) {
            keep(stretch, room);
            throw e;
        }
        keep(stretch, room);
        boolean open = stretch.end == Long.MAX_VALUE;
        if (!open && stretch.at < stretch.end) {
            throw new OriginTrouble(
                    Code.ORIGIN_UNAVAILABLE, stretch.from.address() + " ended too early");
        }
    }

    /** Hashes what came, and writes it. */
    private void keep(Stretch stretch, ByteBuffer room) {
        stop.check();
        lease.check();
        ByteBuffer bytes = room.flip();
        int size = bytes.remaining();
        stretch.crc.update(bytes.duplicate());
        if (stretch.hashed) {
            stretch.file.hashes().update(bytes);
        }
        waiting.during(pieces::settle);
        pieces.write(stretch.file.file(), bytes, stretch.at, stretch.hashed);
        stretch.at += size;
    }

    private void tell(Stretch stretch) {
        long waited = waiting.lap();
        schedule.received(stretch.file, stretch.hashed ? waited : 0);
    }
}
