package dev.aquifer.hydration.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** An encrypted connection to a checked address, whose certificate must be the host's. */
final class TlsWire implements Wire {

    private static final int RECORD = 16 * 1024;

    private final Socket raw;
    private final SSLSocket tls;
    private final byte[] record = new byte[RECORD];

    private TlsWire(Socket raw, SSLSocket tls) {
        this.raw = raw;
        this.tls = tls;
    }

    static TlsWire connect(
            SSLSocketFactory factory, InetAddress address, Origin origin, Timeouts timeouts)
            throws IOException {
        Socket raw = new Socket();
        try {
            int patience = Math.toIntExact(timeouts.connect().toMillis());
            raw.setTcpNoDelay(true);
            raw.connect(new InetSocketAddress(address, origin.port()), patience);
            SSLSocket tls =
                    (SSLSocket) factory.createSocket(raw, bare(origin.host()), origin.port(), true);
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            tls.setSSLParameters(parameters);
            return new TlsWire(raw, tls);
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    @Override
    public void greet() throws IOException {
        tls.startHandshake();
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int read = tls.getInputStream().read(record, 0, Math.min(record.length, into.remaining()));
        if (read > 0) {
            into.put(record, 0, read);
        }
        return read;
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        tls.getOutputStream().write(bytes);
        tls.getOutputStream().flush();
    }

    @Override
    public void close() {
        try {
            raw.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }
}
