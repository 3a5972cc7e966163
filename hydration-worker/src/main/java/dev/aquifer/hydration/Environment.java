package dev.aquifer.hydration;

import dev.aquifer.hydration.http.Resolver;
import dev.aquifer.hydration.volume.Lease;
import dev.aquifer.hydration.volume.Steps;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLSocketFactory;

/**
 * What the worker takes from the world around it.
 *
 * @param workerId unlike that of any other worker
 * @param tls makes encrypted connections
 * @param seldom the longest time without a word
 */
record Environment(
        Clock clock,
        RandomGenerator random,
        Resolver resolver,
        Supplier<SSLSocketFactory> tls,
        Lease.Times leaseTimes,
        Steps steps,
        String workerId,
        Duration seldom) {

    static Environment real() {
        byte[] id = new byte[12];
        new SecureRandom().nextBytes(id);
        return new Environment(
                Clock.systemUTC(),
                RandomGenerator.getDefault(),
                Resolver.SYSTEM,
                () -> (SSLSocketFactory) SSLSocketFactory.getDefault(),
                Lease.Times.DEFAULT,
                step -> {},
                HexFormat.of().formatHex(id),
                Duration.ofSeconds(10));
    }

    Environment watchedBy(Steps watched) {
        return new Environment(clock, random, resolver, tls, leaseTimes, watched, workerId, seldom);
    }

    Environment resolving(Resolver other) {
        return new Environment(clock, random, other, tls, leaseTimes, steps, workerId, seldom);
    }

    Environment leasing(Lease.Times times) {
        return new Environment(clock, random, resolver, tls, times, steps, workerId, seldom);
    }

    Environment trusting(Supplier<SSLSocketFactory> factory) {
        return new Environment(
                clock, random, resolver, factory, leaseTimes, steps, workerId, seldom);
    }

    Environment silentFor(Duration most) {
        return new Environment(clock, random, resolver, tls, leaseTimes, steps, workerId, most);
    }
}
