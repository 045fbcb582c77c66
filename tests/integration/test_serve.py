"""The server as an operator meets it: starts, answers, tells what is wrong, stops."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from metaserver.protocol.codec import HASH
from tests.support.server import ROOT, CityProcess

IMMUTABLE = "public, max-age=31536000, immutable"
INDEX = '<!doctype html><html lang="ko"><head></head><body><main id="app"></main></body></html>'


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "metaserver", *arguments]


def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """A command that ends by itself."""
    plain = {k: v for k, v in os.environ.items() if not k.startswith("METASERVER_")}
    return subprocess.run(
        command(*arguments), cwd=ROOT, env=plain | settings, capture_output=True, text=True,
        timeout=30,
    )  # fmt: skip


@pytest.fixture(scope="module")
def client_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    (folder / "assets").mkdir()
    (folder / "index.html").write_text(INDEX, encoding="utf-8")
    (folder / "assets" / "index-abc.js").write_text("console.log(1);\n" * 500)
    return folder


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, client_folder: Path) -> Iterator[CityProcess]:
    data = tmp_path_factory.mktemp("city") / "data"
    with CityProcess(data, client=str(client_folder), log_format="json") as server:
        yield server


@pytest.fixture(scope="module")
def browser(server: CityProcess) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, trust_env=False) as client:
        yield client


def test_it_is_healthy_when_it_says_ready(browser: httpx.Client) -> None:
    response = browser.get("/healthz")
    assert response.status_code == 200
    body = response.json()
    assert (body["status"], body["database"]) == ("ready", "ok")
    assert body["worlds"]["seoul-plaza"] == 0


def test_metrics_answer_this_machine(browser: httpx.Client) -> None:
    text = browser.get("/metrics").text
    assert "metaserver_ready 1.0" in text
    assert f'metaserver_build_info{{protocol="{HASH}",version="' in text
    assert "metaserver_loop_lag_seconds_bucket" in text


def test_the_page_has_its_boot_data_and_names_its_files(browser: httpx.Client) -> None:
    html = browser.get("/").text
    boot = json.loads(html.partition('id="boot">')[2].partition("</script>")[0])
    assert boot["start"] == boot["worlds"][0]["id"] == "seoul-plaza"
    assert len(boot["worlds"]) == 4
    for url in re.findall(r'rel="preload" href="([^"]+)"', html):
        response = browser.get(url)
        assert (response.status_code, response.headers["cache-control"]) == (200, IMMUTABLE)


def test_every_world_and_picture_can_be_had(browser: httpx.Client) -> None:
    for world in browser.get("/api/worlds").json()["worlds"]:
        urls = world["urls"]
        for url in (urls["world"], urls["raster"], *urls["texts"].values()):
            assert browser.get(url).status_code == 200, url
        for exhibit in browser.get(urls["world"]).json()["exhibits"]:
            if exhibit["picture"]:
                picture = browser.get(exhibit["picture"])
                assert picture.status_code == 200, exhibit["picture"]
                assert picture.headers["content-type"].startswith("image/")
                assert picture.headers["cache-control"] == IMMUTABLE


def test_brotli_is_negotiated_and_much_smaller(browser: httpx.Client) -> None:
    raster = browser.get("/api/worlds").json()["worlds"][0]["urls"]["raster"]
    sizes = {}
    for coding in ("identity", "gzip", "br"):
        response = browser.get(raster, headers={"Accept-Encoding": coding})
        assert response.headers.get("content-encoding", "identity") == coding
        sizes[coding] = int(response.headers["content-length"])
    assert sizes["br"] < sizes["gzip"] * 1.1
    assert sizes["br"] * 10 < sizes["identity"]


def test_the_privacy_page_works_without_scripts(browser: httpx.Client) -> None:
    html = browser.get("/privacy", params={"lang": "ko"}).text
    assert "7일" in html
    assert "<script" not in html


def test_operators_reach_the_server_through_its_data_folder(server: CityProcess) -> None:
    folder = ("--data", str(server.data))
    assert "None." in run("moderate", "people", *folder).stdout
    assert "None." in run("moderate", "reports", *folder).stdout
    removed = run("moderate", "remove", "00" * 8, *folder)
    assert removed.returncode == 2
    assert f"Nobody with the number {'00' * 8} is connected." in removed.stderr
    erased = run("privacy", "erase-now", *folder)
    assert "chat: 0 erased" in erased.stdout


def test_the_log_tells_of_orders_and_never_of_keys_or_addresses(server: CityProcess) -> None:
    run("moderate", "bans", "--data", str(server.data))
    deadline = time.monotonic() + 2
    while '"action": "bans"' not in server.log and time.monotonic() < deadline:
        time.sleep(0.02)
    assert '"action": "bans"' in server.log
    assert all(json.loads(line) for line in server.log.splitlines())
    assert (server.data / "operator.key").read_text() not in server.log
    assert "127.0.0.1" not in server.log


def test_without_a_built_client_it_says_what_to_run(tmp_path: Path) -> None:
    with CityProcess(tmp_path / "data", client=str(tmp_path / "none")) as server:
        response = httpx.get(server.url, trust_env=False)
        assert response.status_code == 503
        assert "make build" in response.text


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_0_and_leaves_nothing_behind(tmp_path: Path, number: int) -> None:
    data = tmp_path / "data"
    arguments = ("--host", "127.0.0.1", "--port", "0", "--data", str(data))
    process = subprocess.Popen(
        command("serve", *arguments), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert re.fullmatch(rb"ready http://127\.0\.0\.1:\d+\n", line)
    begun = time.monotonic()
    process.send_signal(number)
    assert process.stdout.read() == b"", "standard output has the one line only"
    assert process.wait(10) == 0
    assert time.monotonic() - begun < 10
    process.stdout.close()
    assert not (data / "server.json").exists()
    assert run("moderate", "people", "--data", str(data)).returncode == 2
    erased = run("privacy", "erase-now", "--data", str(data))
    assert (erased.returncode, "chat: 0 erased" in erased.stdout) == (0, True)


def test_two_servers_do_not_share_a_data_folder(server: CityProcess) -> None:
    second = run("serve", "--port", "0", "--data", str(server.data))
    assert second.returncode == 2
    assert second.stderr.startswith("metaserver: data: ")
    assert "in use by another server" in second.stderr


@pytest.mark.parametrize(
    ("arguments", "settings", "sentence"),
    [
        (("--port", "99999"), {}, "port: '99999' should be less than or equal to 65535"),
        (("--host", "192.0.2.1"), {}, "host: 192.0.2.1 is not an address of this machine."),
        (("--start", "atlantis"), {}, "start: there is no world 'atlantis'"),
        (("--worlds", "/nowhere"), {}, "There is no world here"),
        ((), {"METASERVER_TICK_HZ": "0"}, "tick_hz: '0' should be greater than or equal to 4"),
        ((), {"METASERVER_TICKHZ": "9"}, "Did you mean METASERVER_TICK_HZ?"),
    ],
)
def test_a_wrong_setting_is_one_sentence_and_exit_code_2(
    tmp_path: Path, arguments: tuple[str, ...], settings: dict[str, str], sentence: str
) -> None:
    data = str(tmp_path / "data")
    ended = run("serve", "--port", "0", "--data", data, *arguments, **settings)
    assert ended.returncode == 2
    assert sentence in ended.stderr
    assert "Traceback" not in ended.stderr
    assert ended.stdout == ""


def test_a_port_in_use_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = run("serve", "--host", "127.0.0.1", "--port", port, "--data", str(tmp_path))
    assert ended.returncode == 2
    assert ended.stderr.splitlines() == [
        f"metaserver: port: {port} at 127.0.0.1 is in use by another program; choose another "
        "with --port."
    ]


def test_a_broken_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "city.sqlite").write_bytes(b"not a database" * 100)
    ended = run("serve", "--port", "0", "--data", str(tmp_path))
    assert ended.returncode == 2
    assert "city.sqlite cannot be used: file is not a database." in ended.stderr
    assert "Traceback" not in ended.stderr


def test_worlds_are_checked_and_listed() -> None:
    checked = run("worlds", "check")
    assert (checked.returncode, checked.stdout.splitlines()[-1]) == (0, "4 worlds, no problems")
    assert "seoul-plaza" in run("worlds", "list").stdout


def test_every_problem_of_a_world_is_printed_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "worlds" / "lost").mkdir(parents=True)
    (tmp_path / "worlds" / "lost" / "world.yaml").write_text("format: 2\nid: lost\n")
    checked = run("worlds", "check", str(tmp_path / "worlds"))
    assert checked.returncode == 1
    assert re.search(r"lost/world\.yaml:1: format: .+\.\n", checked.stdout)
    assert re.search(r"1 world, \d+ problems", checked.stdout)


def test_it_tells_its_version() -> None:
    assert re.fullmatch(r"metaserver \d+\.\d+\.\d+\n", run("--version").stdout)
