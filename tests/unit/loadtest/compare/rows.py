"""Rows for tests."""

from typing import Any

from loadtest.compare.outcome import Row, Subject


def row(subject: Subject, number: int = 0, clients: int = 1000, **changed: Any) -> Row:
    usual: dict[str, Any] = {
        "seconds": 10.0,
        "cpu_cores": 0.2,
        "frames_per_client_s": 10.0,
        "bytes_per_client_s": 14_000.0,
        "said_per_client_s": 10.0,
        "updates_per_s": {"near": 10.0, "middle": 3.3},
        "load_cpu_cores": 0.3,
        "load_lag_p99_ms": 4.0,
    }
    return Row(subject=subject, round=number, clients=clients, **(usual | changed))
