package dev.aquifer.cache;

import dev.aquifer.cache.domain.Failure;
import dev.aquifer.cache.domain.Verdict;
import dev.aquifer.events.ObservationEvent;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Uid;
import org.jboss.logging.Logger;

/** Every line that this service logs, numbered for the runbook. None holds a payload. */
final class CacheLog {
    private static final Logger LOG = Logger.getLogger("dev.aquifer.cache");

    private CacheLog() {}

    static void started() {
        LOG.info("CACH1001 tables are in place, the ledger starts");
    }

    static void databaseAway(Throwable failure) {
        LOG.warnf("CACH1002 database: %s; trying again", String.valueOf(failure.getMessage()));
    }

    static void cannotStart(Throwable failure) {
        LOG.error("CACH1005 the service cannot start", failure);
    }

    static void timerFailed(Throwable failure) {
        LOG.warnf("CACH1003 timer: %s; trying again", String.valueOf(failure.getMessage()));
        LOG.debug("CACH1003", failure);
    }

    static void undecided(Uid cache, Throwable failure) {
        LOG.errorf(
                failure,
                "CACH1004 nothing can be decided about cache %s; looked at again in a minute, others"
                        + " go on",
                cache);
    }

    static void authorities(TrustedAuthorities trusted) {
        trusted.trouble()
                .ifPresentOrElse(
                        why -> LOG.warnf("CACH1006 %s", why),
                        () -> LOG.info("CACH1007 trusted authorities are those of the file now"));
    }

    static void begins(ResourceRef cache, String cluster, long attempt) {
        LOG.infof("CACH2001 %s on %s: attempt %d", cache, cluster, attempt);
    }

    static void completed(ResourceRef cache, String cluster, long attempt, String digest) {
        LOG.infof("CACH2002 %s on %s: attempt %d staged %s", cache, cluster, attempt, digest);
    }

    static void failed(ResourceRef cache, String cluster, long attempt, Failure failure) {
        LOG.warnf(
                "CACH2003 %s on %s: attempt %d failed: %s/%s: %s",
                cache, cluster, attempt, failure.phase(), failure.code(), failure.message());
    }

    static void tooLarge(ResourceRef cache, String cluster, Failure.Lack lack) {
        LOG.warnf(
                "CACH2005 %s on %s: %d bytes are wanted, the volume has %d",
                cache, cluster, lack.needed(), lack.available());
    }

    static void verified(ResourceRef cache, String cluster, Verdict verdict) {
        if (verdict.ok()) {
            LOG.infof("CACH2006 %s on %s is what was published", cache, cluster);
        } else {
            LOG.warnf(
                    "CACH2007 %s on %s: %s, %d files: %s",
                    cache, cluster, verdict.code(), verdict.count(), verdict.message());
        }
    }

    static void stale(ObservationEvent event) {
        LOG.debugf(
                "CACH2008 %s of %s on %s: attempt %d, session %d do not count any more",
                event.getClass().getSimpleName(),
                event.subject().resource(),
                event.cluster(),
                event.attempt(),
                event.session());
    }

    static void removed(ResourceRef cache) {
        LOG.infof("CACH2004 %s is removed", cache);
    }
}
