"""Runs that cannot begin: the sentence, the exit code, and a report of what there is."""

import html
import json
from pathlib import Path
from typing import Any

import pytest

from loadtest.result import Result
from loadtest.run import Options, run
from tests.unit.loadtest.fakes import closing, fake

NOBODY = "ws://127.0.0.1:9/ws"
"""Discard: nothing listens there."""


@pytest.mark.parametrize(
    ("changed", "code", "said"),
    [
        ({}, 3, "no server there; start one, or use --serve"),
        ({"url": "ws://192.0.2.7:8080/ws"}, 7, "192.0.2.7 is not this machine"),
        ({"url": "plaza"}, 2, "'plaza' is no address of a server"),
        ({"scenario": "plzaa"}, 2, "did you mean 'plaza'?"),
        ({"clients": 0}, 2, "--clients 0: write a number from 1 to 60000"),
        ({"seconds": -1.0}, 2, "--seconds -1: write a number from 0.1 to 86400"),
        ({"loss": 2.0}, 2, "--loss 2: write a number from 0 to 0.5"),
        ({"arrive_within_s": 0.0}, 2, "--arrive-within 0: write a number"),
        ({"seed": -1}, 2, "--seed -1: write a number from 0"),
        ({"processes": 0}, 2, "--processes 0: write a number"),
        ({"fail_if": ("droped > 0",)}, 2, "near it are dropped"),
        ({"baseline": Path("/no/such.json")}, 2, "/no/such.json: cannot be read"),
        ({"settings": {"tick_hz": "5"}}, 2, "--set is for a server of this run"),
    ],
)
def test_what_cannot_begin_is_one_sentence_and_a_report(
    changed: dict[str, Any], code: int, said: str, tmp_path: Path
) -> None:
    out, page = tmp_path / "out.json", tmp_path / "out.html"
    asked = {"scenario": "plaza", "clients": 10, "url": NOBODY, "json": out, "html": page}
    result = run(Options(**(asked | changed)))
    assert result.exit_code == code
    assert said in result.ended
    assert not result.complete
    assert Result.model_validate(json.loads(out.read_text())) == result
    assert said in html.unescape(page.read_text())


def test_a_scenario_file_that_is_wrong_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("format: 1\nname: mine\nabout: Mine.\nworlds: {}\narive: {per_s: 1}\n")
    result = run(Options(str(path), 10, NOBODY))
    assert result.exit_code == 2
    assert f"{path}:5: arive: there is no such key; did you mean 'arrive'?" in result.ended


@pytest.mark.parametrize(("close", "code"), [(4426, 5), (4411, 6)])
def test_a_server_that_sends_one_away(close: int, code: int, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    with fake(closing(close)) as url:
        assert run(Options("plaza", 10, url, json=out)).exit_code == code
    told = json.loads(out.read_text())
    assert (told["exit_code"], told["complete"]) == (code, False)
    assert str(close) in told["ended"]


def test_a_world_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "busan.yaml"
    path.write_text(
        "format: 1\nname: busan\nabout: Elsewhere.\nworlds: {busan: 1}\narrive: {per_s: 1}\n"
        "mix: [{share: 1, do: walk}]\n"
    )

    def welcome(connection: Any) -> None:
        from metaserver.protocol.codec import encode
        from metaserver.protocol.messages import Queue

        connection.recv()
        connection.send(encode(Queue(position=1, wait_s=1)))
        connection.recv()

    with fake(welcome) as url:
        result = run(Options(str(path), 10, url))
    assert result.exit_code == 2
    assert "the server has no busan; it has seoul-plaza" in result.ended


def test_a_report_that_cannot_be_written_is_told_before_the_run(tmp_path: Path) -> None:
    result = run(Options("plaza", 10, NOBODY, json=tmp_path / "no" / "out.json"))
    assert result.exit_code == 2
    assert result.ended.count("no file can be written there") == 1
    assert "cannot be written" not in result.ended


def test_a_file_of_mine_is_whole_after_a_look_whether_it_can_be_written(tmp_path: Path) -> None:
    mine, new = tmp_path / "mine.json", tmp_path / "new.html"
    mine.write_text("{}")
    Options("plaza", 10, NOBODY, json=mine, html=new).checked()
    assert mine.read_text() == "{}"
    assert not new.exists()


def test_a_report_and_a_page_in_one_file_are_refused(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert "name two files" in run(Options("plaza", 10, NOBODY, json=out, html=out)).ended


def test_a_baseline_may_be_the_file_that_the_run_writes(tmp_path: Path) -> None:
    out, page = tmp_path / "out.json", tmp_path / "out.html"
    run(Options("plaza", 20, NOBODY, json=out))
    run(Options("plaza", 10, NOBODY, json=out, html=page, baseline=out))
    assert json.loads(out.read_text())["clients"] == 10
    assert "clients 20 and not 10" in page.read_text()


def test_a_server_of_this_run_with_a_setting_that_does_not_exist() -> None:
    result = run(Options("plaza", 10, settings={"tick_hzz": "5"}))
    assert result.exit_code == 2
    assert "Did you mean METASERVER_TICK_HZ?" in result.ended
