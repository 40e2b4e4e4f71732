/** Trains networks: the one fit loop, its progress, repeated seeds. */
package org.evenmatch.training;
