package dev.aquifer.sandbox.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The pods of a gang find each other over the network: each worker tells the leader its index and
 * the digest of the weights it reads, and stays connected. The gang stands while all are there and
 * read the same bytes.
 */
final class Gang {
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(300);
    private static final int MOST_OF_A_LINE = 512;

    private final EngineSettings settings;
    private final StagedModel model;
    private final Consumer<String> say;
    private final Map<Integer, String> members = new ConcurrentHashMap<>();

    Gang(EngineSettings settings, StagedModel model, Consumer<String> say) {
        this.settings = settings;
        this.model = model;
        this.say = say;
    }

    /** Whether every worker is connected. */
    boolean stands() {
        return members.size() == settings.size() - 1;
    }

    /** What is missing, for people. */
    String words() {
        return members.size() + 1 + " of " + settings.size() + " pods are here";
    }

    /** Waits for workers for good; returns at once. */
    void lead() throws IOException {
        if (settings.size() == 1) {
            return;
        }
        var server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(settings.address(), settings.gangPort()));
        Thread.ofVirtual()
                .name("gang")
                .start(
                        () -> {
                            while (true) {
                                try {
                                    var worker = server.accept();
                                    Thread.ofVirtual().start(() -> welcome(worker));
                                } catch (IOException e) {
                                    say.accept("gang: cannot accept workers: " + e.getMessage());
                                    return;
                                }
                            }
                        });
    }

    private void welcome(Socket socket) {
        int index = -1;
        try (socket;
                var in = reader(socket)) {
            socket.setKeepAlive(true);
            var hello = String.valueOf(in.readLine()).split(" ", 3);
            if (hello.length < 2 || !hello[0].matches("[0-9]{1,4}")) {
                return; // a stranger
            }
            int claimed = Integer.parseInt(hello[0]);
            if (claimed < 1 || claimed >= settings.size()) {
                return;
            }
            if (!hello[1].equals(model.digest())) {
                say.accept("gang: worker " + claimed + " reads other weights than the leader");
                return;
            }
            index = claimed;
            members.put(index, hello[1]);
            say.accept(
                    "gang: worker %d joined from %s; %s"
                            .formatted(index, socket.getInetAddress().getHostAddress(), words()));
            answer(socket, "welcome");
            while (in.readLine() != null) {
                // heartbeats; the end of the connection is the end of the worker
            }
        } catch (IOException e) {
            say.accept("gang: lost a worker: " + e.getMessage());
        } finally {
            if (index > 0) {
                members.remove(index);
                say.accept("gang: worker " + index + " left; " + words());
            }
        }
    }

    /** Joins the leader, and stays until it is gone; a worker without a leader ends. */
    void follow() throws InterruptedException {
        say.accept("gang: looking for the leader at " + settings.leader());
        while (true) {
            try (var socket = new Socket()) {
                socket.bind(new InetSocketAddress(settings.address(), 0));
                socket.connect(new InetSocketAddress(settings.leader(), settings.gangPort()), 2000);
                answer(socket, settings.index() + " " + model.digest());
                var in = reader(socket);
                if (in.readLine() == null) {
                    throw new IOException("the leader does not want us");
                }
                say.accept("gang: joined the leader");
                socket.setSoTimeout(0);
                in.readLine();
                say.accept("gang: the leader is gone");
                return;
            } catch (IOException e) {
                Thread.sleep(BETWEEN_TRIES);
            }
        }
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8),
                MOST_OF_A_LINE);
    }

    private static void answer(Socket socket, String line) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
