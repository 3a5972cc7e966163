package dev.aquifer.embeddedkubernetes.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;

/**
 * Where a {@link Door} is: a port, and, for one that is shut now and then, the claim to it. A held
 * port is bound and not listening, so nobody else gets it and who connects is refused unless the
 * door listens there, too.
 */
record Place(int port, Optional<Socket> claim) implements AutoCloseable {
    /** This port, 0 for any; whoever asks first has it after the door was closed. */
    static Place at(int port) {
        return new Place(port, Optional.empty());
    }

    /** Any port, which is nobody else's until this is closed. */
    static Place held() {
        try {
            var socket = new Socket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return new Place(socket.getLocalPort(), Optional.of(socket));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isHeld() {
        return claim.isPresent();
    }

    @Override
    public void close() {
        try {
            if (claim.isPresent()) {
                claim.get().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
