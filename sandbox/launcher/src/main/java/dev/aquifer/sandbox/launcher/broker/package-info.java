/** Apache Kafka in one JVM: broker and controller of a sandbox, its data in one folder. */
@NullMarked
package dev.aquifer.sandbox.launcher.broker;

import org.jspecify.annotations.NullMarked;
