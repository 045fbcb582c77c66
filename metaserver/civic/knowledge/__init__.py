"""What a desk knows: entries with a source and a date, and the one that answers a question."""
