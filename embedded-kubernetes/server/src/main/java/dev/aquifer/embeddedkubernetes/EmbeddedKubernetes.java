package dev.aquifer.embeddedkubernetes;

import dev.aquifer.embeddedkubernetes.faults.Faults;
import dev.aquifer.embeddedkubernetes.http.ApiListener;
import dev.aquifer.embeddedkubernetes.http.ApiServer;
import dev.aquifer.embeddedkubernetes.store.ObjectStore;
import dev.aquifer.embeddedkubernetes.tls.Credentials;
import java.io.IOException;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/**
 * A running API server. Ready when {@link #start} returns; everything confirmed is kept when {@link
 * #close} does.
 */
public final class EmbeddedKubernetes implements AutoCloseable {
    private static final String PORT_FILE = "port";

    private final String name;
    private final ObjectStore store;
    private final Credentials credentials;
    private final ApiListener listener;

    private EmbeddedKubernetes(
            String name, ObjectStore store, Credentials credentials, ApiListener listener) {
        this.name = name;
        this.store = store;
        this.credentials = credentials;
        this.listener = listener;
    }

    /** Starts one in memory, on any port. */
    public static EmbeddedKubernetes start() {
        try {
            return start(Options.inMemory());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Starts one.
     *
     * @throws IOException when the folder cannot be used, is used by another server, or the wanted
     *     port is taken
     */
    public static EmbeddedKubernetes start(Options options) throws IOException {
        if (options.data().isEmpty()) {
            var credentials = Credentials.create(options.clock());
            var store = ObjectStore.inMemory();
            return new EmbeddedKubernetes(
                    options.name(),
                    store,
                    credentials,
                    ApiListener.start(store, credentials, options.clock(), options.port()));
        }
        Path data = options.data().get();
        var store = ObjectStore.open(data.resolve("store"));
        var credentials = Credentials.in(data.resolve("pki"), options.clock());
        return new EmbeddedKubernetes(
                options.name(), store, credentials, listen(options, data, store, credentials));
    }

    private static ApiListener listen(
            Options options, Path data, ObjectStore store, Credentials credentials)
            throws IOException {
        Path file = data.resolve(PORT_FILE);
        int former = Files.exists(file) ? Integer.parseInt(Files.readString(file).strip()) : 0;
        ApiListener listener;
        try {
            listener =
                    ApiListener.start(
                            store,
                            credentials,
                            options.clock(),
                            options.port() == 0 ? former : options.port());
        } catch (BindException e) {
            if (options.port() != 0) {
                store.close();
                throw e;
            }
            listener = ApiListener.start(store, credentials, options.clock(), 0);
        }
        Files.writeString(file, listener.port() + "\n");
        return listener;
    }

    /** The address, as {@code https://127.0.0.1:PORT}. */
    public String url() {
        return "https://127.0.0.1:" + listener.port();
    }

    /** The port. */
    public int port() {
        return listener.port();
    }

    /** The administrator's bearer token. */
    public String token() {
        return credentials.token();
    }

    /** The CA certificate that clients trust, in PEM. */
    public String authority() {
        return credentials.authority();
    }

    /** The CA certificate of what the server shows to kubelets, in PEM. */
    public String kubeletClientAuthority() {
        return credentials.kubeletClientAuthority();
    }

    /** A kubeconfig of the administrator, complete in itself. */
    public String kubeconfig() {
        return kubeconfig(url());
    }

    private String kubeconfig(String url) {
        String authority =
                Base64.getEncoder().encodeToString(authority().getBytes(StandardCharsets.US_ASCII));
        return """
        apiVersion: v1
        kind: Config
        clusters:
        - name: %1$s
          cluster:
            server: %2$s
            certificate-authority-data: %3$s
        users:
        - name: %1$s-admin
          user:
            token: %4$s
        contexts:
        - name: %1$s
          context:
            cluster: %1$s
            user: %1$s-admin
        current-context: %1$s
        """
                .formatted(name, url, authority, token());
    }

    /**
     * The same API at another port, where faults strike as a plan says. Give its kubeconfig to the
     * client under test, and {@link #kubeconfig} to the test itself. Close it before the server.
     */
    public FaultyAddress faultyAddress() {
        var faults = new Faults();
        ApiServer door = listener.faulty(faults);
        return new FaultyAddress(door, faults, kubeconfig("https://127.0.0.1:" + door.port()));
    }

    @Override
    public void close() {
        listener.close();
        store.close();
    }
}
