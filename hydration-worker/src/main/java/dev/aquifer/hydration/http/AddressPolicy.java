package dev.aquifer.hydration.http;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which addresses may be connected to. A host is resolved once; if any of its addresses is private,
 * local or otherwise not of the public network, the host is refused, unless the operator allowed it
 * by name, by name and port, or by a block that holds all its addresses. Connections go to the
 * addresses that were checked, so that a second answer of a name server changes nothing.
 */
public final class AddressPolicy {

    private static final List<AddressBlock> DENIED =
            List.of(
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
                    .stream()
                    .map(AddressBlock::parse)
                    .toList();

    private final Resolver resolver;
    private final List<String> hosts;
    private final List<AddressBlock> blocks;
    private final Map<String, List<InetAddress>> resolved = new ConcurrentHashMap<>();

    /** Refuses entries of a setting that say nothing, with its name. */
    public static void check(String setting, List<String> allowed) {
        for (String entry : allowed) {
            try {
                if (entry.contains("/")) {
                    var _ = AddressBlock.parse(entry);
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(setting + ": " + e.getMessage(), e);
            }
        }
    }

    /** Allows, besides the public network, what is listed: host, host:port or CIDR. */
    public AddressPolicy(List<String> allowed, Resolver resolver) {
        this.resolver = resolver;
        this.hosts =
                allowed.stream()
                        .filter(entry -> !entry.contains("/"))
                        .map(entry -> entry.toLowerCase(Locale.ROOT))
                        .toList();
        this.blocks =
                allowed.stream()
                        .filter(entry -> entry.contains("/"))
                        .map(AddressBlock::parse)
                        .toList();
    }

    /** The addresses to connect to; fails when the origin is forbidden or has none. */
    List<InetAddress> addresses(Origin origin) throws UnknownHostException {
        List<InetAddress> addresses = resolved.get(origin.host());
        if (addresses == null) {
            addresses = resolve(origin.host());
            resolved.put(origin.host(), addresses);
        }
        for (InetAddress address : addresses) {
            if (!named(origin) && denied(address)) {
                throw new HydrationFailed(
                        Code.ORIGIN_FORBIDDEN,
                        origin.authority()
                                + " is not on the public network, and the operator's settings do"
                                + " not name it as a private origin",
                        Map.of("origin", origin.toString()),
                        null);
            }
        }
        return addresses;
    }

    /** Whether the operator's settings name this origin as a private one. */
    boolean namesPrivate(Origin origin) throws UnknownHostException {
        return named(origin)
                || addresses(origin).stream()
                        .allMatch(a -> blocks.stream().anyMatch(block -> block.contains(a)));
    }

    /** The same, and all of its addresses are such indeed. */
    boolean isNamedPrivate(Origin origin) throws UnknownHostException {
        return namesPrivate(origin)
                && addresses(origin).stream()
                        .allMatch(a -> DENIED.stream().anyMatch(block -> block.contains(a)));
    }

    private boolean named(Origin origin) {
        return hosts.contains(origin.host()) || hosts.contains(origin.host() + ":" + origin.port());
    }

    /** Resolves and checks this host again next time: none of its addresses answered. */
    void forget(Origin origin) {
        resolved.remove(origin.host());
    }

    private List<InetAddress> resolve(String host) throws UnknownHostException {
        if (host.startsWith("[") || HostLiteral.isAddress(host)) {
            return List.of(HostLiteral.address(host));
        }
        if (!HostLiteral.isName(host)) {
            throw new HydrationFailed(
                    Code.ORIGIN_FORBIDDEN, "the address has a host that is no plain name");
        }
        List<InetAddress> addresses = resolver.resolve(host);
        if (addresses.isEmpty()) {
            throw new UnknownHostException(host);
        }
        return List.copyOf(addresses);
    }

    private boolean denied(InetAddress address) {
        return DENIED.stream().anyMatch(block -> block.contains(address))
                && blocks.stream().noneMatch(block -> block.contains(address));
    }
}
