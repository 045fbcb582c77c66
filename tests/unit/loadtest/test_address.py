import pytest

from loadtest.address import parse, refuse_strangers
from loadtest.errors import NotOurs, ScenarioError


@pytest.mark.parametrize(
    ("url", "http", "ws"),
    [
        ("ws://127.0.0.1:8080/ws", "http://127.0.0.1:8080", "ws://127.0.0.1:8080/ws"),
        ("http://localhost:8080", "http://localhost:8080", "ws://localhost:8080/ws"),
        ("wss://city.example/ws", "https://city.example:443", "wss://city.example:443/ws"),
        ("ws://[::1]:9/ws", "http://[::1]:9", "ws://[::1]:9/ws"),
    ],
)
def test_one_server_has_two_addresses(url: str, http: str, ws: str) -> None:
    address = parse(url)
    assert (address.http_url, address.ws_url) == (http, ws)


@pytest.mark.parametrize(
    "url",
    ["", "plaza", "ftp://127.0.0.1", "ws://", "ws://h:99999", "ws://h/other", "ws://h/ws?x=1",
     "ws://u:p@h/ws", "ws://[::1", "ws://127.0.0.1:0/ws", "ws://@127.0.0.1/ws"],
)  # fmt: skip
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ScenarioError, match="write it like ws://"):
        parse(url)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.3.2.1", "[::1]", "localhost", "LOCALHOST"])
def test_this_machine_may_be_loaded(host: str) -> None:
    refuse_strangers(parse(f"ws://{host}:8080/ws"), own=False)


@pytest.mark.parametrize(
    "host",
    ["192.0.2.7", "10.0.0.1", "0.0.0.0", "city.example", "localhost.example", "127.0.0.1.example",
     "[2001:db8::1]", "[::]", "127.1", "2130706433", "0x7f000001", "localhost."],
)  # fmt: skip
def test_no_other_machine_may_be_loaded_unless_it_is_ones_own(host: str) -> None:
    address = parse(f"ws://{host}:8080/ws")
    with pytest.raises(NotOurs, match="--i-own-this-server") as found:
        refuse_strangers(address, own=False)
    assert found.value.exit_code == 7
    refuse_strangers(address, own=True)
