"""A real city in a process of its own, on a free port of loopback."""

from loadtest.city import ROOT, CityProcess

__all__ = ["ROOT", "CityProcess"]
