package dev.aquifer.hydration.transfer;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.http.Exchange;
import dev.aquifer.hydration.http.HttpRequest;
import dev.aquifer.hydration.http.MalformedAnswer;
import dev.aquifer.hydration.http.ResponseHead;
import dev.aquifer.hydration.retry.Answers;
import dev.aquifer.hydration.source.PlannedFile;
import dev.aquifer.hydration.source.PlannedFile.Content;
import dev.aquifer.hydration.source.PlannedFile.Expected;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks for bytes of a file and believes an answer only if it is exactly for these bytes of the very
 * revision that was planned.
 */
final class RangeAnswer {

    private final PlannedFile file;
    private final Optional<String> validator;
    private final Optional<String> etag;
    private final Clock clock;

    RangeAnswer(PlannedFile file, Content.Remote from, Clock clock) {
        this.file = file;
        this.validator = from.validator();
        this.etag = from.etag();
        this.clock = clock;
    }

    /** The origin sends the whole where a part was asked for. */
    static final class RangesIgnored extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** The request for bytes from {@code start} up to {@code end}; all of them without a range. */
    HttpRequest ask(HttpRequest request, long start, long end) {
        if (start == 0 && isEnd(end)) {
            return request;
        }
        HttpRequest ranged = request.with("Range", "bytes=" + start + "-" + (end - 1));
        return validator.map(v -> ranged.with("If-Range", v)).orElse(ranged);
    }

    private boolean isEnd(long end) {
        Long size = file.size();
        return size == null || end == size;
    }

    /** Checks the head of the answer to the request for these bytes. */
    void check(Exchange exchange, long start, long end) throws IOException {
        ResponseHead head = exchange.head();
        if (head.status() == 416) {
            throw changed();
        }
        Answers.requireSuccess(exchange, clock);
        requireSame(head);
        if (head.status() == 206) {
            if (start == 0 && isEnd(end)) {
                throw new MalformedAnswer("a part where the whole was asked for");
            }
            requireRange(head, start, end);
        } else if (head.status() != 200) {
            throw new MalformedAnswer("an answer of status " + head.status());
        } else if (start != 0 || !isEnd(end)) {
            throw new RangesIgnored();
        } else {
            requireWhole(head);
        }
    }

    private void requireRange(ResponseHead head, long start, long end) throws MalformedAnswer {
        String range = head.field("content-range").orElse("");
        Long size = file.size();
        String prefix = "bytes " + start + "-" + (end - 1) + "/";
        if (!range.startsWith(prefix)) {
            throw new MalformedAnswer("a Content-Range that was not asked for");
        }
        if (!range.substring(prefix.length()).equals(String.valueOf(size))) {
            throw changed();
        }
        requireLength(head, end - start);
    }

    private void requireWhole(ResponseHead head) throws MalformedAnswer {
        Long size = file.size();
        if (size != null) {
            Optional<Long> length = head.length();
            if (length.isPresent() && !length.get().equals(size)) {
                throw changed();
            }
        } else if (file.expected() instanceof Expected.Nothing && !tellsItsEnd(head)) {
            throw new HydrationFailed(
                    Code.PROTOCOL_VIOLATION,
                    "the origin does not tell where "
                            + file.path()
                            + " ends; give its sha256 to fetch it nevertheless");
        }
    }

    private static boolean tellsItsEnd(ResponseHead head) {
        return head.field("content-length").isPresent()
                || head.field("transfer-encoding").isPresent();
    }

    private static void requireLength(ResponseHead head, long length) throws MalformedAnswer {
        @Nullable Long announced = head.length().orElse(null);
        if (announced != null && announced != length) {
            throw new MalformedAnswer("a Content-Length that contradicts its Content-Range");
        }
    }

    private void requireSame(ResponseHead head) {
        validator.ifPresent(
                planned ->
                        requireSame(
                                planned,
                                head.field(planned.startsWith("\"") ? "etag" : "last-modified")));
        etag.ifPresent(planned -> requireSame(planned, head.field("etag")));
    }

    private void requireSame(String planned, Optional<String> now) {
        if (now.isPresent() && !now.get().equals(planned)) {
            throw changed();
        }
    }

    private HydrationFailed changed() {
        return new HydrationFailed(
                Code.SOURCE_CHANGED, file.path() + " changed at its origin while it was fetched");
    }
}
