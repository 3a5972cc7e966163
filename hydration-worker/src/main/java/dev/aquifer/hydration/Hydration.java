package dev.aquifer.hydration;

import dev.aquifer.hydration.Filling.Filled;
import dev.aquifer.hydration.artifact.ArtifactDigest;
import dev.aquifer.hydration.artifact.Digests;
import dev.aquifer.hydration.artifact.VerifiedFile;
import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.http.Client;
import dev.aquifer.hydration.json.JsonProblem;
import dev.aquifer.hydration.report.Report;
import dev.aquifer.hydration.report.Reports;
import dev.aquifer.hydration.report.Result;
import dev.aquifer.hydration.request.HydrationRequest;
import dev.aquifer.hydration.request.Secrets;
import dev.aquifer.hydration.request.SourceSpec;
import dev.aquifer.hydration.request.Task;
import dev.aquifer.hydration.retry.Stop;
import dev.aquifer.hydration.source.Plan;
import dev.aquifer.hydration.source.Source;
import dev.aquifer.hydration.volume.Marker;
import dev.aquifer.hydration.volume.Markers;
import dev.aquifer.hydration.volume.Orphans;
import dev.aquifer.hydration.volume.Receipt;
import dev.aquifer.hydration.volume.Receipts;
import dev.aquifer.hydration.volume.Retention;
import dev.aquifer.hydration.volume.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One attempt, from request to result: is it here already; what is it; does it fit; fetch, verify,
 * publish, mark. Every way out of it is a result.
 */
final class Hydration {

    private final HydrationRequest request;
    private final Secrets secrets;
    private final Environment environment;
    private final Reports reports;
    private final Equipment equipment;
    private final Ticker ticker;

    Hydration(HydrationRequest request, Secrets secrets, Environment environment, Reports reports) {
        this.request = request;
        this.secrets = secrets;
        this.environment = environment;
        this.reports = reports;
        this.equipment = new Equipment(request, environment, reports);
        this.ticker = equipment.ticker;
    }

    /** Ends it soon, from another thread, so that a later attempt goes on from there. */
    void interrupt() {
        equipment.interrupt();
    }

    /** Hydrates; never fails but by its result. */
    Result run() {
        try (ticker) {
            ticker.start();
            return carryOut();
        } catch (HydrationFailed e) {
            return new Result.Failed(request.attempt(), e, equipment.effort());
        } catch (JsonProblem e) {
            return failed(Code.PROTOCOL_VIOLATION, "the origin's answer: " + e.getMessage(), e);
        } catch (Stop.Requested e) {
            return new Result.Interrupted(request.attempt(), equipment.effort());
        } catch (RuntimeException e) {
            return failed(Code.UNKNOWN, "unexpected " + e, e);
        } catch (OutOfMemoryError | StackOverflowError e) {
            return failed(Code.UNKNOWN, "the worker is too small for this: " + e, e);
        }
    }

    private Result failed(Code code, String message, Throwable cause) {
        return new Result.Failed(
                request.attempt(),
                new HydrationFailed(code, message, Map.of(), cause),
                equipment.effort());
    }

    private Result carryOut() {
        Source source = Source.of(request, secrets);
        return switch (request.task()) {
            case Task.Hydrate task -> hydrate(source, task);
            case Task.Repair task -> repair(source, task);
            case Task.Verify task -> verify(source, task);
            case Task.Adopt task -> adopt(source);
            case Task.Place task -> place(source, task);
        };
    }

    private Result hydrate(Source source, Task.Hydrate task) {
        Volume volume = Volume.open(request.root(), request.subPath());
        Markers markers = new Markers(volume);
        Optional<Marker> marker =
                source.pinned().flatMap(revision -> markers.find(source.identity(), revision));
        if (marker.isPresent()) {
            told(source.pinned().orElseThrow(), marker.get());
            String pinned = source.pinned().orElseThrow();
            Integer unverified = marker.get().unverified(source.identity());
            Filled found = new Filled(marker.get(), pinned, unverified, true);
            return hydrated(volume, markers, found, task);
        }
        // Before it is told, and so pinned: another revision may have what is to be mounted.
        Plan plan = plan(source).requireMounted(task.mounted());
        marker = plan.pinned().flatMap(revision -> markers.find(plan.source(), revision));
        told(plan, marker.isPresent());
        Filled filled =
                marker.map(m -> new Filled(m, plan.pinned().orElseThrow(), plan.unverified(), true))
                        .orElseGet(() -> fill(volume, markers, plan, task));
        return hydrated(volume, markers, filled, task);
    }

    private Filled fill(Volume volume, Markers markers, Plan plan, Task.Hydrate task) {
        return new Filling(
                        volume, markers, plan, equipment.leases(), equipment.tools(), environment)
                .run(ticker, task.mounted());
    }

    private Result hydrated(Volume volume, Markers markers, Filled filled, Task.Hydrate task) {
        if (filled.already()) {
            volume.keepProofs();
            new Orphans(volume, equipment.leases()).collect("");
        }
        task.mounted()
                .requireAmong(filled.marker().files().stream().map(VerifiedFile::path).toList());
        List<ArtifactDigest> kept = new ArrayList<>(List.of(filled.marker().digest()));
        task.keep().ifPresent(kept::addAll);
        List<ArtifactDigest> removed =
                task.keep().isEmpty() ? List.of() : new Retention(volume).removeAllBut(kept);
        return completed(volume, markers, filled, removed);
    }

