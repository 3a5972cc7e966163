/**
 * A real broker and a real database for the tests of services; the {@code tests} jar of this
 * module.
 */
@NullMarked
package dev.aquifer.ledger.testkit;

import org.jspecify.annotations.NullMarked;
