/** Objects as rows, with the columns that {@code kubectl get} prints. */
@NullMarked
package dev.aquifer.embeddedkubernetes.tables;

import org.jspecify.annotations.NullMarked;
