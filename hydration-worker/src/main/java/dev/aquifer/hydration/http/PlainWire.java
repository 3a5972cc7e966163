package dev.aquifer.hydration.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A channel that reads straight into the caller's buffer. */
final class PlainWire implements Wire {

    private final SocketChannel channel;

    private PlainWire(SocketChannel channel) {
        this.channel = channel;
    }

    static PlainWire connect(InetAddress address, int port, Timeouts timeouts) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.socket()
                    .connect(
                            new InetSocketAddress(address, port),
                            Math.toIntExact(timeouts.connect().toMillis()));
            return new PlainWire(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return channel.read(into);
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(bytes);
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }
}
