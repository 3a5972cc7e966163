import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * A proxy on the loopback that makes each connection slow and far away: every byte arrives half a
 * round trip later, and no connection gets more than so many bytes a second.
 *
 * <p>java Shaper.java PORT TARGET-PORT ROUND-TRIP-MILLIS BYTES-A-SECOND
 */
public final class Shaper {

    private static final int PIECE = 64 * 1024;

    private Shaper() {}

    record Piece(byte[] bytes, int length, long due) {}

    public static void main(String[] arguments) throws IOException {
        int target = Integer.parseInt(arguments[1]);
        long delay = Long.parseLong(arguments[2]) * 1_000_000 / 2;
        long rate = Long.parseLong(arguments[3]);
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket server =
                new ServerSocket(Integer.parseInt(arguments[0]), 1000, loopback)) {
            while (true) {
                Socket near = server.accept();
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        Socket far = new Socket(loopback, target);
                                        // The handshake takes a round trip, too.
                                        LockSupport.parkNanos(2 * delay);
                                        near.setTcpNoDelay(true);
                                        far.setTcpNoDelay(true);
                                        pump(near, far, delay, rate);
                                        pump(far, near, delay, rate);
                                    } catch (IOException e) {
                                        close(near);
                                    }
                                });
            }
        }
    }

    private static void pump(Socket from, Socket to, long delay, long rate) {
        // What is under way fits into the pipe, and no more.
        int pieces = (int) Math.max(4, rate * delay / 1_000_000_000 / PIECE + 2);
        ArrayBlockingQueue<Piece> pipe = new ArrayBlockingQueue<>(pieces);
        Thread.ofVirtual().start(() -> read(from, pipe, delay, rate));
        Thread.ofVirtual().start(() -> write(to, pipe));
    }

    private static void read(Socket from, ArrayBlockingQueue<Piece> pipe, long delay, long rate) {
        long free = System.nanoTime();
        try {
            while (true) {
                byte[] bytes = new byte[PIECE];
                int length = from.getInputStream().read(bytes);
                long now = System.nanoTime();
                free = Math.max(now, free) + Math.max(0, length) * 1_000_000_000L / rate;
                pipe.put(new Piece(bytes, length, free + delay));
                if (length < 0) {
                    return;
                }
            }
        } catch (IOException | InterruptedException e) {
            boolean ended = pipe.offer(new Piece(new byte[0], -1, System.nanoTime()));
            if (!ended) {
                close(from);
            }
        }
    }

    private static void write(Socket to, ArrayBlockingQueue<Piece> pipe) {
        try {
            while (true) {
                Piece piece = pipe.take();
                long wait = piece.due() - System.nanoTime();
                if (wait > 0) {
                    LockSupport.parkNanos(wait);
                }
                if (piece.length() < 0) {
                    to.shutdownOutput();
                    return;
                }
                to.getOutputStream().write(piece.bytes(), 0, piece.length());
            }
        } catch (IOException | InterruptedException e) {
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }
}
