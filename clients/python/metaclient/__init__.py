"""A client of the city for programs: walk, talk and watch over one WebSocket.

``connect`` is the door; ``City`` what one can do inside; ``errors`` what can go wrong.
"""

from metaclient.client import City, Person, connect
from metaclient.errors import ClientError, Closed, Interrupted, NoAnswer, NotGranted
from metaclient.events import Disconnected, Event, Missed
from metaclient.presence import Wishes

__all__ = [
    "City", "ClientError", "Closed", "Disconnected", "Event", "Interrupted", "Missed", "NoAnswer",
    "NotGranted", "Person", "Wishes", "connect",
]  # fmt: skip
