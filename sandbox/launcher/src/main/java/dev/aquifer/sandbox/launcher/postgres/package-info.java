/** PostgreSQL from its native binaries: unpacked once, its data in one folder, never as root. */
@NullMarked
package dev.aquifer.sandbox.launcher.postgres;

import org.jspecify.annotations.NullMarked;
