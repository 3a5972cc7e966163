package dev.aquifer.hydration.http;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes to and from one peer, encrypted or not. */
interface Wire extends Closeable {

    /** Agrees with the peer on how to talk, before the first byte. */
    default void greet() throws IOException {}

    /** Reads some bytes, or returns -1 at the end. */
    int read(ByteBuffer into) throws IOException;

    /** Writes all of them. */
    void write(byte[] bytes) throws IOException;

    /** Ends it at once, also while another thread reads. */
    @Override
    void close();
}
