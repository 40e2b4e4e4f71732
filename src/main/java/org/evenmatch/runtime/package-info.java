/**
 * Prepares the native environment before ND4J loads, chooses and reports the backend, and supplies
 * fast kernels.
 */
package org.evenmatch.runtime;
