package dev.aquifer.bridge;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;

class RealBridgeTest extends BridgeContract {
    @Override
    ControlServer open() throws IOException, InterruptedException {
        var kube =
                ControlServer.binaries()
                        .orElseGet(
                                () ->
                                        abort(
                                                "NOT TESTED against a real API server: no shared/kube beside a folder above, and AQUIFER_KUBE names none"));
        return ControlServer.real(kube);
    }
}
