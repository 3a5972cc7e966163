/**
 * The contract of a Kubernetes API server as far as Aquifer relies on it, as tests that run against
 * any server. The same tests pass on a real one and on the embedded one; where these differ for a
 * reason, the test says so.
 */
@NullMarked
package dev.aquifer.embeddedkubernetes.testkit;

import org.jspecify.annotations.NullMarked;
