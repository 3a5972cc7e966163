package dev.aquifer.cache.manifests;

import org.jspecify.annotations.Nullable;

/**
 * A Job that runs the worker once.
 *
 * @param name of the Job, of the ConfigMap with its request, and of the Secret with its credentials
 * @param request what the worker is asked
 * @param claim of the volume it works on
 * @param readOnly whether nothing is to be written there
 * @param hasSecret whether there is a Secret for it
 * @param content the ConfigMap that is its source; null for another source
 */
public record WorkerJob(
        String name,
        String request,
        String claim,
        boolean readOnly,
        boolean hasSecret,
        @Nullable String content) {}
