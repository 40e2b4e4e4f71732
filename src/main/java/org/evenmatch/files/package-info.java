/**
 * Writes files aside and moves them into place, locks them, and reads text and JSON with limits.
 */
package org.evenmatch.files;
