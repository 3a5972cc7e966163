package dev.aquifer.sandbox.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.http.HttpServerRequest;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The storage of large files, at an origin of its own: a hub redirects to it with links that are
 * signed and expire, and nothing else leads there.
 */
final class Links {
    private static final String PLACE = "/objects/";

    private final Clock clock;
    private final Duration lifetime;
    private final SecretKeySpec key;
    private final Map<String, Repository.Entry> given = new ConcurrentHashMap<>();

    Links(Clock clock, Duration lifetime) {
        this.clock = clock;
        this.lifetime = lifetime;
        var random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.key = new SecretKeySpec(random, "HmacSHA256");
    }

    /** A link to a file, good for a while, whoever has it. */
    String to(Repository.Entry file, String origin) {
        given.put(file.sha256(), file);
        var expires = String.valueOf(clock.instant().plus(lifetime).getEpochSecond());
        return "%s%s%s?Expires=%s&Signature=%s"
                .formatted(
                        origin, PLACE, file.sha256(), expires, signature(file.sha256(), expires));
    }

    /** Answers what was asked with such a link. */
    void handle(HttpServerRequest request) {
        var path = request.path();
        var object = path.startsWith(PLACE) ? path.substring(PLACE.length()) : "";
        var expires = request.getParam("Expires", "0");
        var file = given.get(object);
        if (file == null || !signed(request, object, expires)) {
            FileAnswer.fail(request.response(), 403, "AccessDenied", "no such link was given");
        } else if (Long.parseLong(expires) < clock.instant().getEpochSecond()) {
            FileAnswer.fail(request.response(), 403, "AccessDenied", "the link has expired");
        } else {
            FileAnswer.send(request, file);
        }
    }

    private boolean signed(HttpServerRequest request, String object, String expires) {
        var wanted = signature(object, expires).getBytes(UTF_8);
        return expires.matches("\\d{1,15}")
                && MessageDigest.isEqual(wanted, request.getParam("Signature", "").getBytes(UTF_8));
    }

    private String signature(String object, String expires) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal((object + "\n" + expires).getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
