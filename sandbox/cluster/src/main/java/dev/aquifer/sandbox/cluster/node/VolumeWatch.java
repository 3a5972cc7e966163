package dev.aquifer.sandbox.cluster.node;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Calls the provisioner when something changed, and now and then for what was missed or failed. On
 * a thread of its own: removing a large folder takes its time, and a node must go on renewing its
 * Lease.
 */
final class VolumeWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(VolumeWatch.class.getName());
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private final VolumeProvisioner provisioner;
    private final SharedIndexInformer<PersistentVolumeClaim> claims;
    private final SharedIndexInformer<PersistentVolume> volumes;
    private final ScheduledExecutorService schedule =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("volumes").factory());

    VolumeWatch(KubernetesClient client, VolumeProvisioner provisioner) {
        this.provisioner = provisioner;
        this.claims = client.persistentVolumeClaims().inAnyNamespace().runnableInformer(0);
        this.volumes = client.persistentVolumes().runnableInformer(0);
    }

    void start() {
        claims.addEventHandler(
                new Listener<>(claim -> schedule.execute(() -> provision(claim)), _ -> {}));
        volumes.addEventHandler(
                new Listener<>(volume -> schedule.execute(() -> reclaim(volume)), _ -> {}));
        claims.run();
        volumes.run();
        var _ =
                schedule.scheduleWithFixedDelay(
                        this::lookAtAll,
                        LOOK_AGAIN.toMillis(),
                        LOOK_AGAIN.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private void lookAtAll() {
        claims.getStore().list().forEach(this::provision);
        volumes.getStore().list().forEach(this::reclaim);
    }

    private void provision(PersistentVolumeClaim claim) {
        try {
            provisioner.provision(claim);
        } catch (RuntimeException e) { // one failure must not end the schedule; it is tried again
            LOG.log(
                    System.Logger.Level.WARNING,
                    "claim " + claim.getMetadata().getName() + ": " + e);
        }
    }

    private void reclaim(PersistentVolume volume) {
        try {
            provisioner.reclaim(volume);
        } catch (RuntimeException e) { // as above
            LOG.log(
                    System.Logger.Level.WARNING,
                    "volume " + volume.getMetadata().getName() + ": " + e);
        }
    }

    @Override
    public void close() {
        claims.stop();
        volumes.stop();
        schedule.shutdownNow();
    }
}
