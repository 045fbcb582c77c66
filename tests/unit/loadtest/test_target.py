"""What is looked at before a crowd is sent, against servers that are not what they should be."""

import asyncio
import socket
import threading
from http import HTTPStatus

import pytest
from websockets.sync.server import ServerConnection

from loadtest import knock, library
from loadtest.address import Address, parse
from loadtest.errors import ClosedByServer, LoadError, OtherVersion, ScenarioError, Unreachable
from loadtest.target import Target, chosen_worlds, look
from metaserver.protocol.codec import encode
from metaserver.protocol.codes import Close
from metaserver.protocol.messages import Queue
from tests.unit.loadtest.fakes import closing, fake


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(Unreachable, match="no server there; start one, or use --serve"):
        look(Address("127.0.0.1", port))


def test_something_that_takes_connections_and_never_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("loadtest.target.TIMEOUT_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        with pytest.raises(Unreachable, match="no answer"):
            look(Address("127.0.0.1", listener.getsockname()[1]))


def test_a_website_that_is_no_city() -> None:
    with fake(closing(1000), worlds=[1]) as url, pytest.raises(Unreachable, match="but no city"):
        look(parse(url))


def test_another_version_of_the_protocol() -> None:
    with fake(closing(Close.VERSION)) as url, pytest.raises(OtherVersion) as found:
        look(parse(url))
    assert "4426 (VERSION)" in str(found.value)
    assert found.value.exit_code == 5


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (Close.BANNED, "4411 (BANNED): An operator banned you"),
        (Close.FULL, "4503 (FULL): No room for a further connection"),
        (Close.GOING_AWAY, "1012 (GOING_AWAY): The server restarts or drains"),
        (1011, "1011: The server had a fault of its own"),
        (4999, "4999: That code is not known here"),
    ],
)
def test_a_code_is_told_with_its_meaning(code: int, said: str) -> None:
    with fake(closing(code)) as url, pytest.raises(ClosedByServer) as found:
        look(parse(url))
    assert said in str(found.value)
    assert found.value.exit_code == 6


@pytest.mark.parametrize(
    ("status", "error", "said"),
    [
        (HTTPStatus.SERVICE_UNAVAILABLE, ClosedByServer, "no room for a connection"),
        (HTTPStatus.NOT_FOUND, Unreachable, "answered with HTTP 404"),
        (HTTPStatus.FOUND, Unreachable, "no WebSocket|HTTP 302"),
    ],
)
def test_an_upgrade_that_is_not_granted(
    status: HTTPStatus, error: type[LoadError], said: str
) -> None:
    with fake(closing(1000), upgrade=status) as url, pytest.raises(error, match=said):
        look(parse(url))


def test_a_connection_that_ends_before_the_upgrade() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def hang_up() -> None:
            listener.accept()[0].close()

        hanging_up = threading.Thread(target=hang_up)
        hanging_up.start()
        url = f"ws://127.0.0.1:{listener.getsockname()[1]}/ws"
        with pytest.raises(Unreachable, match=r"before the upgrade|no WebSocket"):
            asyncio.run(knock.knock(url))
        hanging_up.join()


def test_something_that_speaks_another_language() -> None:
    def chatter(connection: ServerConnection) -> None:
        connection.send(b"hello there")

    with fake(chatter) as url, pytest.raises(OtherVersion, match="something else than a city"):
        look(parse(url))


def test_silence_after_the_hello(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knock, "WITHIN_S", 0.3)
    silent = threading.Event()

    def wait(_: ServerConnection) -> None:
        silent.wait(5)

    with fake(wait) as url:
        with pytest.raises(Unreachable, match="nobody answers a hello"):
            look(parse(url))
        silent.set()


def test_a_place_in_the_queue_is_understanding_enough() -> None:
    def queue(connection: ServerConnection) -> None:
        connection.recv()
        connection.send(encode(Queue(position=3, wait_s=1.0)))
        connection.recv()

    with fake(queue) as url:
        assert look(parse(url)).worlds == {"seoul-plaza": "0123456789abcdef"}


TARGET = Target(Address("127.0.0.1", 1), {"museum": "a", "seoul-plaza": "b"})


def test_a_world_that_the_server_does_not_have_is_named_with_those_it_has() -> None:
    scenario = library.load("plaza").model_copy(update={"worlds": {"busan": 1, "museum": 1}})
    with pytest.raises(ScenarioError, match="has no busan; it has museum, seoul-plaza"):
        chosen_worlds(TARGET, scenario)


def test_a_star_is_every_world() -> None:
    assert chosen_worlds(TARGET, library.load("spread")) == ["museum", "seoul-plaza"]
    assert chosen_worlds(TARGET, library.load("plaza")) == ["seoul-plaza"]