    private Result repair(Source source, Task.Repair task) {
        Volume volume = Volume.open(request.root(), request.subPath());
        Markers markers = new Markers(volume);
        Marker marker = Checking.marker(markers, task.digest(), source.identity(), source.pinned());
        Plan plan = plan(source);
        told(plan, false);
        new Repair(volume, equipment.leases(), equipment.tools(), ticker)
                .run(markers.folder(marker.digest()), marker, plan, task.paths());
        Filled repaired =
                new Filled(
                        marker,
                        plan.pinned().orElse(""),
                        marker.unverified(source.identity()),
                        false);
        return completed(volume, markers, repaired, List.of());
    }

    private Result verify(Source source, Task.Verify task) {
        Volume volume = Volume.toRead(request.root(), request.subPath());
        Markers markers = new Markers(volume);
        Marker marker = Checking.marker(markers, task.digest(), source.identity(), source.pinned());
        told(source.pinned().orElse(null), marker);
        new Checking(equipment.tools(), ticker).verify(markers.folder(marker.digest()), marker);
        return new Result.Verified(
                request.attempt(),
                marker.digest().toString(),
                marker.bytes(),
                marker.files().size(),
                equipment.effort());
    }

    private Result adopt(Source source) {
        Volume volume = Volume.toRead(request.root(), request.subPath());
        Plan plan = plan(source);
        told(plan, true);
        List<VerifiedFile> files =
                new Checking(equipment.tools(), ticker).adopt(volume.base(), plan, remedy());
        return new Result.Completed(
                request.attempt(),
                ArtifactDigest.of(files).toString(),
                plan.pinned().orElseGet(() -> "sha256:" + files.getFirst().sha256()),
                files.stream().mapToLong(VerifiedFile::size).sum(),
                files.size(),
                0,
                "",
                true,
                List.of(),
                equipment.effort(),
                Definitions.in(volume.base(), files));
    }

    /** What makes a source verifiable that is not. */
    private String remedy() {
        return switch (request.source()) {
            case SourceSpec.Http http -> "give its digest as http.sha256";
            case SourceSpec.S3 s3 ->
                    "upload them with SHA-256 checksums, with CRC checksums of the whole object, or"
                            + " in one part and not encrypted by KMS or keys of your own";
            default -> "use a source that tells digests";
        };
    }

    private Result place(Source source, Task.Place task) {
        Volume volume = Volume.open(request.root(), request.subPath());
        Receipts receipts = Receipts.of(volume);
        boolean whole = task.include().isEmpty() && task.exclude().isEmpty();
        Optional<Receipt> known =
                source.pinned()
                        .filter(revision -> whole)
                        .flatMap(revision -> receipts.complete(source.identity(), revision));
        if (known.isPresent()) {
            return alreadyPlaced(volume, known.get(), known.get().unverified());
        }
        Plan plan = plan(source).only(task.include(), task.exclude());
        Optional<Receipt> complete =
                plan.pinned().flatMap(revision -> receipts.complete(plan.source(), revision));
        told(plan, complete.isPresent());
        return complete.isPresent()
                ? alreadyPlaced(volume, complete.get(), plan.unverified())
                : placed(
                        new Placing(
                                        volume,
                                        plan,
                                        equipment.leases(),
                                        equipment.tools(),
                                        environment,
                                        ticker)
                                .run(),
                        plan.unverified(),
                        false);
    }

    private Result alreadyPlaced(Volume volume, Receipt receipt, @Nullable Integer unverified) {
        volume.keepProofs();
        new Orphans(volume, equipment.leases()).collect("");
        return placed(receipt, unverified, true);
    }

    private Result placed(Receipt receipt, @Nullable Integer unverified, boolean already) {
        return new Result.Completed(
                request.attempt(),
                receipt.digest().toString(),
                receipt.pinned(),
                receipt.verified().stream().mapToLong(VerifiedFile::size).sum(),
                receipt.files().size(),
                unverified,
                "",
                already,
                List.of(),
                equipment.effort(),
                List.of());
    }

    /** While the origin is asked what there is, Java compiles what will hash it. */
    private Plan plan(Source source) {
        Thread.ofPlatform().name("warm-up").daemon().start(Digests::warmUp);
        try (Client client = equipment.client()) {
            return source.plan(client, equipment.patience).requireBytes();
        }
    }

    private void told(Plan plan, boolean present) {
        String pinned = plan.pinned().orElse(null);
        equipment.meter.expect(plan.bytes(), plan.files().size());
        ticker.planned(pinned);
        reports.say(new Report.Planned(pinned, plan.files().size(), plan.bytes(), present));
    }

    private void told(@Nullable String pinned, Marker marker) {
        ticker.planned(pinned);
        reports.say(new Report.Planned(pinned, marker.files().size(), marker.bytes(), true));
    }

    private Result completed(
            Volume volume, Markers markers, Filled filled, List<ArtifactDigest> removed) {
        Marker marker = filled.marker();
        var folder = markers.folder(marker.digest());
        return new Result.Completed(
                request.attempt(),
                marker.digest().toString(),
                filled.pinned(),
                marker.bytes(),
                marker.files().size(),
                filled.unverified(),
                volume.relative(folder),
                filled.already(),
                removed.stream().map(ArtifactDigest::toString).toList(),
                equipment.effort(),
                Definitions.in(folder, marker.files()));
    }
}
