"""What a server costs while it is loaded: looked at from outside, about once a second."""

from loadtest.sampling.sampler import Sampler, ServerSample

__all__ = ["Sampler", "ServerSample"]
