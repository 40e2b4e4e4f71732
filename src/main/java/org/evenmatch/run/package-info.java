/**
 * One comparison, benchmark or evaluation with its folder, from start to finish, in this process.
 */
package org.evenmatch.run;
