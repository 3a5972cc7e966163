package dev.aquifer.hydration.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.hydration.request.SourceSpec;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketTest {

    private static Bucket bucket(String name, String region, String endpoint) {
        SourceSpec.S3 spec =
                new SourceSpec.S3(
                        name,
                        "prefix",
                        Optional.of(region),
                        Optional.of(endpoint).filter(e -> !e.isEmpty()));
        return Bucket.of(spec, region, Optional.empty(), Clock.systemUTC());
    }

    @ParameterizedTest
    @CsvSource({
        "models, us-east-1, '', https://models.s3.us-east-1.amazonaws.com/a/b",
        "models, cn-north-1, '', https://models.s3.cn-north-1.amazonaws.com.cn/a/b",
        "my.models, eu-west-1, '', https://s3.eu-west-1.amazonaws.com/my.models/a/b",
        "Models_1, us-east-1, '', https://s3.us-east-1.amazonaws.com/Models_1/a/b",
        "models, us-east-1, http://minio:9000, http://minio:9000/models/a/b",
        "models, us-east-1, https://gateway.example/s3/, https://gateway.example/s3/models/a/b"
    })
    void isReachedWhereItsStoreHasIt(String name, String region, String endpoint, String object) {
        assertThat(bucket(name, region, endpoint).object("a/b", Optional.empty()).exposed())
                .isEqualTo(object);
    }

    @Test
    void encodesAsSignaturesWantIt() {
        Bucket bucket = bucket("models", "us-east-1", "");

        assertThat(bucket.object("a b+c~é/(1)", Optional.of("x/y=")).exposed())
                .endsWith("/a%20b%2Bc~%C3%A9/%281%29?versionId=x%2Fy%3D");
    }
}
