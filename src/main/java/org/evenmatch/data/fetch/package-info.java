/** Downloads datasets from their publishers' mirrors. */
package org.evenmatch.data.fetch;
