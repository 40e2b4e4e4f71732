/**
 * What runs inside Apache Spark: hands packed tasks to its executors, each of which starts this
 * program for one, and brings back what that wrote. It knows nothing of what a task is, and uses
 * nothing but Java, Spark, whose jars are on no other process's class path, and its log.
 */
package org.evenmatch.spark;
