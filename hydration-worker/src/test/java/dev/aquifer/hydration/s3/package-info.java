@NullMarked
package dev.aquifer.hydration.s3;

import org.jspecify.annotations.NullMarked;
