package dev.aquifer.bridge;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Against the embedded control API, which everybody has. */
class EmbeddedBridgeTest extends BridgeContract {
    @Override
    ControlServer open() throws IOException, InterruptedException {
        return ControlServer.embedded();
    }

    @Test
    void whatHappensWhileTheBrokerIsAwayIsPublishedWhenItIsBack() throws Exception {
        applied("one");
        broker().goAway();
        control().apply(cache("two", "labels: {tier: gold}"));
        broker().comeBack();

        edited("two");
    }

    @Test
    void whenTheControlApiWasAwayItGoesOn() throws Exception {
        applied("one");
        control().goAway();
        control().comeBack();

        edited("two");
    }
}
