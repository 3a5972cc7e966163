package dev.aquifer.events;

/** An event with what its headers say. */
public record Envelope<E extends Event>(EventMeta meta, E event) {}
