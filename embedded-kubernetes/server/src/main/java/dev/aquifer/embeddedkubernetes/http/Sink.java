package dev.aquifer.embeddedkubernetes.http;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.streams.WriteStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Where the frames of a watch go. Callable from any thread. */
interface Sink {

    /** Sends frames, then runs {@code ready} as soon as the client can take more. */
    void send(List<byte[]> frames, Runnable ready);

    /** Ends it. */
    void end();

    /** Breaks the connection, without an end that the client would understand. */
    void breakOff();

    /** The client has gone. */
    default void closed() {}

    /** A response that goes on. */
    static Sink of(Context context, HttpServerResponse response) {
        return new Sink() {
            @Override
            public void send(List<byte[]> frames, Runnable ready) {
                context.runOnContext(
                        _ -> {
                            if (response.ended() || response.closed()) {
                                return;
                            }
                            Buffer buffer = Buffer.buffer();
                            frames.forEach(buffer::appendBytes);
                            response.write(buffer);
                            whenReady(response, ready);
                        });
            }

            @Override
            public void end() {
                context.runOnContext(
                        _ -> {
                            if (!response.ended() && !response.closed()) {
                                response.end();
                            }
                        });
            }

            @Override
            public void breakOff() {
                context.runOnContext(_ -> response.reset());
            }
        };
    }

    /** A web socket: a message per frame. */
    static Sink of(Context context, ServerWebSocket socket, HttpConnection connection) {
        return new Sink() {
            @Override
            public void send(List<byte[]> frames, Runnable ready) {
                context.runOnContext(
                        _ -> {
                            if (socket.isClosed()) {
                                return;
                            }
                            frames.forEach(
                                    frame ->
                                            socket.writeTextMessage(
                                                    new String(frame, StandardCharsets.UTF_8)));
                            whenReady(socket, ready);
                        });
            }

            @Override
            public void end() {
                context.runOnContext(_ -> socket.close());
            }

            @Override
            public void breakOff() {
                context.runOnContext(_ -> connection.close());
            }
        };
    }

    private static void whenReady(WriteStream<?> stream, Runnable ready) {
        if (stream.writeQueueFull()) {
            stream.drainHandler(_ -> ready.run());
        } else {
            ready.run();
        }
    }
}
