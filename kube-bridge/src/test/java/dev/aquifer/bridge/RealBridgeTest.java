package dev.aquifer.bridge;

import java.io.IOException;

/** Against a real API server, as a user who may do just what we ship. */
class RealBridgeTest extends BridgeContract {
    @Override
    ControlServer open() throws IOException, InterruptedException {
        return RealServer.open();
    }

    @Override
    void allow(ControlServer server) throws IOException, InterruptedException {
        RealServer.allow(server);
    }
}
