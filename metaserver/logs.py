"""Logs: one line an event on standard error, for people or for machines.

The libraries' own loggers go the same way. No address, name, text or key is ever an argument
of a log call.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Sequence
from typing import Any, Final, Literal

import structlog

# Their messages of every day name the peer's address, or show what is asked and stored.
_QUIET: Final = (
    "uvicorn", "uvicorn.error", "uvicorn.access", "websockets", "aiosqlite", "alembic", "asyncpg",
    "httpx", "httpcore", "python_multipart", "PIL", "bm25s",
)  # fmt: skip


def configure_logs(style: Literal["console", "json"], level: str) -> None:
    """Call once, before the first line."""
    shared: Sequence[Any] = (
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_rendering(style),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _rendering(style: str) -> list[Any]:
    if style == "json":
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(_json)]
    # The usual way shows the variables of each frame, which hold what people wrote.
    plain = structlog.dev.plain_traceback
    return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]


def _json(value: object, **options: Any) -> str:
    return json.dumps(value, ensure_ascii=False, **options)
