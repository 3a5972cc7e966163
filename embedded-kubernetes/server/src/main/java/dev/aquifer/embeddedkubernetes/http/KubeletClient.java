package dev.aquifer.embeddedkubernetes.http;

import dev.aquifer.embeddedkubernetes.api.Refusal;
import dev.aquifer.embeddedkubernetes.tls.Identity;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.function.Consumer;

/**
 * Passes logs on from kubelets, as they come. Shows them the certificate of the server; theirs is
 * not checked, as nobody signs it (a real API server without a kubelet CA does the same).
 */
final class KubeletClient {
    private static final int CONNECT_MILLIS = 5000;

    private final HttpClient client;

    KubeletClient(Vertx vertx, Identity identity) {
        this.client =
                vertx.createHttpClient(
                        new HttpClientOptions()
                                .setSsl(true)
                                .setTrustAll(true)
                                .setVerifyHost(false)
                                .setConnectTimeout(CONNECT_MILLIS)
                                .setKeepAlive(false)
                                .setKeyCertOptions(
                                        new PemKeyCertOptions()
                                                .addCertValue(Buffer.buffer(identity.certificate()))
                                                .addKeyValue(Buffer.buffer(identity.key()))));
    }

    /** Called on the context of the response. */
    void pass(Reply.Logs logs, HttpServerResponse response, Consumer<Reply.Whole> refuse) {
        var options =
                new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setHost(logs.host())
                        .setPort(logs.port())
                        .setURI(logs.uri());
        client.request(options)
                .compose(
                        request -> {
                            response.closeHandler(_ -> request.reset());
                            response.exceptionHandler(_ -> request.reset());
                            return request.send();
                        })
                .onSuccess(answer -> pass(answer, response, refuse))
                .onFailure(
                        failure ->
                                refuse.accept(
                                        failed(
                                                500,
                                                "Get \"https://%s:%d%s\": %s"
                                                        .formatted(
                                                                logs.host(),
                                                                logs.port(),
                                                                logs.uri(),
                                                                failure.getMessage()))));
    }

    private static void pass(
            HttpClientResponse answer, HttpServerResponse response, Consumer<Reply.Whole> refuse) {
        if (answer.statusCode() >= 400) {
            answer.body()
                    .onComplete(
                            body ->
                                    refuse.accept(
                                            failed(
                                                    answer.statusCode(),
                                                    body.succeeded()
                                                            ? body.result().toString().strip()
                                                            : "")));
            return;
        }
        String type = answer.getHeader("Content-Type");
        response.putHeader("Content-Type", type == null ? "text/plain" : type).setChunked(true);
        response.write(Buffer.buffer());
        answer.pipeTo(response);
    }

    private static Reply.Whole failed(int code, String message) {
        String reason = code == 404 ? "NotFound" : code == 400 ? "BadRequest" : "InternalError";
        return Reply.json(code, Refusal.of(code, reason, message).status());
    }
}
