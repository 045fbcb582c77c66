"""Every setting of the server, declared once: name, default, bounds and a sentence.

A setting comes from an option of ``metaserver serve`` or from the environment
(``METASERVER_PORT`` for ``port``); the option wins. The table in ``docs/operations.md`` is made
from this file, and a test fails when they differ.
"""

from __future__ import annotations

import difflib
import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from metaserver.errors import SettingError

PREFIX = "METASERVER_"
_ROOT = Path(__file__).parent.parent
"""The project's folder, where worlds and the client lie in a checkout."""

ALL_WORLDS = "*"
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Origins = Annotated[tuple[str, ...], NoDecode]
Names = Annotated[tuple[str, ...], NoDecode]
Networks = Annotated[tuple[Network, ...], NoDecode]
Folder = Annotated[Path, Field(strict=False)]


class Settings(BaseSettings):
    """Read-only once made; make it with ``load_settings``."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    host: Annotated[str, Field(min_length=1, max_length=255)] = Field(
        "localhost",
        description="Address to listen on: localhost is this machine only, 0.0.0.0 everybody.",
    )
    port: Annotated[int, Field(ge=0, le=65535)] = Field(
        8080, description="TCP port for HTTP and WebSocket; 0 takes a free one and prints it."
    )
    data: Folder = Field(
        Path("data"), description="Folder for the database and keys; created if it is missing."
    )
    worlds: Folder = Field(_ROOT / "worlds", description="Folder with one folder a world.")
    assets: Folder | None = Field(
        None,
        description="Folder of the manifest and its pictures; assets_manifest beside worlds if "
        "not set.",
    )
    client: Folder = Field(
        _ROOT / "clients" / "web" / "dist", description="Folder of the built browser client."
    )
    start: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")] = Field(
        "seoul-plaza", description="Id of the world in which one arrives."
    )
    public_origins: Origins = Field(
        (),
        description="Addresses of the page that browsers may connect from, with commas between, "
        "such as https://city.example, besides the address that the page itself came from.",
    )
    trusted_proxies: Networks = Field(
        (),
        description="Addresses or networks, with commas between, whose X-Forwarded-For is "
        "believed.",
    )
    world_capacity: Annotated[int, Field(ge=1, le=20_000)] = Field(
        12_000, description="People in one world; who comes then is told that it is full."
    )
    joins_per_s: Annotated[int, Field(ge=1, le=10_000)] = Field(
        1000, description="People admitted a second; the others see their place in the queue."
    )
    connections_max: Annotated[int, Field(ge=1, le=60_000)] = Field(
        18_000,
        description="Open WebSocket connections in total; the system's limit of open files may "
        "allow fewer.",
    )
    connections_per_address: Annotated[int, Field(ge=0, le=60_000)] = Field(
        100,
        description="Open connections from one network address, 0 for any number; loopback is "
        "not counted.",
    )
    tick_hz: Annotated[int, Field(ge=4, le=20)] = Field(
        10, description="Steps of a world a second; it stretches by itself under overload."
    )
    record_worlds: Names = Field(
        (),
        description="Worlds whose walkers are recorded, without names and words, with commas "
        "between, or * for all; whoever is there is told so.",
    )
    record_keep_days: Annotated[int, Field(ge=1, le=30)] = Field(
        7, description="Days after which a recording is erased, also where none is made any more."
    )
    record_max_mb: Annotated[int, Field(ge=128, le=1_000_000)] = Field(
        2000, description="Space for the recordings of one world; the oldest make way."
    )
    drain_s: Annotated[float, Field(ge=0, le=3)] = Field(
        2.0,
        description="Time over which visitors are told to reconnect elsewhere when the server "
        "stops.",
    )
    metrics_public: bool = Field(
        False,
        description="Whether /metrics answers everybody; otherwise only this machine and the "
        "trusted proxies' networks.",
    )
    operator_name: Annotated[str, Field(min_length=1, max_length=120)] = Field(
        "Metaverse Seoul", description="Who runs this city, named on the privacy page."
    )
    operator_contact: Annotated[str, Field(max_length=200)] = Field(
        "", description="Where to ask about personal data: an e-mail address or an https address."
    )
    database_url: SecretStr = Field(
        SecretStr(""),
        description="postgresql://user:password@host/name; not set, a SQLite file in the data "
        "folder.",
    )
    public_url: Annotated[str, Field(max_length=200)] = Field(
        "",
        description="Address of the page for links in letters and for logging in elsewhere, such "
        "as https://city.example; not set, the address that a request came to.",
    )
    signup: bool = Field(
        True, description="Whether citizens may make an account themselves; guests need none."
    )
    smtp_url: SecretStr = Field(
        SecretStr(""),
        description="smtp://user:password@host:587 (STARTTLS) or smtps://…:465; not set, no "
        "e-mail is sent and none is asked for.",
    )
    mail_from: Annotated[str, Field(max_length=254)] = Field(
        "", description="Sender of letters; needed with smtp_url."
    )
    oidc_issuer: Annotated[str, Field(max_length=300)] = Field(
        "", description="OpenID Connect issuer with which people may log in; exactly as it names "
        "itself.",
    )  # fmt: skip
    oidc_client_id: Annotated[str, Field(max_length=200)] = Field(
        "", description="This city's name at the issuer."
    )
    oidc_client_secret: SecretStr = Field(
        SecretStr(""), description="And its secret there; not set for a public client."
    )
    oidc_roles_claim: Annotated[str, Field(max_length=100)] = Field(
        "roles", description="Claim that lists somebody's groups at the issuer."
    )
    oidc_roles: Names = Field(
        (),
        description="Groups and what they may do here, with commas between: "
        "staff-roads=official:roads, it=operator.",
    )
    complaints_catalogue: Folder | None = Field(
        None,
        description="File with the kinds of complaints and their departments; an example if not "
        "set.",
    )
    open311_jurisdiction: Annotated[str, Field(max_length=100)] = Field(
        "", description="jurisdiction_id of this city's Open311 server; not set, none is needed."
    )
    forward_url: Annotated[str, Field(max_length=300)] = Field(
        "", description="Open311 server that complaints are forwarded to, up to /open311/v2; not "
        "set, officials answer here.",
    )  # fmt: skip
    forward_key: SecretStr = Field(SecretStr(""), description="api_key for forward_url.")
    forward_map: Folder | None = Field(
        None, description="File that gives each kind its service_code over there."
    )
    knowledge: Folder | None = Field(
        None,
        description="Folder of the entries from which desks answer first; a starter set if not "
        "set.",
    )
    canned_answers: Folder | None = Field(
        None, description="File of answers that officials pick from; examples if not set."
    )
    water_tariff: Folder | None = Field(
        None, description="File of the prices that the water desk adds up; an example if not set."
    )
    tourism_places: Folder | None = Field(
        None, description="File of places, beside those that are shipped."
    )
    tourism_events: Folder | None = Field(None, description="File of events.")
    tourism_examples: bool = Field(
        False, description="Whether the tourist desk shows the example of an event too."
    )
    tourapi_key: SecretStr = Field(
        SecretStr(""),
        description="Key of the Korea Tourism Organisation's TourAPI; not set, it is not asked.",
    )
    seoul_data_key: SecretStr = Field(
        SecretStr(""), description="Key of Seoul's open data; not set, it is not asked."
    )
    outcomes_public: bool = Field(
        True, description="Whether /outcomes, what came of complaints, answers everybody."
    )
    log_format: Literal["console", "json"] = Field(
        "console", description="console for people, json for machines: one object a line."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="The least important messages that are logged."
    )

    @field_validator("public_origins", "record_worlds", "oidc_roles", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return _listed(value)

    @field_validator("public_origins")
    @classmethod
    def _origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_origin(each) for each in value)

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, value: Any) -> Any:
        try:
            networks = tuple(ipaddress.ip_network(each) for each in _listed(value))
        except ValueError as error:
            raise ValueError(f"must be addresses or networks: {error}") from error
        if any(network.prefixlen == 0 for network in networks):
            raise ValueError("must not be everybody: visitors could claim any address")
        return networks

    @field_validator("operator_contact")
    @classmethod
    def _contact(cls, value: str) -> str:
        if value and not value.startswith("https://") and "@" not in value:
            raise ValueError("must be an e-mail address or begin with https://")
        return value

    @model_validator(mode="after")
    def _together(self) -> Self:
        chosen = "connections_per_address" in self.model_fields_set
        if chosen and self.connections_per_address > self.connections_max:
            raise ValueError(
                "connections_per_address: must not be more than connections_max "
                f"({self.connections_max})"
            )
        return self

    def records(self, world: str) -> bool:
        return world in self.record_worlds or ALL_WORLDS in self.record_worlds

    @property
    def assets_folder(self) -> Path:
        return self.assets or self.worlds.parent / "assets_manifest"


def load_settings(
    options: Mapping[str, Any] | None = None, environment: Mapping[str, str] = os.environ
) -> Settings:
    """Settings from ``options`` (those that are not None) over the environment.

    Raises ``SettingError`` with one sentence a wrong setting.
    """
    _refuse_unknown(environment)
    given = {name: value for name, value in (options or {}).items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        raise SettingError("\n".join(_sentence(each) for each in error.errors())) from error


def settings_table() -> str:
    """The settings as a Markdown table."""
    rows = ["| setting | environment | default | what it does |", "|---|---|---|---|"]
    for name, declared in Settings.model_fields.items():
        default = _shown(declared)
        rows.append(f"| `{name}` | `{PREFIX}{name.upper()}` | {default} | {declared.description} |")
    return "\n".join(rows) + "\n"


def _shown(declared: FieldInfo) -> str:
    value = declared.default
    if isinstance(value, Path):
        value = value.relative_to(_ROOT) if value.is_absolute() else value
        return f"`{value.as_posix()}`"
    if isinstance(value, bool):
        return "`true`" if value else "`false`"
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    return f"`{value}`" if value not in (None, (), "") else "not set"


def _refuse_unknown(environment: Mapping[str, str]) -> None:
    known = {name.upper() for name in Settings.model_fields}
    for name in sorted(environment):
        short = name.upper().removeprefix(PREFIX)
        if short == name.upper() or short in known:
            continue
        near = difflib.get_close_matches(short, known, n=1)
        hint = f" Did you mean {PREFIX}{near[0]}?" if near else ""
        raise SettingError(f"{name}: there is no such setting.{hint}")


def _sentence(error: Any) -> str:
    """One sentence for one of pydantic's errors: name, value, what is allowed."""
    message = str(error["msg"]).removeprefix("Value error, ").removeprefix("Input ")
    if not error["loc"]:
        return f"{message}."
    name = str(error["loc"][0])
    secret = (
        Settings.model_fields[name].annotation is SecretStr
        if name in Settings.model_fields
        else False
    )
    value = "(hidden)" if secret else str(error["input"])[:80]
    message = message[0].lower() + message[1:]
    return f"{name}: '{value}' {message} ({PREFIX}{name.upper()})."


def _listed(value: Any) -> Any:
    """``a, b`` to a list; whatever is no text is left to the type's own check."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def _origin(text: str) -> str:
    """``scheme://host[:port]`` as browsers send it: lower case, no usual port."""
    parts = urlsplit(text.strip().lower())
    try:
        port = parts.port
    except ValueError:
        raise ValueError("has no valid port") from None
    plain = parts.scheme in ("http", "https") and parts.hostname and parts.path in ("", "/")
    if not plain or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("must be like https://city.example, without a path")
    usual = {"http": 80, "https": 443}[parts.scheme]
    host = f"[{parts.hostname}]" if ":" in str(parts.hostname) else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in (None, usual) else "")
