"""The way of a database from empty to ``tables``, one file a step, run at every start."""
