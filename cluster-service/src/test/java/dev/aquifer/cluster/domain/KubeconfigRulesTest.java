package dev.aquifer.cluster.domain;

import static dev.aquifer.cluster.domain.Objects.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.cluster.domain.KubeconfigRules.Reading;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KubeconfigRulesTest {
    private static Reading read(String cluster, String user) {
        return KubeconfigRules.read(
                object(
                        """
                        {'current-context':'x',
                         'contexts':[{'name':'x','context':{'cluster':'c','user':'u'}}],
                         'clusters':[{'name':'c','cluster':{%s}}],
                         'users':[{'name':'u','user':{%s}}]}
                        """
                                .formatted(cluster, user)));
    }

    private static final String SERVER = "'server':'https://10.0.0.1:6443'";

    @Test
    void takesAPrivateAddressAndAToken() {
        assertThat(read(SERVER, "'token':'secret'"))
                .isInstanceOfSatisfying(
                        Reading.Usable.class,
                        usable -> {
                            assertThat(usable.access().token()).isEqualTo("secret");
                            assertThat(usable.toString()).doesNotContain("secret");
                        });
    }

    @ParameterizedTest
    @CsvSource({
        "exec, no program is run",
        "auth-provider, no program is run",
        "tokenFile, no file is read",
        "client-certificate, no file is read",
        "client-key, no file is read",
        "as, remove it"
    })
    void refusesUserFieldsThatWouldActHere(String field, String why) {
        assertThat(read(SERVER, "'" + field + "':{'command':'rm'}"))
                .isInstanceOfSatisfying(
                        Reading.Refused.class,
                        refused ->
                                assertThat(refused.message())
                                        .startsWith("users[].user." + field + ":")
                                        .contains(why)
                                        .doesNotContain("rm'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"certificate-authority", "proxy-url", "tls-server-name"})
    void refusesClusterFieldsThatWouldActHereOrBeIgnored(String field) {
        assertThat(read(SERVER + ",'" + field + "':'/etc/passwd'", ""))
                .isInstanceOfSatisfying(
                        Reading.Refused.class,
                        refused ->
                                assertThat(refused.message())
                                        .startsWith("clusters[].cluster." + field + ":"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://10.0.0.1", "file:///etc/passwd", "", "://", "https://u:p@host"})
    void refusesAddressesThatAreNotHttps(String server) {
        assertThat(read("'server':'" + server + "'", ""))
                .isInstanceOfSatisfying(
                        Reading.Refused.class,
                        refused -> assertThat(refused.message()).contains("cluster.server"));
    }

    @Test
    void refusesWhatIsNoKubeconfig() {
        assertThat(KubeconfigRules.read(object("{'a':1}"))).isInstanceOf(Reading.Refused.class);
    }
}
