package dev.aquifer.hydration.artifact;

/** A file whose bytes were read and hashed. */
public record VerifiedFile(String path, long size, String sha256) {}
