package dev.aquifer.hydration.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * Addresses written as numbers. Only the two plain notations are understood; decimal, octal, hex
 * and shortened forms, which resolvers read each in their own way, are not addresses here and not
 * names either.
 */
final class HostLiteral {

    private static final Pattern QUAD =
            Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");
    private static final Pattern NUMERIC_END =
            Pattern.compile("(.*\\.)?(\\d+|0[xX][0-9a-fA-F]*)\\.?");
    private static final Pattern NAME =
            Pattern.compile(
                    "[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*\\.?");

    private HostLiteral() {}

    /** Whether the host is an address rather than a name. */
    static boolean isAddress(String host) {
        return host.contains(":") || QUAD.matcher(host).matches();
    }

    /** Whether the host is a name that may be given to a resolver. */
    static boolean isName(String host) {
        return host.length() <= 253
                && NAME.matcher(host).matches()
                && !NUMERIC_END.matcher(host).matches();
    }

    /** Reads a literal, with or without brackets. No name is ever resolved here. */
    static InetAddress address(String host) throws UnknownHostException {
        String bare =
                host.startsWith("[") && host.endsWith("]")
                        ? host.substring(1, host.length() - 1)
                        : host;
        if (!isAddress(bare) || bare.contains("%")) {
            throw new UnknownHostException("not an address: " + host);
        }
        return InetAddress.ofLiteral(bare);
    }
}
