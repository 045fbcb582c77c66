"""Listening: what is taken, and the sentence for what cannot be."""

import socket

import pytest

from metaserver.errors import SettingError
from metaserver.sockets import listen, url, url_from_here


def test_port_0_is_a_free_port_on_every_address() -> None:
    sockets = listen("localhost", 0)
    ports = {each.getsockname()[1] for each in sockets}
    assert len(ports) == 1
    assert 0 not in ports
    with socket.create_connection(("127.0.0.1", ports.pop()), timeout=2):
        pass
    for each in sockets:
        each.close()


def test_a_port_in_use_is_named() -> None:
    (taken,) = listen("127.0.0.1", 0)
    port = taken.getsockname()[1]
    with pytest.raises(SettingError, match=f"^port: {port} at 127.0.0.1 is in use"):
        listen("127.0.0.1", port)
    taken.close()


@pytest.mark.parametrize(
    ("host", "sentence"),
    [
        ("192.0.2.1", "host: 192.0.2.1 is not an address of this machine."),
        ("no such host", "host: 'no such host' is no address that can be found."),
        ("x" * 300, "is no address that can be found."),
    ],
)
def test_a_wrong_host_is_named(host: str, sentence: str) -> None:
    with pytest.raises(SettingError) as caught:
        listen(host, 0)
    assert sentence in str(caught.value)


def test_addresses_for_people_and_for_this_machine() -> None:
    assert url("::1", 80) == "http://[::1]:80"
    assert url("localhost", 8080) == "http://localhost:8080"
    assert url_from_here("0.0.0.0", 8080) == "http://127.0.0.1:8080"
    assert url_from_here("::", 8080) == "http://[::1]:8080"
