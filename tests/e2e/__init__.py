"""Journeys in real browsers against a real server."""
