/**
 * Renders results as JSON, CSV, HTML, Markdown and text, from one model of tables and figures;
 * computes nothing and knows no experiment by name.
 */
package org.evenmatch.report;
