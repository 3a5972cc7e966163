/** status-aggregator: facts in, statuses and transitions out. */
@NullMarked
package dev.aquifer.status;

import org.jspecify.annotations.NullMarked;
