package dev.aquifer.hydration.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every block that is not of the public network, as a literal and as the answer to a name. */
class AddressPolicyTest {

    private static List<InetAddress> addresses(String host, List<String> allowed, String... behind)
            throws UnknownHostException {
        Resolver resolver = name -> List.of(behind).stream().map(InetAddress::ofLiteral).toList();
        return new AddressPolicy(allowed, resolver).addresses(new Origin("http", host, 80));
    }

    private static void requireForbidden(String host, String... behind) {
        assertThatThrownBy(() -> addresses(host, List.of(), behind))
                .as("%s behind %s", String.join(" ", behind), host)
                .isInstanceOfSatisfying(
                        HydrationFailed.class,
                        e -> assertThat(e.code()).isEqualTo(Code.ORIGIN_FORBIDDEN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.169.254",
                "169.254.170.2",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192",
                "192.168.0.1",
                "192.168.255.255",
                "198.18.0.1",
                "198.19.255.255",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::ffff:169.254.169.254",
                "::ffff:0:127.0.0.1",
                "64:ff9b::10.0.0.1",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b:1::a00:1",
                "2002:7f00:1::",
                "2002:a00:1::1",
                "2001::1",
                "2001:0:53aa:64c::1",
                "fc00::1",
                "fd00:ec2::254",
                "fdff::1",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void isForbiddenAsALiteralAndBehindAName(String address) {
        requireForbidden(address.contains(":") ? "[" + address + "]" : address);
        requireForbidden("models.example", address);
        requireForbidden("models.example", "8.8.8.8", address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2130706433",
                "0x7f000001",
                "0x7f.1",
                "0177.0.0.1",
                "017700000001",
                "127.1",
                "127.0.1",
                "127.0.0.1.",
                "0",
                "1.2.3.4.5",
                "256.1.1.1",
                "1.2.3",
                "0x7f.0x0.0x0.0x1",
                "00000127.0.0.1",
                "127.0.0.0x1",
                "metadata.0",
                "%31%32%37.0.0.1",
                "①②⑦.0.0.1",
                "localhost%00.example",
                "[fe80::1%25eth0]"
            })
    void writtenOtherwiseItIsNoAddressAtAll(String host) {
        assertThatThrownBy(() -> addresses(host, List.of(), "8.8.8.8"))
                .isInstanceOfAny(HydrationFailed.class, UnknownHostException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.1", "100.63.255.255",
                "100.128.0.1", "169.253.1.1", "223.255.255.255", "2606:4700::1111", "2a00:1450::1"
            })
    void thePublicNetworkIsAllowed(String address) throws UnknownHostException {
        assertThat(addresses("models.example", List.of(), address)).hasSize(1);
    }

    @Test
    void whatTheOperatorNamesIsAllowedAndNothingBesides() throws UnknownHostException {
        assertThat(addresses("10.1.2.3", List.of("10.1.0.0/16"))).hasSize(1);
        assertThat(addresses("hub.internal", List.of("hub.internal"), "10.0.0.1")).hasSize(1);
        assertThat(addresses("hub.internal", List.of("HUB.internal:80"), "10.0.0.1")).hasSize(1);
        List<String> everywhere = List.of("0.0.0.0/0", "::/0");
        assertThat(addresses("hub.internal", everywhere, "10.0.0.1", "fd00::1")).hasSize(2);

        List<String> other = List.of("10.2.0.0/16", "hub.internal:81", "internal");
        assertThatThrownBy(() -> addresses("10.1.2.3", other)).isInstanceOf(HydrationFailed.class);
        assertThatThrownBy(() -> addresses("hub.internal", other, "10.1.0.1"))
                .isInstanceOf(HydrationFailed.class)
                .hasMessageContaining("hub.internal".toLowerCase(Locale.ROOT));
    }
}
