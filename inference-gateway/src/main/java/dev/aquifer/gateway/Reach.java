package dev.aquifer.gateway;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Where requests may be sent. Anybody who may write a ModelEndpoint chooses an address for the
 * gateway to connect to, so only the public network is open, and what the operator names. A host is
 * resolved once, all its addresses are checked, and one that was checked is connected to.
 */
final class Reach {
    private static final List<IpSubnetFilterRule> NOT_PUBLIC =
            Stream.of(
                            "0.0.0.0/8",
                            "10.0.0.0/8",
                            "100.64.0.0/10",
                            "127.0.0.0/8",
                            "169.254.0.0/16",
                            "172.16.0.0/12",
                            "192.0.0.0/24",
                            "192.0.2.0/24",
                            "192.88.99.0/24",
                            "192.168.0.0/16",
                            "198.18.0.0/15",
                            "198.51.100.0/24",
                            "203.0.113.0/24",
                            "224.0.0.0/3",
                            "::/96",
                            "::ffff:0:0:0/96",
                            "64:ff9b::/96",
                            "64:ff9b:1::/48",
                            "100::/64",
                            "2001::/32",
                            "2001:db8::/32",
                            "2002::/16",
                            "3fff::/20",
                            "5f00::/16",
                            "fc00::/7",
                            "fe80::/10",
                            "fec0::/10",
                            "ff00::/8")
                    .map(Reach::block)
                    .toList();

    private final Vertx vertx;
    private final List<String> hosts;
    private final List<IpSubnetFilterRule> blocks;

    /**
     * @param named hosts, or blocks of addresses (10.8.0.0/16), that may be on a private network
     * @throws IllegalArgumentException when a block cannot be read
     */
    Reach(Vertx vertx, List<String> named) {
        this.vertx = vertx;
        this.hosts =
                named.stream()
                        .filter(entry -> !entry.contains("/"))
                        .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
                        .toList();
        this.blocks =
                named.stream()
                        .filter(entry -> entry.contains("/"))
                        .map(entry -> block(entry.strip()))
                        .toList();
    }

    /** Why nothing can be sent to a backend; the text is for users. */
    static final class OutOfReach extends RuntimeException {
        private static final long serialVersionUID = 1;

        private OutOfReach(String message) {
            super(message, null, false, false);
        }

        @Override
        public String getMessage() {
            return Objects.requireNonNull(super.getMessage());
        }
    }

    /** The address to connect to; fails with {@link OutOfReach} where that is not allowed. */
    Future<SocketAddress> of(URI backend) {
        var host = backend.getHost();
        int port = portOf(backend);
        boolean literal = NetUtil.isValidIpV4Address(host) || host.startsWith("[");
        return literal
                ? Future.succeededFuture().map(nothing -> checked(host, port))
                : vertx.executeBlocking(() -> checked(host, port), false);
    }

    private SocketAddress checked(String host, int port) {
        var addresses = resolved(host);
        boolean named = hosts.contains(host.toLowerCase(Locale.ROOT));
        if (!named && addresses.stream().anyMatch(this::isClosed)) {
            throw new OutOfReach(
                    host
                            + " is not on the public network, and the gateway's settings do not"
                            + " name it");
        }
        return SocketAddress.inetSocketAddress(new InetSocketAddress(addresses.getFirst(), port));
    }

    private static List<InetAddress> resolved(String host) {
        try {
            return List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException e) {
            throw new OutOfReach(host + " has no address");
        }
    }

    private boolean isClosed(InetAddress address) {
        return matches(NOT_PUBLIC, address) && !matches(blocks, address);
    }

    private static boolean matches(List<IpSubnetFilterRule> rules, InetAddress address) {
        var asked = new InetSocketAddress(address, 0);
        return rules.stream().anyMatch(rule -> rule.matches(asked));
    }

    private static IpSubnetFilterRule block(String text) {
        var parts = text.split("/", 2);
        try {
            return new IpSubnetFilterRule(
                    parts[0], Integer.parseInt(parts[1]), IpFilterRuleType.ACCEPT);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(text + " is not a block of addresses", e);
        }
    }

    static int portOf(URI backend) {
        return backend.getPort() > 0 ? backend.getPort() : isTls(backend) ? 443 : 80;
    }

    static boolean isTls(URI backend) {
        return "https".equals(backend.getScheme());
    }
}
