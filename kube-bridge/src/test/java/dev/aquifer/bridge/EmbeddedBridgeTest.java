package dev.aquifer.bridge;

import java.io.IOException;

class EmbeddedBridgeTest extends BridgeContract {
    @Override
    ControlServer open() throws IOException, InterruptedException {
        return ControlServer.embedded();
    }
}
