package dev.aquifer.hydration.s3;

import dev.aquifer.hydration.artifact.Digests;
import dev.aquifer.hydration.http.Credential;
import dev.aquifer.hydration.http.HttpRequest;
import dev.aquifer.hydration.request.AccessKeys;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs each request anew as AWS Signature Version 4 has it for S3, in header fields and without a
 * body. Checked against the vectors that Amazon publishes, so that the worker needs no SDK.
 */
public final class SignatureV4 implements Credential {

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final String SERVICE = "s3";
    private static final String SESSION_TOKEN = "x-amz-security-token";
    private static final String NO_BODY = Digests.sha256Hex("");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final AccessKeys keys;
    private final String region;
    private final Clock clock;

    /** Signs with these keys for this region. */
    public SignatureV4(AccessKeys keys, String region, Clock clock) {
        this.keys = keys;
        this.region = region;
        this.clock = clock;
    }

    @Override
    public Map<String, String> proof(HttpRequest request) {
        String time = TIME.format(clock.instant());
        SortedMap<String, String> signed = new TreeMap<>();
        request.header().forEach((name, value) -> signed.put(lower(name), value.strip()));
        signed.put("host", request.address().origin().authority());
        signed.put("x-amz-content-sha256", NO_BODY);
        signed.put("x-amz-date", time);
        keys.sessionToken().ifPresent(token -> signed.put(SESSION_TOKEN, token));
        String names = String.join(";", signed.keySet());
        String scope = time.substring(0, 8) + "/" + region + "/" + SERVICE + "/aws4_request";
        String text = ALGORITHM + "\n" + time + "\n" + scope + "\n" + hash(request, signed, names);
        Map<String, String> proof = new LinkedHashMap<>();
        proof.put("x-amz-content-sha256", NO_BODY);
        proof.put("x-amz-date", time);
        keys.sessionToken().ifPresent(token -> proof.put(SESSION_TOKEN, token));
        proof.put(
                "Authorization",
                "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                        .formatted(ALGORITHM, keys.id(), scope, names, signature(scope, text)));
        return proof;
    }

    private static String hash(HttpRequest request, Map<String, String> signed, String names) {
        String fields =
                signed.entrySet().stream()
                        .map(field -> field.getKey() + ":" + field.getValue() + "\n")
                        .collect(Collectors.joining());
        return Digests.sha256Hex(
                String.join(
                        "\n",
                        request.method(),
                        request.address().path(),
                        query(request.address().query()),
                        fields,
                        names,
                        NO_BODY));
    }

    /** The query's parameters in order, each with an equals sign. */
    private static String query(String query) {
        if (query.length() < 2) {
            return "";
        }
        return Arrays.stream(query.substring(1).split("&"))
                .map(parameter -> parameter.contains("=") ? parameter : parameter + "=")
                .sorted(Comparator.comparing(SignatureV4::name).thenComparing(p -> p))
                .collect(Collectors.joining("&"));
    }

    private static String name(String parameter) {
        return parameter.substring(0, parameter.indexOf('='));
    }

    private String signature(String scope, String text) {
        byte[] key = ("AWS4" + keys.secret()).getBytes(StandardCharsets.UTF_8);
        for (String step : scope.split("/")) {
            key = hmac(key, step);
        }
        return Digests.hex(hmac(key, text));
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
