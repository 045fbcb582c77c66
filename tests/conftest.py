"""For all tests: how long something takes is no reason to fail; benchmarks measure that."""

from hypothesis import HealthCheck, settings

settings.register_profile("city", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("city")
