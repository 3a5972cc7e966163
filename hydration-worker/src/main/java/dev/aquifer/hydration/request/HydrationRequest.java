package dev.aquifer.hydration.request;

import dev.aquifer.hydration.http.Authorities;
import dev.aquifer.hydration.report.Result.Attempt;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One volume to be filled with one artifact.
 *
 * @param attempt whose attempt this is
 * @param source where the artifact comes from
 * @param pinned the revision that an earlier attempt resolved; then exactly that one is fetched
 * @param root the volume
 * @param subPath folder in the volume that holds everything of this artifact; empty for the root
 * @param policy what is allowed
 * @param task what is to be done
 */
public record HydrationRequest(
        Attempt attempt,
        SourceSpec source,
        Optional<String> pinned,
        Path root,
        String subPath,
        Policy policy,
        Task task) {

    /** The same with these certificate authorities, whom its file would have to name as text. */
    public HydrationRequest trusting(Supplier<Authorities> authorities) {
        return new HydrationRequest(
                attempt, source, pinned, root, subPath, policy.trusting(authorities), task);
    }

    /** The same place and source with another task. */
    public HydrationRequest doing(Task other) {
        return new HydrationRequest(attempt, source, pinned, root, subPath, policy, other);
    }
}
