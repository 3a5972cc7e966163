/**
 * kube-bridge: the control API on one side, the bus on the other. What users apply becomes desired
 * events, what the fleet knows becomes status, Kubernetes Events and declared resources. Begin with
 * {@link dev.aquifer.bridge.Bridge}; each flow ({@link dev.aquifer.bridge.DesiredFlow}, {@link
 * dev.aquifer.bridge.StatusFlow}, {@link dev.aquifer.bridge.DeclaredFlow}, {@link
 * dev.aquifer.bridge.TransitionFlow}, {@link dev.aquifer.bridge.RequestFlow}) is a page.
 *
 * <p>All flows are levels: they look at what is there now, on both sides, and do the one next thing
 * that is missing. So a repeat changes nothing, a state that was skipped is not missed, and a crash
 * between two writes is continued by whoever leads next.
 */
@NullMarked
package dev.aquifer.bridge;

import org.jspecify.annotations.NullMarked;
