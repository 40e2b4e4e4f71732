/**
 * Prepares the process for ND4J: finds processor and GPUs, chooses the backend, and sets what
 * native libraries read when they load.
 */
package org.evenmatch.engine;
