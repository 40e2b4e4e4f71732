/**
 * The same runs in worker processes that are watched, so that a crash, a kill or a lack of memory
 * costs one training or one row alone; knows no command.
 */
package org.evenmatch.process;
