package dev.aquifer.hydration.source;

import dev.aquifer.hydration.artifact.ArtifactPath;
import dev.aquifer.hydration.artifact.Digests;
import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.http.Client;
import dev.aquifer.hydration.request.AccessKeys;
import dev.aquifer.hydration.request.Policy;
import dev.aquifer.hydration.request.SourceSpec;
import dev.aquifer.hydration.retry.Patience;
import dev.aquifer.hydration.s3.Bucket;
import dev.aquifer.hydration.s3.BucketReader;
import dev.aquifer.hydration.s3.Known;
import dev.aquifer.hydration.s3.Listing;
import dev.aquifer.hydration.s3.Lookups;
import dev.aquifer.hydration.s3.Region;
import dev.aquifer.hydration.s3.Revision;
import dev.aquifer.hydration.s3.S3Object;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The objects below a prefix of a bucket. Their revision is a hash over the listing. In a bucket
 * that is no longer at it the versions that were are searched for, if it keeps them; so all
 * clusters get one state of the bucket, or none.
 */
final class S3Source implements Source {

    private final SourceSpec.S3 spec;
    private final Optional<Revision> wanted;
    private final Optional<AccessKeys> keys;
    private final Policy policy;

    S3Source(
            SourceSpec.S3 spec, Optional<String> pinned, Optional<AccessKeys> keys, Policy policy) {
        this.spec = spec;
        this.wanted = pinned.map(Revision::parse);
        this.keys = keys;
        this.policy = policy;
    }

    @Override
    public String identity() {
        return Digests.sha256Hex(
                String.join("\n", "s3", spec.endpoint().orElse(""), spec.bucket(), spec.prefix()));
    }

    @Override
    public Optional<String> pinned() {
        return wanted.map(Revision::toString);
    }

    @Override
    public Plan plan(Client client, Patience patience) {
        String region = Region.of(spec, client, patience);
        Bucket bucket = Bucket.of(spec, region, keys, patience.clock());
        BucketReader reader = new BucketReader(bucket, client, patience);
        List<S3Object> objects = objects(new Listing(reader, policy.maxFiles()));
        List<String> paths =
                objects.stream().map(object -> ArtifactPath.check(relative(object.key()))).toList();
        List<Known> known = new Lookups(bucket, client, patience, policy.maxStreams()).of(objects);
        List<PlannedFile> files = new ArrayList<>();
        for (int i = 0; i < objects.size(); i++) {
            files.add(file(paths.get(i), objects.get(i), known.get(i), bucket));
        }
        Revision revision = wanted.orElseGet(() -> Revision.of(objects));
        return new Plan(identity(), Optional.of(revision.toString()), files);
    }

    private List<S3Object> objects(Listing listing) {
        List<S3Object> now = listing.below(folder());
        if (now.isEmpty() && !spec.prefix().isEmpty()) {
            now = listing.named(spec.prefix()).stream().toList();
        }
        List<S3Object> found = now;
        return wanted.filter(revision -> !revision.isOf(found))
                .map(revision -> before(listing, revision))
                .orElse(now);
    }

    /** The objects as they were at this revision. */
    private List<S3Object> before(Listing listing, Revision revision) {
        try {
            return find(listing, folder(), key -> true, revision)
                    .or(() -> find(listing, spec.prefix(), spec.prefix()::equals, revision))
                    .orElseThrow(() -> gone(Map.of()));
        } catch (HydrationFailed e) {
            throw switch (e.code()) {
                case AUTH_FORBIDDEN, AUTH_REQUIRED, NOT_FOUND, PATH_INVALID ->
                        gone(Map.of("history", e.message()));
                default -> e;
            };
        }
    }

    private static Optional<List<S3Object>> find(
            Listing listing, String prefix, Predicate<String> keys, Revision revision) {
        return listing.history(prefix, keys).find(revision.newest(), revision::isOf);
    }

    private HydrationFailed gone(Map<String, Object> detail) {
        return new HydrationFailed(
                Code.PINNED_REVISION_GONE,
                "s3://"
                        + spec.bucket()
                        + "/"
                        + spec.prefix()
                        + " is no longer at the revision that was pinned, and keeps no versions"
                        + " that would lead back to it",
                detail,
                null);
    }

    private String folder() {
        return spec.prefix().isEmpty() ? "" : spec.prefix() + "/";
    }

    private static PlannedFile file(String path, S3Object object, Known known, Bucket bucket) {
        return new PlannedFile(
                path,
                object.size(),
                expected(known),
                new PlannedFile.Content.Remote(
                        bucket.object(object.key(), object.version()),
                        bucket.credential(),
                        object.validator()));
    }

    /** The strongest that there is. */
    private static PlannedFile.Expected expected(Known known) {
        return known.sha256()
                .<PlannedFile.Expected>map(PlannedFile.Expected.Sha256::new)
                .or(() -> known.md5().map(PlannedFile.Expected.Md5::new))
                .or(
                        () ->
                                known.sum()
                                        .map(
                                                sum ->
                                                        new PlannedFile.Expected.Checksum(
                                                                sum.kind(), sum.hex())))
                .orElseGet(PlannedFile.Expected.Nothing::new);
    }

    /** Below a prefix the rest of the key; a single object has the last part of its own. */
    private String relative(String key) {
        return key.startsWith(folder())
                ? key.substring(folder().length())
                : key.substring(key.lastIndexOf('/') + 1);
    }
}
