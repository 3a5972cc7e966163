/** The contract of the ledger, against a real broker and a real database. */
@NullMarked
package dev.aquifer.ledger;

import org.jspecify.annotations.NullMarked;
