"""Settings: a wrong one is refused with a sentence that names it."""

import ipaddress
from pathlib import Path
from typing import Any

import pytest

from metaserver.config import Settings, load_settings, settings_table
from metaserver.errors import SettingError

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def no_settings_around(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"METASERVER_{name.upper()}", raising=False)


def test_without_any_setting_the_city_is_at_localhost_8080() -> None:
    settings = load_settings(environment={})
    assert (settings.host, settings.port, settings.data) == ("localhost", 8080, Path("data"))
    assert settings.assets_folder == settings.worlds.parent / "assets_manifest"


def test_an_option_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METASERVER_PORT", "9000")
    monkeypatch.setenv("METASERVER_HOST", "0.0.0.0")
    settings = load_settings({"port": 9001, "host": None})
    assert (settings.host, settings.port) == ("0.0.0.0", 9001)


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("port", 99_999, "port: '99999' should be less than or equal to 65535 (METASERVER_PORT)."),
        ("port", "abc", "port: 'abc' should be a valid integer"),
        ("host", "", "host: '' string should have at least 1 character"),
        ("log_format", "xml", "log_format: 'xml' should be 'console' or 'json'"),
        ("tick_hz", 1000, "tick_hz: '1000' should be less than or equal to 20"),
        ("metrics_public", "maybe", "metrics_public: 'maybe' should be a valid boolean"),
        ("start", "../etc", "start: '../etc' string should match pattern"),
        ("public_origins", "city.example", "public_origins: 'city.example' must be like https://"),
        ("public_origins", "https://a.b/path", "without a path"),
        ("public_origins", "https://me@a.b", "must be like"),
        ("public_origins", "https://a.b:99999", "has no valid port"),
        ("trusted_proxies", "10.0.0.0/99", "trusted_proxies: '10.0.0.0/99' must be addresses"),
        ("trusted_proxies", "0.0.0.0/0", "trusted_proxies: '0.0.0.0/0' must not be everybody"),
        ("connections_per_address", 20_000, "must not be more than connections_max (18000)."),
        ("record_keep_days", 31, "record_keep_days: '31' should be less than or equal to 30"),
        ("record_max_mb", 10, "record_max_mb: '10' should be greater than or equal to 128"),
        ("operator_contact", "javascript:x", "must be an e-mail address or begin with https://"),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence(option: str, value: Any, sentence: str) -> None:
    with pytest.raises(SettingError) as caught:
        load_settings({option: value}, {})
    assert sentence in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_every_wrong_setting_is_named_at_once() -> None:
    with pytest.raises(SettingError) as caught:
        load_settings({"port": -1, "drain_s": 60}, {})
    port, drain = str(caught.value).splitlines()
    assert port.startswith("port:")
    assert drain.startswith("drain_s:")


def test_a_misspelt_setting_is_refused_and_the_right_one_suggested() -> None:
    with pytest.raises(SettingError, match=r"METASERVER_PROT: .* Did you mean METASERVER_PORT\?"):
        load_settings(environment={"METASERVER_PROT": "80"})
    with pytest.raises(SettingError, match=r"METASERVER_ZZZZZZ: there is no such setting\.$"):
        load_settings(environment={"METASERVER_ZZZZZZ": "80"})


def test_origins_are_written_as_browsers_send_them() -> None:
    given = "https://City.example:443/, http://[::1]:8080,http://a.b:80"
    settings = load_settings({"public_origins": given}, {})
    assert settings.public_origins == ("https://city.example", "http://[::1]:8080", "http://a.b")


def test_proxies_come_from_the_environment_as_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METASERVER_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8")
    monkeypatch.setenv("METASERVER_PUBLIC_ORIGINS", "https://city.example")
    networks = load_settings().trusted_proxies
    assert networks == (
        ipaddress.ip_network("127.0.0.1/32"), ipaddress.ip_network("10.0.0.0/8")
    )  # fmt: skip


def test_worlds_to_record_are_named_or_all() -> None:
    named = load_settings({"record_worlds": "plaza, hall"}, {})
    assert [named.records(world) for world in ("plaza", "hall", "museum")] == [True, True, False]
    assert load_settings({"record_worlds": "*"}, {}).records("museum")
    assert not load_settings({}, {}).records("plaza")


def test_every_setting_has_a_sentence() -> None:
    for name, declared in Settings.model_fields.items():
        assert declared.description, name
        assert declared.description.endswith("."), name


def test_the_operations_page_has_the_table_as_declared() -> None:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert settings_table() in page, "paste the output of `metaserver settings`"
