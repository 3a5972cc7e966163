package dev.aquifer.embeddedkubernetes.http;

import dev.aquifer.embeddedkubernetes.api.Query;
import dev.aquifer.embeddedkubernetes.api.Refusal;
import dev.aquifer.embeddedkubernetes.faults.Call;
import dev.aquifer.embeddedkubernetes.faults.Fate;
import dev.aquifer.embeddedkubernetes.faults.Fault;
import dev.aquifer.embeddedkubernetes.faults.Faults;
import dev.aquifer.embeddedkubernetes.store.ObjectStore;
import dev.aquifer.embeddedkubernetes.tls.Credentials;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The connections. Event loops only move bytes; whatever an answer takes is done on virtual
 * threads.
 */
public final class ApiServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ApiServer.class.getName());
    private static final int LARGEST_BODY = 3 << 20;

    private final Vertx vertx;
    private final Door door;
    private final Router router;
    private final Responder responder;
    private final Faults faults;
    private final ExecutorService worker =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("api-", 0).factory());

    ApiServer(
            ObjectStore store, Router router, Credentials credentials, Place place, Faults faults) {
        this.router = router;
        this.faults = faults;
        var noFiles =
                new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false);
        this.vertx =
                Vertx.vertx(
                        new VertxOptions()
                                .setEventLoopPoolSize(2)
                                .setWorkerPoolSize(1)
                                .setInternalBlockingPoolSize(2)
                                .setFileSystemOptions(noFiles));
        var kubelets = new KubeletClient(vertx, credentials.kubeletClient());
        this.responder = new Responder(store, kubelets, vertx, worker);
        this.door = Door.open(vertx, credentials.server(), place, this::receive);
    }

    /** The port. */
    public int port() {
        return door.port();
    }

    /** Breaks all connections and refuses new ones, until {@link #accept}. */
    public void refuse() {
        door.shut();
    }

    /** Takes connections again. */
    public void accept() {
        door.reopen();
    }

    private void receive(HttpServerRequest request) {
        Context context = vertx.getOrCreateContext();
        if ("websocket".equalsIgnoreCase(request.getHeader("upgrade"))) {
            request.pause();
            begin(new Conversation(context, request, exchange(request, Buffer.buffer()), true));
            return;
        }
        Buffer body = Buffer.buffer();
        request.handler(
                part -> {
                    if (body.length() <= LARGEST_BODY) {
                        body.appendBuffer(part);
                    }
                });
        request.endHandler(
                _ -> begin(new Conversation(context, request, exchange(request, body), false)));
    }

    private record Conversation(
            Context context, HttpServerRequest request, Exchange exchange, boolean socket) {}

    private void begin(Conversation with) {
        Fate fate = faults.fate(call(with.exchange()));
        if (fate.delay().toMillis() > 0) {
            faults.heldBack();
            vertx.setTimer(
                    fate.delay().toMillis(), _ -> worker.execute(() -> answerLate(with, fate)));
        } else {
            worker.execute(() -> answer(with, fate));
        }
    }

    private void answerLate(Conversation with, Fate fate) {
        try {
            answer(with, fate);
        } finally {
            faults.letThrough();
        }
    }

    private void answer(Conversation with, Fate fate) {
        Fault fault = fate.fault().orElse(null);
        switch (fault) {
            case Fault.Dropped _ -> breakOff(with);
            case Fault.AnswerLost _ -> {
                route(with.exchange());
                breakOff(with);
            }
            case Fault.Failed _ -> send(with, Misbehaviour.failure(fate.code()), fate);
            case Fault.Expired _ -> send(with, Misbehaviour.expiry(route(with.exchange())), fate);
            case null, default -> send(with, route(with.exchange()), fate);
        }
    }

    private static void breakOff(Conversation with) {
        with.context().runOnContext(_ -> with.request().connection().close());
    }

    private void send(Conversation with, Reply reply, Fate fate) {
        UnaryOperator<Sink> between =
                sink ->
                        fate.fault()
                                .map(fault -> FaultySink.of(sink, faults).meets(fault, vertx))
                                .orElseGet(() -> FaultySink.of(sink, faults));
        with.context()
                .runOnContext(
                        _ -> {
                            if (with.socket() && reply instanceof Reply.Events events) {
                                responder.sendToSocket(
                                        with.context(), with.request(), events, between);
                                return;
                            }
                            if (with.socket()) {
                                with.request().resume();
                            }
                            responder.send(with.context(), with.request(), reply, between);
                        });
    }

    private Reply route(Exchange exchange) {
        if (exchange.body().length() > LARGEST_BODY) {
            return tooLarge();
        }
        try {
            return router.route(exchange);
        } catch (RuntimeException e) { // an error of ours: the client and the log are told
            LOG.log(
                    System.Logger.Level.ERROR,
                    "internal error at " + exchange.method() + " " + exchange.path(),
                    e);
            return Reply.json(
                    500,
                    Refusal.of(500, "InternalError", "Internal error occurred: " + e).status());
        }
    }

    private static Reply tooLarge() {
        return Reply.json(
                413,
                Refusal.of(
                                413,
                                "RequestEntityTooLarge",
                                "Request entity too large: limit is " + LARGEST_BODY)
                        .status());
    }

    private static Exchange exchange(HttpServerRequest request, Buffer body) {
        var query =
                request.params().entries().stream()
                        .collect(
                                Collectors.groupingBy(
                                        Map.Entry::getKey,
                                        Collectors.mapping(
                                                Map.Entry::getValue, Collectors.toList())));
        var headers = new HashMap<String, String>();
        request.headers()
                .forEach(
                        header ->
                                headers.merge(
                                        header.getKey().toLowerCase(Locale.ROOT),
                                        header.getValue(),
                                        (one, other) -> one + "," + other));
        return new Exchange(
                request.method().name(),
                request.path(),
                new Query(query),
                Map.copyOf(headers),
                body);
    }

    private static Call call(Exchange exchange) {
        Query query = exchange.query();
        return new Call(
                exchange.method(),
                exchange.path(),
                query.flag("watch") ? watch(query) : plain(query),
                exchange.header("user-agent"));
    }

    private static Call.Kind watch(Query query) {
        return query.text("resourceVersion").matches("0?")
                ? Call.Kind.WATCH_OF_EVERYTHING
                : Call.Kind.WATCH_FROM_REVISION;
    }

    private static Call.Kind plain(Query query) {
        return query.find("continue").isPresent() ? Call.Kind.CONTINUED_LIST : Call.Kind.PLAIN;
    }

    @Override
    public void close() {
        door.leave();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        worker.close();
    }
}
