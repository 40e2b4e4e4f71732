/** Reads and makes images, and turns them into seeded batches of documented shape. */
package org.evenmatch.data;
