/** Renders results as JSON, CSV, HTML, Markdown and text; computes nothing. */
package org.evenmatch.report;
