/** Parses the command line, calls, prints and maps exit codes; alone touches standard streams. */
package org.evenmatch.cli;
