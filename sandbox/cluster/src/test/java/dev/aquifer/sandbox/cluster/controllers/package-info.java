@NullMarked
package dev.aquifer.sandbox.cluster.controllers;

import org.jspecify.annotations.NullMarked;
