"""The kinds of complaints, as the example has them and as operators write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from metaserver.civic.complaints.catalogue import FILE, Catalogue, load_catalogue
from metaserver.errors import SettingError

KINDS = [
    "road",
    "street-light",
    "waste",
    "parking",
    "noise",
    "park",
    "water",
    "transport",
    "accessibility",
    "air",
    "other",
]


def test_the_example_has_all_kinds_and_says_that_it_is_one(catalogue: Catalogue) -> None:
    assert [each.code for each in catalogue.kinds] == KINDS
    for department in catalogue.departments:
        assert "(예시)" in department.name.ko
        assert "(example)" in department.name.en


def test_every_kind_has_an_answer_within_7_or_14_working_days(catalogue: Catalogue) -> None:
    assert {each.answer_days for each in catalogue.kinds} == {7, 14}


def test_no_code_of_a_question_stands_for_two(catalogue: Catalogue) -> None:
    asked = [each for kind in catalogue.kinds for each in kind.attributes]
    assert len({each.code for each in asked}) == len(asked)


def test_what_a_newer_catalogue_does_not_have_any_more_keeps_its_code(
    catalogue: Catalogue,
) -> None:
    assert catalogue.kind_name("gone", "ko") == "gone"
    assert catalogue.department_name("gone", "en") == "gone"


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("answer_days: 7", "answer_days: 700", "kinds.0.answer_days"),
        ("department: roads", "department: nobody", "there is no department nobody"),
        ("code: street-light", "code: road", "kinds: road is there twice"),
        ("datatype: singlevaluelist", "datatype: list", "datatype"),
        ("{key: paving,", "{key: pothole,", "two values have the same key"),
        ("least: 1\n", "least: 9999\n", "least is more than most"),
        ("code: light_fault", "code: damage", "another kind asks something else"),
        ("required: true", "needed: true", "needed"),
        ("en: Streets", "fr: Rues", "group.en"),
    ],
)
def test_a_mistake_is_told_with_its_file_and_line(
    tmp_path: Path, before: str, after: str, sentence: str
) -> None:
    path = tmp_path / "mine.yaml"
    text = FILE.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(SettingError, match=rf"{path}:\d+: ") as error:
        load_catalogue(path)
    assert sentence in str(error.value)


def test_the_line_is_that_of_the_mistake(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    text = FILE.read_text(encoding="utf-8").replace("answer_days: 7", "answer_days: many", 1)
    path.write_text(text, encoding="utf-8")
    line = text[: text.index("answer_days: many")].count("\n") + 1
    with pytest.raises(SettingError, match=f"mine.yaml:{line}: kinds.0.answer_days"):
        load_catalogue(path)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[", b"a: 1\na: 2", b"[" * 3000, b"- x"])
def test_what_is_no_catalogue_is_refused_with_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(content)
    with pytest.raises(SettingError, match=r"mine\.yaml"):
        load_catalogue(path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"mine\.yaml"):
        load_catalogue(tmp_path / "mine.yaml")
