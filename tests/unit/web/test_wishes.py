"""What is not granted is told in the asked language and format, with the right status."""

import json

import pytest

from metaserver.errors import (
    Conflict,
    Forbidden,
    Invalid,
    Limited,
    MetaserverError,
    NotFound,
    OutwardError,
    StoreError,
    Unreadable,
    WorkerError,
)
from metaserver.web.account.letter_words import LETTERS
from metaserver.web.account.words import FIELD_ERRORS
from metaserver.web.account.words import WORDS as ACCOUNT_WORDS
from metaserver.web.wish_words import FIELDS, WISHES, wait_words
from metaserver.web.wishes import headers_of, status_of, wish_json, words_of
from metaserver.web.words import WORDS


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Invalid({"name": "missing"}), 422, "invalid"),
        (NotFound("account"), 404, "account"),
        (Forbidden("csrf"), 403, "csrf"),
        (Conflict("case"), 409, "case"),
        (Limited("login_wait", 61.2), 429, "login_wait"),
        (Unreadable("large"), 413, "large"),
        (Unreadable("slow"), 408, "slow"),
        (Unreadable("media_type"), 415, "media_type"),
        (Unreadable("malformed"), 422, "malformed"),
        (StoreError("disk is full"), 503, "store"),
        (WorkerError("too much waits"), 503, "busy"),
        (OutwardError("it is down", arrived=False, retry=True), 502, "outward"),
    ],
)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_error_has_a_status_a_code_and_a_sentence(
    error: MetaserverError, status: int, code: str, language: str
) -> None:
    answer = wish_json(error, language)  # type: ignore[arg-type]
    told = json.loads(bytes(answer.body))["error"]
    assert (answer.status_code, told["code"]) == (status, code)
    assert told["words"] and "{" not in told["words"]
    assert "disk" not in told["words"], "nothing of the inside is told"
    assert answer.headers["cache-control"] == "no-store"


def test_it_is_told_when_to_come_again() -> None:
    assert headers_of(Limited("limited", 61.2)) == {"Retry-After": "62"}
    assert headers_of(Limited("limited", 0.0)) == {"Retry-After": "1"}
    assert headers_of(StoreError("down")) == {"Retry-After": "10"}
    assert words_of(Limited("limited", 61.2), "ko")[1] == "62초 뒤에 다시 해 주세요."


def test_what_is_left_of_a_body_that_was_refused_is_not_waited_for() -> None:
    assert headers_of(Unreadable("large")) == {"Connection": "close"}


@pytest.mark.parametrize(
    ("wait_s", "ko", "en"),
    [
        (0.2, "1초", "1 second"),
        (59, "59초", "59 seconds"),
        (60, "1분", "1 minute"),
        (121, "3분", "3 minutes"),
        (3600, "1시간", "1 hour"),
        (9000, "3시간", "3 hours"),
    ],
)
def test_lengths_of_time_are_rounded_up(wait_s: float, ko: str, en: str) -> None:
    assert (wait_words(wait_s, "ko"), wait_words(wait_s, "en")) == (ko, en)


def test_a_form_may_have_better_words_for_a_field() -> None:
    error = Invalid({"place.lat": "outside", "name": "odd"})
    answer = wish_json(error, "en", {"place.lat": {"outside": "Not in Seoul."}})
    assert json.loads(bytes(answer.body))["error"]["fields"] == {
        "place.lat": "Not in Seoul.", "name": "Please check this.",
    }  # fmt: skip


def test_an_error_that_is_none_of_ours_is_a_mistake() -> None:
    assert status_of(MetaserverError()) == 500


@pytest.mark.parametrize("words", [WORDS, WISHES, FIELDS, ACCOUNT_WORDS, FIELD_ERRORS, LETTERS])
def test_both_languages_say_the_same_things(words: dict[str, dict[str, object]]) -> None:
    assert words["ko"].keys() == words["en"].keys()
