package dev.aquifer.hydration.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.hydration.http.HttpRequest;
import dev.aquifer.hydration.http.WebAddress;
import dev.aquifer.hydration.request.AccessKeys;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The examples of Amazon's own description of the signature, for requests without a body. */
class SignatureV4Test {

    private static final AccessKeys KEYS =
            new AccessKeys("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    private static final Clock THEN =
            Clock.fixed(Instant.parse("2013-05-24T00:00:00Z"), ZoneOffset.UTC);

    private final SignatureV4 signature = new SignatureV4(KEYS, "us-east-1", THEN);

    private static HttpRequest get(String target) {
        return HttpRequest.get(
                WebAddress.parse("https://examplebucket.s3.amazonaws.com" + target),
                Optional.empty());
    }

    private String signed(HttpRequest request) {
        return signature.proof(request).getOrDefault("Authorization", "");
    }

    @Test
    void signsTheHeaderOfARange() {
        assertThat(signed(get("/test.txt").with("Range", "bytes=0-9")))
                .isEqualTo(
                        "AWS4-HMAC-SHA256"
                                + " Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                                + " SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
                                + " Signature="
                                + "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
    }

    @Test
    void signsAQueryWithoutAValue() {
        assertThat(signed(get("/?lifecycle")))
                .endsWith("fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
    }

    @Test
    void signsAQueryInTheOrderOfItsNames() {
        String wanted = "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7";

        assertThat(signed(get("/?max-keys=2&prefix=J"))).endsWith(wanted);
        assertThat(signed(get("/?prefix=J&max-keys=2"))).endsWith(wanted);
    }

    @Test
    void ordersByNameAlthoughOneBeginsLikeAnother() {
        assertThat(signed(get("/?key-marker=b&key=a")))
                .isEqualTo(signed(get("/?key=a&key-marker=b")));
    }

    @Test
    void doesNotShowTheKeys() {
        assertThat(KEYS.toString()).doesNotContain("AKIA", "wJalr");
    }
}
