/**
 * The controllers that a cluster has besides its API server, for clusters that bring none: jobs,
 * deployments, sets, gangs, volumes, scheduling, node health. They decide on what the API says at
 * that moment, never on memory, so they may be killed at any instant.
 */
@NullMarked
package dev.aquifer.sandbox.cluster.controllers;

import org.jspecify.annotations.NullMarked;
