package dev.aquifer.hydration.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A request, without a body unless it is a form.
 *
 * @param method GET, HEAD or POST
 * @param address what is asked for
 * @param header fields besides those that every request has
 * @param authorization goes to the origin of {@code address} and to no other
 * @param form what is posted, encoded; may be secret, and goes where it is addressed to alone
 */
public record HttpRequest(
        String method,
        WebAddress address,
        Map<String, String> header,
        Optional<Credential> authorization,
        Optional<String> form) {

    /** A GET without further fields. */
    public static HttpRequest get(WebAddress address, Optional<Credential> authorization) {
        return new HttpRequest("GET", address, Map.of(), authorization, Optional.empty());
    }

    /** A HEAD without further fields. */
    public static HttpRequest head(WebAddress address, Optional<Credential> authorization) {
        return new HttpRequest("HEAD", address, Map.of(), authorization, Optional.empty());
    }

    /** A POST of an encoded form, which proves by itself who asks. */
    public static HttpRequest post(WebAddress address, String form) {
        Map<String, String> header = Map.of("Content-Type", "application/x-www-form-urlencoded");
        return new HttpRequest("POST", address, header, Optional.empty(), Optional.of(form));
    }

    /** The same with one more field. */
    public HttpRequest with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(header);
        more.put(name, value);
        return new HttpRequest(method, address, more, authorization, form);
    }

    /**
     * The same request as a redirect wants it; the credential stays with its origin, and there is
     * none of a form.
     */
    HttpRequest redirected(WebAddress target) {
        if (form.isPresent()) {
            throw new IllegalStateException(this + " is not to be redirected");
        }
        boolean same = target.origin().equals(address.origin());
        return new HttpRequest(
                method, target, header, same ? authorization : Optional.empty(), Optional.empty());
    }

    /** What proves to the origin who asks; nothing for others. */
    Map<String, String> proof() {
        return authorization.map(credential -> credential.proof(this)).orElse(Map.of());
    }

    byte[] bytes(Map<String, String> proof) {
        StringBuilder text = new StringBuilder(512);
        text.append(method).append(' ').append(address.target()).append(" HTTP/1.1\r\n");
        field(text, "Host", address.origin().authority());
        field(text, "User-Agent", "aquifer-hydration/0.1");
        field(text, "Accept-Encoding", "identity");
        header.forEach((name, value) -> field(text, name, value));
        proof.forEach((name, value) -> field(text, name, value));
        form.ifPresent(body -> field(text, "Content-Length", String.valueOf(body.length())));
        text.append("\r\n").append(form.orElse(""));
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void field(StringBuilder text, String name, String value) {
        if (value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new IllegalArgumentException("a control character in header " + name);
        }
        text.append(name).append(": ").append(value).append("\r\n");
    }

    @Override
    public String toString() {
        return method + " " + address;
    }
}
