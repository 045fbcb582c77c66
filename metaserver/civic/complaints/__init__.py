"""The 120 desk: something in the city is broken, and somebody answers for it."""
