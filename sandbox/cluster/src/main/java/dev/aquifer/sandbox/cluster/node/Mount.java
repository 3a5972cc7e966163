package dev.aquifer.sandbox.cluster.node;

import java.nio.file.Path;

/** A folder or file of this machine and where a container sees it. */
record Mount(Path source, String target, boolean readOnly) {}
