"""Sentences for everything that can be wrong."""

import re
from pathlib import Path

import pytest

from metaserver.web import open311
from metaserver.web.open311.faults import Fault, Faults, wrong_fields
from metaserver.web.open311.words import DATATYPES, KEY_SERVICE, WORDS

FOLDER = Path(open311.__file__).parent


def test_every_code_that_is_raised_has_a_sentence() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py"))
    raised = set(re.findall(r'Fault\(\d{3}, "(\w+)"', sources))
    assert {"key_wrong", "jurisdiction", "resource"} <= raised <= set(WORDS["en"])


def test_both_languages_say_the_same() -> None:
    assert WORDS["ko"].keys() == WORDS["en"].keys()
    assert DATATYPES["ko"].keys() == DATATYPES["en"].keys()
    assert KEY_SERVICE["ko"] and KEY_SERVICE["en"]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_code_without_a_sentence_is_told_as_a_wrong_form(language: str) -> None:
    told = Fault(400, "something new", "lat").sentence(language)  # type: ignore[arg-type]
    assert told == f"lat: {WORDS[language]['form']}"  # type: ignore[index]


def test_several_faults_of_different_kinds_are_a_bad_request() -> None:
    wrong = wrong_fields({"service_code": "unknown", "lat": "number"})
    assert [fault.status for fault in wrong] == [404, 400]
    assert Faults(*wrong).status == 400 and Faults(wrong[0]).status == 404
