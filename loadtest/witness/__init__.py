"""Witnesses: whole clients that rebuild the world, and compare it with where people really are."""
