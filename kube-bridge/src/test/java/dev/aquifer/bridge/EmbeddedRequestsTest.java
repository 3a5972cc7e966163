package dev.aquifer.bridge;

import java.io.IOException;

/** Against the embedded control API, which everybody has. */
class EmbeddedRequestsTest extends RequestsContract {
    @Override
    ControlServer open() throws IOException, InterruptedException {
        return ControlServer.embedded();
    }
}
