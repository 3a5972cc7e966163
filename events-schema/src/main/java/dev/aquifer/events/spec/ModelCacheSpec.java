package dev.aquifer.events.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One artifact that is wanted on clusters.
 *
 * @param mount where pods find it
 * @param clusterSelector which clusters; null for all
 * @param replication how many of the matched clusters: AllMatchingClusters
 */
public record ModelCacheSpec(
        Artifact artifact,
        Mount mount,
        Storage storage,
        @Nullable Selector clusterSelector,
        @Nullable String replication) {

    /** The clusters it is wanted on. */
    public Selector clusters() {
        return clusterSelector == null ? Selector.ALL : clusterSelector;
    }

    /**
     * What is staged.
     *
     * @param kind Weights, Tokenizer or Bytes; all are hydrated alike
     */
    public record Artifact(String kind, Source source) {}

    /** Where it comes from: exactly one field is set. */
    public record Source(
            @Nullable HuggingFace huggingFace,
            @Nullable S3 s3,
            @Nullable Http http,
            @Nullable Oci oci,
            @Nullable Inline inline,
            @Nullable ConfigMap configMap) {}

    /**
     * A repository of a model hub.
     *
     * @param repo for example HuggingFaceTB/SmolLM2-135M-Instruct
     * @param revision branch, tag or commit; null for the default branch
     * @param tokenSecretRef its key is HF_TOKEN unless said otherwise
     * @param endpoint of another hub than the usual one
     * @param include patterns of the files to fetch; null for all
     * @param exclude patterns of files not to fetch
     */
    public record HuggingFace(
            String repo,
            @Nullable String revision,
            @Nullable SecretKey tokenSecretRef,
            @Nullable String endpoint,
            @Nullable List<String> include,
            @Nullable List<String> exclude) {

        /** All files of a repository of the usual hub. */
        public HuggingFace(
                String repo, @Nullable String revision, @Nullable SecretKey tokenSecretRef) {
            this(repo, revision, tokenSecretRef, null, null, null);
        }
    }

    /**
     * A prefix of a bucket.
     *
     * @param secretRef a Secret with the keys access_key and secret_key, and session_token where
     *     these are lent for a while; null for a public bucket
     * @param endpoint of another server than Amazon's
     */
    public record S3(
            String uri,
            @Nullable String region,
            @Nullable SecretName secretRef,
            @Nullable String endpoint) {

        /** A prefix of a bucket of Amazon's. */
        public S3(String uri, @Nullable String region, @Nullable SecretName secretRef) {
            this(uri, region, secretRef, null);
        }
    }

    /**
     * One file.
     *
     * @param authSecretRef the Secret's value is the whole Authorization header; its key is
     *     Authorization unless said otherwise
     * @param sha256 that the file must have, in hexadecimal digits
     * @param filename it becomes; null means artifact
     */
    public record Http(
            String url,
            @Nullable SecretKey authSecretRef,
            @Nullable String sha256,
            @Nullable String filename) {

        /** A file of which only the address is known. */
        public Http(String url, @Nullable SecretKey authSecretRef) {
            this(url, authSecretRef, null, null);
        }
    }

    /** An image or artifact of a registry. */
    public record Oci(String image, @Nullable SecretName pullSecretRef) {}

    /**
     * The bytes themselves.
     *
     * @param filename the file they become; null means artifact
     */
    public record Inline(String content, @Nullable String filename) {}

    /** A ConfigMap of the control cluster; one key, or all as files. */
    public record ConfigMap(String name, @Nullable String key) {}

    /** A key of a Secret in the namespace of the resource. */
    public record SecretKey(String name, @Nullable String key) {}

    /** A Secret in the namespace of the resource. */
    public record SecretName(String name) {}

    /**
     * Where pods find the artifact.
     *
     * @param path absolute folder in the container
     * @param subPath folder of the artifact to mount instead of the whole; null for the whole
     */
    public record Mount(@Nullable String path, @Nullable String subPath) {}

    /**
     * What holds the artifact on each cluster.
     *
     * @param backend PVC or ExistingPVC
     */
    public record Storage(String backend, @Nullable Pvc pvc, @Nullable ExistingPvc existingPVC) {}

    /**
     * A claim that Aquifer makes.
     *
     * @param sizeGiB of the volume
     * @param accessMode ReadWriteMany unless said otherwise
     */
    public record Pvc(String storageClassName, int sizeGiB, @Nullable String accessMode) {}

    /** A claim that exists on every matched cluster. */
    public record ExistingPvc(String claimName) {}
}
