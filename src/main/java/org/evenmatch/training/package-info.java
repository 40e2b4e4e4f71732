/**
 * Trains networks: the one fit loop, its events, its checkpoints, and throughput of one network.
 */
package org.evenmatch.training;
