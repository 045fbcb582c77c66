"""Settling the water bill when moving out: a sum by a tariff that is data."""
