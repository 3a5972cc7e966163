package dev.aquifer.sandbox.cluster.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks a container how it is: over HTTP, by a connection, or by a command within its mounts. */
final class ProbeExecution {
    private static final int HTTP_LEAST = 200;
    private static final int HTTP_LIMIT = 400;

    private ProbeExecution() {}

    /** What is wrong, in a kubelet's words; empty when all is well. */
    static Optional<String> run(
            Container container,
            Probe probe,
            String address,
            List<String> enteredCommand,
            Map<String, String> environment) {
        var timeout =
                probe.getTimeoutSeconds() == null ? 1 : Math.max(1, probe.getTimeoutSeconds());
        try {
            if (probe.getHttpGet() != null) {
                return http(container, probe.getHttpGet(), address, timeout);
            }
            if (probe.getTcpSocket() != null) {
                var action = probe.getTcpSocket();
                tcp(host(action.getHost(), address), port(container, action.getPort()), timeout);
                return Optional.empty();
            }
            return probe.getExec() == null
                    ? Optional.empty()
                    : exec(enteredCommand, environment, timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        } catch (IOException | URISyntaxException | IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<String> http(
            Container container, HTTPGetAction action, String address, int timeout)
            throws IOException, URISyntaxException {
        var scheme =
                action.getScheme() == null
                        ? "http"
                        : action.getScheme().toLowerCase(java.util.Locale.ROOT);
        var path = action.getPath() == null || action.getPath().isEmpty() ? "/" : action.getPath();
        var host = host(action.getHost(), address);
        var url =
                new URI(
                                scheme
                                        + "://"
                                        + host
                                        + ':'
                                        + port(container, action.getPort())
                                        + (path.startsWith("/") ? path : '/' + path))
                        .toURL();
        var connection = (java.net.HttpURLConnection) url.openConnection(java.net.Proxy.NO_PROXY);
        try {
            connection.setConnectTimeout(timeout * 1000);
            connection.setReadTimeout(timeout * 1000);
            connection.setUseCaches(false);
            connection.setInstanceFollowRedirects(false);
            connection.setRequestProperty("User-Agent", "kube-probe/aquifer");
            connection.setRequestProperty("Connection", "close");
            if (action.getHttpHeaders() != null) {
                action.getHttpHeaders()
                        .forEach(
                                header ->
                                        connection.setRequestProperty(
                                                header.getName(), header.getValue()));
            }
            var code = connection.getResponseCode();
            return code >= HTTP_LEAST && code < HTTP_LIMIT
                    ? Optional.empty()
                    : Optional.of("HTTP probe failed with statuscode: " + code);
        } finally {
            connection.disconnect();
        }
    }

    private static void tcp(String host, int port, int timeout) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), timeout * 1000);
        }
    }

    private static Optional<String> exec(
            List<String> command, Map<String, String> environment, int timeout)
            throws IOException, InterruptedException {
        var builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(environment);
        var process = builder.start();
        if (!process.waitFor(timeout, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            return Optional.of("command timed out after " + timeout + "s");
        }
        return process.exitValue() == 0
                ? Optional.empty()
                : Optional.of("command failed with exit code " + process.exitValue());
    }

    private static String host(@Nullable String asked, String address) {
        return asked == null || asked.isEmpty() ? address : asked;
    }

    private static int port(Container container, IntOrString port) {
        if (port.getIntVal() != null) {
            return port.getIntVal();
        }
        return container.getPorts().stream()
                .filter(named -> Objects.equals(named.getName(), port.getStrVal()))
                .map(named -> named.getContainerPort())
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("no port is named " + port.getStrVal()));
    }
}
