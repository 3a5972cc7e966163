package dev.aquifer.hydration.http;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** A block of addresses in CIDR notation. */
final class AddressBlock {

    private final byte[] network;
    private final int bits;

    private AddressBlock(byte[] network, int bits) {
        this.network = network;
        this.bits = bits;
    }

    static AddressBlock parse(String cidr) {
        int slash = cidr.indexOf('/');
        try {
            byte[] network = HostLiteral.address(cidr.substring(0, slash)).getAddress();
            int bits = Integer.parseInt(cidr.substring(slash + 1));
            if (bits < 0 || bits > network.length * 8) {
                throw new IllegalArgumentException(cidr + " is not a block of addresses");
            }
            return new AddressBlock(network, bits);
        } catch (NumberFormatException | IndexOutOfBoundsException | UnknownHostException e) {
            throw new IllegalArgumentException(cidr + " is not a block of addresses", e);
        }
    }

    boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != network.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((bytes[bit / 8] & mask) != (network[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
