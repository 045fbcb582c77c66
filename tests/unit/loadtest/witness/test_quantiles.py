"""Quantiles of samples and of histograms."""

from __future__ import annotations

import numpy as np
import pytest

from loadtest.quantiles import of_buckets, of_histogram, of_samples
from loadtest.result import Quantiles


def test_of_samples() -> None:
    found = of_samples(np.arange(101.0)[::-1])
    assert found == Quantiles(p50=50, p95=95, p99=99, most=100, n=101)


def test_what_is_not_finite_is_no_sample() -> None:
    found = of_samples(np.array([np.nan, 3.0, np.inf]))
    assert (found.n, found.p99, found.most) == (1, 3, 3)


def test_of_nothing_there_is_none() -> None:
    nothing = Quantiles()
    assert of_samples(np.empty(0)) == nothing
    assert of_histogram(np.zeros(9, np.int64)) == nothing
    assert of_buckets(np.empty(0), np.empty(0)) == nothing
    assert of_buckets(np.array([1.0, np.inf]), np.zeros(2)) == nothing


def test_a_bucket_of_a_histogram_is_taken_as_even() -> None:
    counts = np.zeros(300, np.int64)
    counts[10], counts[200] = 90, 10
    found = of_histogram(counts)
    assert found.p50 == pytest.approx(10 + 50 / 90)
    assert found.p95 == pytest.approx(200.5)
    assert (found.most, found.n) == (201, 100)
    assert of_histogram(counts, step=2).most == 402


def test_a_histogram_agrees_with_its_samples() -> None:
    samples = np.random.default_rng(3).gamma(2.0, 40.0, 100_000)
    counts = np.bincount(samples.astype(np.int64), minlength=2000)
    exact, found = of_samples(samples), of_histogram(counts)
    assert found.p50 == pytest.approx(exact.p50, abs=0.5)
    assert found.p99 == pytest.approx(exact.p99, abs=1.0)


def test_of_a_cumulative_histogram() -> None:
    bounds = np.array([1.0, 5.0, 10.0, np.inf])
    found = of_buckets(bounds, np.array([50.0, 90.0, 100.0, 100.0]))
    assert (found.p50, found.p95, found.p99) == pytest.approx((1.0, 7.5, 9.5))
    assert (found.most, found.n) == (10, 100)


def test_what_lies_above_the_last_bound_is_told_as_that() -> None:
    found = of_buckets(np.array([1.0, np.inf]), np.array([10.0, 100.0]))
    assert (found.p50, found.most, found.n) == (1.0, 1.0, 100)
