"""Bots: cheap visitors that speak the real protocol and behave like people."""
