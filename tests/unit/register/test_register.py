"""The register covers the database, and says the same as the rules."""

from pathlib import Path

import pytest

from metaserver.config import Settings
from metaserver.errors import SettingError
from metaserver.register import FILE, load_register
from metaserver.storage.tables import METADATA

REGISTER = load_register()
STORED = [kind for kind in REGISTER.kinds if kind.rule]
SMALL = {"duty": {"seen_ms"}, "absences": {"until_ms"}}
"""Tables with a row for each official at most."""


def test_every_table_is_in_the_register_or_has_a_reason_not_to_be() -> None:
    named = {kind.rule.table for kind in STORED if kind.rule}
    named |= {table for kind in STORED for table in kind.goes_with}
    without = set(REGISTER.tables_without_personal_data)
    assert set(METADATA.tables) == (named | without) - {"alembic_version"}
    assert not named & without


@pytest.mark.parametrize("kind", STORED, ids=lambda kind: kind.id)
def test_every_column_of_a_table_with_personal_data_is_named(kind) -> None:
    assert kind.columns == [column.name for column in METADATA.tables[kind.rule.table].columns]
    assert kind.rule.column in kind.columns


@pytest.mark.parametrize("kind", STORED, ids=lambda kind: kind.id)
def test_what_goes_with_a_row_is_erased_by_the_database(kind) -> None:
    for name, columns in kind.goes_with.items():
        table = METADATA.tables[name]
        assert columns == [column.name for column in table.columns]
        owners = [key for key in table.foreign_keys if key.column.table.name == kind.rule.table]
        assert [key.ondelete for key in owners] == ["CASCADE"]


def test_rows_that_are_due_are_found_by_an_index() -> None:
    for kind in STORED:
        table = METADATA.tables[kind.rule.table]
        indexed = {next(iter(index.columns)).name for index in table.indexes}
        assert kind.rule.column in indexed | SMALL.get(table.name, set())


def test_years_are_filled_in() -> None:
    audit = next(kind for kind in REGISTER.kinds if kind.id == "audit")
    assert audit.kept_words("ko").startswith("3년 뒤에")
    assert "after 3 years" in audit.kept_words("en")


def test_chat_is_kept_seven_days_and_the_page_says_so() -> None:
    chat = next(kind for kind in REGISTER.kinds if kind.id == "chat")
    assert chat.rule is not None
    assert chat.rule.days == 7
    assert "7일" in chat.kept_words("ko")
    assert "7 days" in chat.kept_words("en")


def test_recordings_are_kept_as_long_as_is_set_and_the_page_says_so() -> None:
    (kind,) = [kind for kind in REGISTER.kinds if kind.where == "files"]
    assert kind.days == Settings.model_fields["record_keep_days"].default == 7
    (kind,) = [k for k in REGISTER.kept_for("recordings", 3).kinds if k.id == "recordings"]
    assert "3일이" in kind.kept_words("ko")
    assert "after 3 days" in kind.kept_words("en")


@pytest.mark.parametrize(
    "change",
    [
        ("days: 7", "days: -1"),
        ("days: 7", "days: soon"),
        ("where: database", "where: somewhere"),
        ("    rule: {table: bans, column: until_ms, days: 0}\n", ""),
        ("format: 1", "format: 1\nunknown: 1"),
        ("format: 1", "format: ["),
        ("    days: 7\n", ""),
        ("    days: 7\n", "    days: 31\n"),
        ("where: files", "where: memory"),
        ("    where: memory\n", "    where: memory\n    goes_with: {chat: [seq]}\n"),
    ],
)
def test_a_wrong_register_is_refused(tmp_path: Path, change: tuple[str, str]) -> None:
    wrong = tmp_path / "register.yaml"
    wrong.write_text(FILE.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    with pytest.raises(SettingError, match=r"register\.yaml"):
        load_register(wrong)
