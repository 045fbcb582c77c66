"""A result as a table, as JSON, as a page with pictures, and against thresholds and baselines."""
