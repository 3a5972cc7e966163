package dev.aquifer.embeddedkubernetes.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Plain HTTP to the server of a kubeconfig. */
public final class Http implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client;
    private final String server;
    private final String token;

    /** With the address, CA and token of this file. */
    public Http(Path kubeconfig) {
        try {
            JsonNode config = new YAMLMapper().readTree(kubeconfig.toFile());
            JsonNode cluster = config.at("/clusters/0/cluster");
            this.server = cluster.path("server").asText();
            this.token = config.at("/users/0/user/token").asText();
            this.client = HttpClient.newBuilder().sslContext(trusting(authority(cluster))).build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] authority(JsonNode cluster) throws IOException {
        return cluster.has("certificate-authority-data")
                ? Base64.getDecoder().decode(cluster.path("certificate-authority-data").asText())
                : Files.readAllBytes(Path.of(cluster.path("certificate-authority").asText()));
    }

    private static SSLContext trusting(byte[] pem) throws IOException {
        try (var in = new ByteArrayInputStream(pem)) {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int i = 0;
            for (var certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca" + i++, certificate);
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An answer; text that is not JSON has no tree. */
    public record Answer(int code, String body, HttpResponse<?> response) {
        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                return MissingNode.getInstance();
            }
        }

        public JsonNode at(String pointer) {
            return json().at(pointer);
        }

        public String text(String pointer) {
            return at(pointer).asText();
        }

        List<String> warnings() {
            return response.headers().allValues("warning");
        }
    }

    public Answer get(String path) {
        return send("GET", path, "", "application/json", "application/json");
    }

    Answer getTable(String path) {
        return send(
                "GET",
                path,
                "",
                "application/json",
                "application/json;as=Table;v=v1;g=meta.k8s.io");
    }

    public Answer post(String path, String body) {
        return send("POST", path, body, "application/json", "application/json");
    }

    Answer put(String path, String body) {
        return send("PUT", path, body, "application/json", "application/json");
    }

    Answer delete(String path, String options) {
        return send("DELETE", path, options, "application/json", "application/json");
    }

    Answer merge(String path, String patch) {
        return patch(path, "merge-patch+json", patch);
    }

    Answer apply(String path, String object) {
        return patch(path, "apply-patch+yaml", object);
    }

    Answer patch(String path, String type, String patch) {
        return send("PATCH", path, patch, "application/" + type, "application/json");
    }

    Answer send(String method, String path, String body, String contentType, String accept) {
        return send(
                request(path, accept)
                        .header("Content-Type", contentType)
                        .method(method, publisher(body))
                        .build());
    }

    Answer anonymous(String path, String authorization) {
        var request = HttpRequest.newBuilder(URI.create(server + path));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return send(request.build());
    }

    private Answer send(HttpRequest request) {
        try {
            HttpResponse<String> response =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The events of a watch as they come. */
    Watch watch(String path) {
        return watch(path, "application/json");
    }

    Watch watch(String path, String accept) {
        try {
            HttpResponse<InputStream> response =
                    client.send(
                            request(path, accept).build(),
                            HttpResponse.BodyHandlers.ofInputStream());
            return new Watch(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder request(String path, String accept) {
        return HttpRequest.newBuilder(URI.create(server + path))
                .header("Authorization", "Bearer " + token)
                .header("User-Agent", "contract/1")
                .header("Accept", accept);
    }

    private static HttpRequest.BodyPublisher publisher(String body) {
        return body.isEmpty()
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    /** A watch that is read line by line. */
    static final class Watch implements AutoCloseable {
        private final int code;
        private final BufferedReader lines;

        Watch(int code, InputStream body) {
            this.code = code;
            this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        }

        int code() {
            return code;
        }

        /** The next event; waits for it. Missing at the end of the stream. */
        JsonNode next() {
            try {
                String line = lines.readLine();
                return line == null ? MissingNode.getInstance() : JSON.readTree(line);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The next event as {@code TYPE name}. */
        String nextName() {
            JsonNode event = next();
            return event.path("type").asText() + " " + event.at("/object/metadata/name").asText();
        }

        @Override
        public void close() {
            try {
                lines.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
