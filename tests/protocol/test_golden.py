"""The golden files say what the code says; another client may rely on them."""

import json
from typing import Any

import pytest

from metaserver.protocol.codec import decode_client
from tests.protocol import samples
from tests.protocol.golden import FOLDER, cases, describe_message

CASES = list(cases())


@pytest.mark.parametrize(("name", "data", "meaning"), CASES, ids=[name for name, _, _ in CASES])
def test_a_golden_file_is_what_the_code_makes(
    name: str, data: bytes, meaning: dict[str, Any]
) -> None:
    again = "run: python -m tests.protocol.golden"
    assert (FOLDER / f"{name}.bin").read_bytes() == data, again
    assert json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")) == meaning, again


def test_no_golden_file_is_left_over() -> None:
    assert {p.stem for p in FOLDER.iterdir()} == {name for name, _, _ in CASES}


@pytest.mark.parametrize("message", samples.FROM_CLIENT, ids=lambda m: type(m).__name__)
def test_a_clients_golden_message_is_decoded_to_what_it_says(message: Any) -> None:
    name = f"client_{type(message).__name__.lower()}"
    told = decode_client((FOLDER / f"{name}.bin").read_bytes())
    wanted = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))["message"]
    assert describe_message(told) == wanted
