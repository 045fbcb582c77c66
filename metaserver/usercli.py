"""``metaserver user``: accounts, straight in the database.

It works beside a running server, which sees within a second what was done and ends the log-ins and
sockets that it ends.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from metaserver.commands import Data, moment, opened
from metaserver.config import Settings, load_settings
from metaserver.errors import Invalid, NotFound, SettingError
from metaserver.ports.accounts import Account, Role

if TYPE_CHECKING:
    from metaserver.identity.administration import Administration

user_app = typer.Typer(
    help="Accounts: of officials, operators and citizens.", no_args_is_help=True,
    rich_markup_mode=None,
)  # fmt: skip

Who = Annotated[str, typer.Argument(metavar="LOGIN", help="Login, or the account's number.")]
Kind = Annotated[Role, typer.Option("--role", help="What the person may do.")]
Department = Annotated[
    str, typer.Option(help="Of an official; left out, of all. Its code, such as roads.")
]
_ACCOUNT = re.compile(r"a[0-9a-f]{16}")
_T = TypeVar("_T")


@user_app.command("add")
def add(
    login: Annotated[str, typer.Option(help="3 to 64 letters and digits, or an e-mail address.")],
    role: Kind,
    department: Department = "",
    name: Annotated[str, typer.Option(help="Shown to others; may be left out.")] = "",
    language: Annotated[str, typer.Option(help="ko or en.")] = "ko",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from the standard input.")
    ] = False,
    data: Data = None,
) -> None:
    """Make an account. The password is asked for; it is never an option."""
    settings = load_settings({"data": data})
    _check_department(settings, department)
    password = _password(password_stdin)
    made = _done(
        settings,
        lambda users: users.add(
            login, password, role=role, department=department, name=name, language=language,
            by=_by(),
        ),
        create=True,
    )  # fmt: skip
    sys.stdout.write(f"Account {made.id} for {made.login}: {_roles(made)}.\n")


@user_app.command("list")
def list_users(
    role: Annotated[Role | None, typer.Option(help="Only those with this role.")] = None,
    data: Data = None,
) -> None:
    """Show the accounts, newest first."""
    found = _done(load_settings({"data": data}), lambda users: users.list(role=role))
    if not found:
        sys.stdout.write("None. `metaserver user add` makes one.\n")
        return
    table = Table()
    for column in ("account", "login", "name", "roles", "last used", ""):
        table.add_column(column, no_wrap=column == "account", overflow="fold")
    for each in found:
        state = "stopped" if each.disabled_ms is not None else ""
        shown = escape(each.login or "(elsewhere)"), escape(each.name), _roles(each)
        table.add_row(each.id, *shown, moment(each.used_ms), state)
    Console().print(table)


@user_app.command("grant")
def grant(who: Who, role: Kind, department: Department = "", data: Data = None) -> None:
    """Give somebody a role."""
    settings = load_settings({"data": data})
    _check_department(settings, department)
    changed = _changed(
        settings, who, lambda users, id_: users.grant(id_, role, department, by=_by())
    )
    sys.stdout.write(f"{who}: {_roles(changed)}.\n")


@user_app.command("revoke")
def revoke(who: Who, role: Kind, department: Department = "", data: Data = None) -> None:
    """Take a role away; sockets of the account end at once."""
    settings = load_settings({"data": data})
    changed = _changed(
        settings, who, lambda users, id_: users.revoke(id_, role, department, by=_by())
    )
    sys.stdout.write(f"{who}: {_roles(changed)}.\n")


@user_app.command("disable")
def disable(who: Who, data: Data = None) -> None:
    """Stop an account: its log-ins and sockets end at once, nobody logs in with it."""
    _changed(load_settings({"data": data}), who, lambda users, id_: users.disable(id_, by=_by()))
    sys.stdout.write(f"Stopped {who}; `metaserver user enable` undoes it.\n")


@user_app.command("enable")
def enable(who: Who, data: Data = None) -> None:
    """Let an account be used again; also ends a lock after failed log-ins."""
    _changed(load_settings({"data": data}), who, lambda users, id_: users.enable(id_, by=_by()))
    sys.stdout.write(f"{who} may log in.\n")


@user_app.command("reset")
def reset(who: Who, data: Data = None) -> None:
    """Print a one-time address with which the person sets a new password within an hour."""
    settings = load_settings({"data": data})
    token = _changed(settings, who, lambda users, id_: users.reset_for(id_, by=_by()))
    from metaserver.datadir import DataFolder

    base = settings.public_url or DataFolder(settings.data).server_url() or ""
    sys.stdout.write(f"{base.rstrip('/')}/account/reset/new#{token}\n")
    sys.stderr.write("Give it to this person only. It works once, within an hour.\n")


# ---- inside --------------------------------------------------------------------------------------


def _by() -> str:
    from metaserver.identity.audit import COMMAND_LINE

    return COMMAND_LINE


def _done(
    settings: Settings, work: Callable[[Administration], Awaitable[_T]], *, create: bool = False
) -> _T:
    """What the accounts' keeper did; its errors as sentences of the command line."""

    async def run() -> _T:
        async with _users(settings, create=create) as users:
            return await work(users)

    try:
        return asyncio.run(run())
    except Invalid as error:
        from metaserver.web.account.frame import told

        lines = [f"{field}: {words}" for field, words in told(error, "en").items()]
        raise SettingError("\n".join(lines)) from None


def _changed(
    settings: Settings, who: str, change: Callable[[Administration, str], Awaitable[_T]]
) -> _T:
    async def work(users: Administration) -> _T:
        found = await (users.get(who) if _ACCOUNT.fullmatch(who) else users.find(who))
        return await change(users, found.id)

    try:
        return _done(settings, work)
    except NotFound as error:
        missing = "has no such role" if error.code == "grant" else "is no account here"
        sys.stderr.write(f"metaserver: {who} {missing}; see `metaserver user list`.\n")
        raise typer.Exit(1) from None


@asynccontextmanager
async def _users(settings: Settings, *, create: bool) -> AsyncIterator[Administration]:
    from metaserver.clock import SystemClock
    from metaserver.identity.administration import Administration
    from metaserver.identity.audit import Audit
    from metaserver.identity.passwords import Passwords
    from metaserver.storage.accounts import SqlAccountStore
    from metaserver.storage.audit import SqlAuditStore

    clock = SystemClock()
    async with opened(settings, create=create) as db:
        audit = Audit(SqlAuditStore(db), clock)
        # Sockets are the running server's; it reads the audit log and ends them itself.
        yield Administration(
            SqlAccountStore(db), audit, Passwords(_Here()), clock, ended=lambda _account: None
        )


class _Here:
    """Computes in a thread: there is no tick here that it could disturb."""

    async def run(self, function: Callable[..., _T], /, *args: Any, within_s: float) -> _T:
        return await asyncio.to_thread(function, *args)


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))


def _check_department(settings: Settings, department: str) -> None:
    """Raises ``SettingError`` for one that the catalogue of complaints does not have."""
    if not department:
        return
    from metaserver.civic.complaints.catalogue import FILE, load_catalogue

    catalogue = load_catalogue(settings.complaints_catalogue or FILE)
    if catalogue.department(department) is None:
        known = ", ".join(each.code for each in catalogue.departments)
        raise SettingError(f"department: there is no '{department}'; there are {known}.")


def _roles(account: Account) -> str:
    shown = [f"{g.role.value}:{g.department}".rstrip(":") for g in account.grants]
    return ", ".join(shown) or "no role"
