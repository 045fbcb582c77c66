"""Accounts."""

from __future__ import annotations

from prometheus_client import Counter

from metaserver.metrics.registry import REGISTRY

LOGINS = Counter(
    "metaserver_logins",
    "Log-ins to accounts, by how they ended: done, outward (by another server), wrong, locked,"
    " disabled.",
    ["outcome"],
    registry=REGISTRY,
)
OUTWARD_LOGIN_ERRORS = Counter(
    "metaserver_outward_login_errors",
    "Log-ins by another server that failed, by reason.",
    ["reason"],
    registry=REGISTRY,
)
