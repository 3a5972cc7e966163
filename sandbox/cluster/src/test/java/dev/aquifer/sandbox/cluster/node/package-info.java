@NullMarked
package dev.aquifer.sandbox.cluster.node;

import org.jspecify.annotations.NullMarked;
