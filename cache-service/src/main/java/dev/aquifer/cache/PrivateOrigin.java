package dev.aquifer.cache;

import java.net.InetAddress;
import java.util.regex.Pattern;

/**
 * The form of origins that are not on the public network and may be fetched from all the same:
 * host, host:port or a block of addresses as CIDR. Checked when the service starts: the worker,
 * which takes it as it is, could only fail on each cluster.
 */
final class PrivateOrigin {
    private static final Pattern HOST =
            Pattern.compile("([A-Za-z0-9_.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(:(\\d{1,5}))?");
    private static final Pattern BLOCK = Pattern.compile("([0-9A-Fa-f:.]{2,45})/(\\d{1,3})");
    private static final int LAST_PORT = 65_535;

    private PrivateOrigin() {}

    static boolean isOne(String text) {
        return isHost(text) || isBlock(text);
    }

    private static boolean isHost(String text) {
        var host = HOST.matcher(text);
        return host.matches()
                && (host.group(3) == null || Integer.parseInt(host.group(3)) <= LAST_PORT);
    }

    private static boolean isBlock(String text) {
        var block = BLOCK.matcher(text);
        try {
            return block.matches()
                    && Integer.parseInt(block.group(2))
                            <= InetAddress.ofLiteral(block.group(1)).getAddress().length * 8;
        } catch (IllegalArgumentException e) {
            return false; // no address
        }
    }
}
