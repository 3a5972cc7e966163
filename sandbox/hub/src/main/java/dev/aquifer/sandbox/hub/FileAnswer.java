package dev.aquifer.sandbox.hub;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/** Answers with a file, or the part of it that is asked for. */
final class FileAnswer {
    private FileAnswer() {}

    static void send(HttpServerRequest request, Repository.Entry file) {
        var etag = "\"" + file.etag() + "\"";
        var response =
                request.response()
                        .putHeader("ETag", etag)
                        .putHeader("Accept-Ranges", "bytes")
                        .putHeader("Content-Type", "application/octet-stream");
        var condition = request.getHeader("If-Range");
        boolean same = condition == null || condition.equals(etag);
        switch (same
                ? ByteRange.of(request.getHeader("Range"), file.size())
                : new ByteRange.Whole()) {
            case ByteRange.Unsatisfiable u -> {
                response.putHeader("Content-Range", "bytes */" + file.size());
                fail(response, 416, "RangeNotSatisfiable", "the file has no such range");
            }
            case ByteRange.Whole w -> send(request, file, 0, file.size());
            case ByteRange.Part part -> {
                response.setStatusCode(206)
                        .putHeader(
                                "Content-Range",
                                "bytes %d-%d/%d".formatted(part.first(), part.last(), file.size()));
                send(request, file, part.first(), part.length());
            }
        }
    }

    private static void send(
            HttpServerRequest request, Repository.Entry file, long offset, long length) {
        var response = request.response();
        response.putHeader("Content-Length", Long.toString(length));
        if (request.method().equals(HttpMethod.HEAD) || length == 0) {
            var _ = response.end();
        } else {
            var _ = response.sendFile(file.file().toString(), offset, length);
        }
    }

    static void fail(HttpServerResponse response, int status, String code, String words) {
        response.putHeader("X-Error-Code", code).putHeader("X-Error-Message", words);
        json(response, status, new JsonObject().put("error", words).encode());
    }

    static void json(HttpServerResponse response, int status, String body) {
        var _ =
                response.setStatusCode(status)
                        .putHeader("Content-Type", "application/json")
                        .end(body);
    }
}
