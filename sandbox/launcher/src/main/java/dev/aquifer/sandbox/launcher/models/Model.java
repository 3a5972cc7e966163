package dev.aquifer.sandbox.launcher.models;

/**
 * A model in the hub's folder.
 *
 * @param repository its name there, {@code owner/name}
 * @param words what it is and where it came from, for people
 */
public record Model(String repository, String words) {}
