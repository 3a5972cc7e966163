package dev.aquifer.sandbox.launcher.processes;

import java.util.Set;

/** Something that {@code up} does: a process that stays, or a piece of set-up that ends. */
public sealed interface Step permits ManagedProcess, SetupStep {
    /** The name under which people see it; also the name of its log file. */
    String name();

    /** Names of the steps that must be ready before this one begins. */
    Set<String> dependsOn();
}
