/** Turns specifications into Deeplearning4j's own configurations and networks, saves and loads. */
package org.evenmatch.network;
