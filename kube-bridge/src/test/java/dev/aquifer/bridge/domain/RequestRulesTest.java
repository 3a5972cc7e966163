package dev.aquifer.bridge.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.bridge.domain.ControlApiException.Kind;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Uid;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestRulesTest {
    @ParameterizedTest
    @CsvSource({
        "AWAY,0,no answer within 10 s,1000,true",
        "AWAY,429,too many requests,1000,true",
        "AWAY,503,apiserver not ready,1000,true",
        "AWAY,500,etcdserver: request timed out,1000,true",
        "AWAY,401,Unauthorized,1000,true",
        "AWAY,500,failed to create typed patch object (a/b): .spec.c: field not declared in schema,1,false",
        "AWAY,500,failed calling webhook \"w\": connection refused,9,true",
        "AWAY,500,failed calling webhook \"w\": connection refused,10,false",
        "CONFLICT,409,the object has been modified,29,true",
        "CONFLICT,409,the object has been modified,30,false",
        "NOT_FOUND,404,namespaces \"x\" not found,1,false",
        "REFUSED,422,spec.a: Invalid value,1,false",
        "REFUSED,403,admission webhook \"w\" denied the request,1,false",
        "REFUSED,403,modelcaches \"x\" is forbidden: User \"u\" cannot patch resource \"modelcaches\",4,true",
        "REFUSED,403,modelcaches \"x\" is forbidden: User \"u\" cannot patch resource \"modelcaches\",5,false"
    })
    void whatIsTriedAgain(Kind kind, int code, String why, int attempt, boolean again) {
        var said = new ControlApiException(kind, code, why, null);

        assertThat(Retry.worthwhile(said, attempt)).isEqualTo(again);
    }

    @Test
    void aTopicIsBoundToNamespaces() {
        var tenant = new Tenant("t", "a", "u", Set.of("one", "two"));

        assertThat(tenant.refusal(new ResourceRef("ModelCache", "two", "x"))).isEmpty();
        assertThat(tenant.refusal(new ResourceRef("ModelCache", "three", "x")))
                .contains(
                        "ModelCache/three/x is in namespace three; on t only resources in one, two may be asked for");
        assertThat(tenant.refusal(ResourceRef.clusterScoped("InferenceCluster", "x")))
                .hasValueSatisfying(
                        why -> assertThat(why).startsWith("InferenceCluster/-/x lives in no"));
        var everywhere = new Tenant("t", "a", "u", Set.of());
        assertThat(everywhere.refusal(ResourceRef.clusterScoped("InferenceCluster", "x")))
                .isEmpty();
    }

    @Test
    void progressSurvivesBeingWritten() {
        var progress = new Progress("id", Map.of(0, 17L, 11, 4L));

        assertThat(Progress.parse(progress.toString())).isEqualTo(progress);
        assertThat(Progress.parse("0:17,1:4")).isEqualTo(new Progress("", Map.of(0, 17L, 1, 4L)));
        assertThat(Progress.parse("x:1,,")).isEqualTo(new Progress("", Map.of()));
        assertThat(Progress.parse("")).isEqualTo(new Progress("", Map.of()));
    }

    @Test
    void aDeletionSurvivesBeingWritten() {
        var deletion = new Deletion(new RequestPlace("t", "id", 3, 17), new Uid("life-1"), 4);

        assertThat(Deletion.parse(deletion.toString())).contains(deletion);
        assertThat(Deletion.parseAll(deletion.toString())).containsExactly(deletion);
        assertThat(Deletion.parseAll(deletion + ",nonsense," + deletion)).hasSize(2);
        assertThat(Deletion.parse("t-3@17 life-1")).isEmpty();
        assertThat(Deletion.parse("nowhere life-1 4")).isEmpty();
        assertThat(Deletion.parse("")).isEmpty();
    }

    @Test
    void wordsLoseCredentialsAndExcess() {
        assertThat(AnswerWords.of("url: Invalid value: \"https://u:p%40@hub/x\": no"))
                .isEqualTo("url: Invalid value: \"https://***@hub/x\": no");
        assertThat(AnswerWords.of("x".repeat(10_000))).hasSize(8_001);
    }
}
