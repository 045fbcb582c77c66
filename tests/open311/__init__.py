"""A conformance suite for servers of Open311 GeoReport v2; see README.md."""
