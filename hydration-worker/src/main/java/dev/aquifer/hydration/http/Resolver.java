package dev.aquifer.hydration.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Turns a host name into addresses. */
@FunctionalInterface
public interface Resolver {

    /** The resolver of the system. */
    Resolver SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    /** All addresses of this name. */
    List<InetAddress> resolve(String host) throws UnknownHostException;
}
