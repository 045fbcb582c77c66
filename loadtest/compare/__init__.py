"""Our server and its alternatives on the same work, interleaved in one go."""
