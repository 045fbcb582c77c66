"""What a server costs while it is loaded: looked at from outside, about once a second."""

from loadtest.sampling.sampler import SCRAPE_EVERY_S, Sampler, ServerSample

__all__ = ["SCRAPE_EVERY_S", "Sampler", "ServerSample"]
