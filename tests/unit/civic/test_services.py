"""One way to add a service: a folder and a line. What its form's schema says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import jsonschema_rs
import pytest

from metaserver.civic import services
from metaserver.civic.complaints.service import ComplaintService
from metaserver.civic.means import Means
from metaserver.civic.models import Asker, Language, Service
from metaserver.civic.registry import Registry
from metaserver.errors import Invalid, NotFound, SettingError
from tests.unit.civic.complaints.kit import KEY, Clock, form, with_contact
from tests.unit.civic.suggestion.service import SuggestionService

LANGUAGES: tuple[Language, ...] = ("ko", "en")
WIDGETS = {
    "text", "lines", "choice", "choices", "number", "date", "email", "tel", "tick", "place",
    "photos", "group",
}  # fmt: skip


@pytest.fixture
def means() -> Means:
    nothing = cast(Any, None)
    return Means(
        complaints=nothing, office=nothing, accounts=nothing, audit=nothing, worker=nothing,
        clock=Clock(), key=KEY, mail=True,
    )  # fmt: skip


@pytest.fixture
def registry(means: Means, monkeypatch: pytest.MonkeyPatch) -> Registry:
    """With the suggestion box, added as docs/services.md says."""
    monkeypatch.setattr(services, "FACTORIES", (*services.FACTORIES, SuggestionService))
    return services.build(means)


def fields(schema: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for name, field in schema.get("properties", {}).items():
        yield above + name, field
        yield from fields(field, f"{above}{name}.")


def test_a_service_is_found_by_its_id_and_its_class(registry: Registry) -> None:
    assert [each.id for each in registry] == ["complaints", "suggestion"]
    assert len(registry) == 2
    assert registry.get("suggestion").title("en") == "Suggestion box"
    assert isinstance(registry.one(ComplaintService), ComplaintService)


def test_a_service_with_a_page_of_its_own_is_listed_but_has_no_form(registry: Registry) -> None:
    class Page:
        id = "guide"

        def title(self, language: Language) -> str:
            return "Guide"

        def summary(self, language: Language) -> str:
            return "Shows the way."

    registry.add_page(Page())
    assert [each.id for each in registry.listed()] == ["complaints", "suggestion", "guide"]
    assert [each.id for each in registry] == ["complaints", "suggestion"]
    with pytest.raises(NotFound):
        registry.get("guide")
    with pytest.raises(SettingError, match="guide"):
        registry.add_page(Page())


@pytest.mark.parametrize("service", ["", "tourism", "../complaints", "Complaints"])
def test_what_is_not_there_is_told(registry: Registry, service: str) -> None:
    with pytest.raises(NotFound) as error:
        registry.get(service)
    assert error.value.code == "service"


def test_two_of_the_same_name_are_a_mistake(means: Means) -> None:
    twice: list[Service] = [SuggestionService(means), SuggestionService(means)]
    with pytest.raises(SettingError, match="suggestion"):
        Registry(twice)


async def test_the_added_service_takes_a_form_and_gives_a_receipt(registry: Registry) -> None:
    box = registry.one(SuggestionService)
    request = box.check({"topic": "parks", "idea": "나무를 더 심어 주세요.", "people": "60"})
    receipt = await box.submit(request, Asker(language="en"), None)
    assert receipt.words == "Your suggestion was received. Thank you."
    assert box.kept == box.council == [request]


def test_its_errors_are_those_of_every_form(registry: Registry) -> None:
    with pytest.raises(Invalid) as error:
        registry.get("suggestion").check({"topic": "war", "idea": "짧다", "people": 0})
    assert error.value.fields == {"topic": "choice", "idea": "short", "people": "range"}


def test_a_schema_in_full(registry: Registry) -> None:
    schema = registry.get("suggestion").schema("en")
    assert schema.pop("x-errors")["unknown"].startswith("This form has no such field")
    idea = schema["properties"]["idea"]
    assert idea.pop("x-errors") == {
        "missing": "This is needed. Please fill it in.",
        "long": "This is too long. Up to 1,000 characters fit.",
        "form": "This is not in the form that is needed. Please look at it again.",
        "html": "Code in angle brackets (< >) cannot be sent. Please use plain words.",
        "characters": "There are invisible special characters in it. Delete them and type it"
        " yourself.",
        "resident_number": "Resident registration numbers are not accepted. Delete it and send"
        " again.",
        "short": "Please write at least ten characters.",
    }
    assert schema == {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "title": "Suggestion box",
        "description": "Tell the city what would make it better.",
        "additionalProperties": False,
        "required": ["topic", "idea"],
        "properties": {
            "topic": {
                "type": "string",
                "enum": ["culture", "parks", "roads"],
                "title": "What is it about",
                "x-order": 1,
                "x-widget": "choice",
                "x-choices": [
                    {"value": "culture", "title": "Culture"},
                    {"value": "parks", "title": "Parks"},
                    {"value": "roads", "title": "Streets"},
                ],
                "x-errors": {
                    "missing": "This is needed. Please fill it in.",
                    "choice": "Please choose one from the list.",
                    "form": "Please choose one from the list.",
                },
            },
            "idea": {
                "type": "string",
                "minLength": 10,
                "maxLength": 1000,
                "title": "Your idea",
                "description": "At least ten characters.",
                "x-order": 2,
                "x-widget": "lines",
            },
            "people": {
                "type": "integer",
                "minimum": 1,
                "maximum": 100,
                "title": "How many people you are",
                "x-order": 3,
                "x-widget": "number",
                "x-errors": {
                    "form": "Please write a number.",
                    "range": "Please enter a number from 1 to 100.",
                },
            },
        },
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("service", ["complaints", "suggestion"])
def test_every_schema_is_one_and_every_field_that_is_drawn_has_its_words(
    registry: Registry, service: str, language: Language
) -> None:
    schema = registry.get(service).schema(language)
    jsonschema_rs.meta.validate(schema)
    assert "$ref" not in repr(schema)
    for name, field in fields(schema):
        if name in ("place.source", "place.world"):
            assert "x-widget" not in field  # filled in by whoever draws the form
            continue
        assert field["title"], name
        assert field["x-widget"] in WIDGETS, name
        assert field["x-order"] > 0, name
        if field["x-widget"] in ("choice", "choices"):
            keys = field.get("enum") or field["items"]["enum"]
            assert [each["value"] for each in field["x-choices"]] == keys, name
            assert all(each["title"] for each in field["x-choices"]), name


def test_both_languages_ask_the_same(registry: Registry) -> None:
    for service in registry:
        names = [[name for name, _ in fields(service.schema(each))] for each in LANGUAGES]
        assert names[0] == names[1]


def test_a_program_can_check_a_complaint_against_the_schema(registry: Registry) -> None:
    validator = jsonschema_rs.Draft202012Validator(registry.get("complaints").schema("en"))
    assert validator.is_valid(form())
    assert validator.is_valid(with_contact(notice_mail=True))
    assert not validator.is_valid(form(kind="ufo"))
    assert not validator.is_valid(form(attributes={"damage": "everything"}))
    assert not validator.is_valid(form(more=1))
    assert not validator.is_valid(form(description=None))


def test_questions_are_asked_for_their_kind_only(registry: Registry) -> None:
    attributes = registry.get("complaints").schema("ko")["properties"]["attributes"]
    assert attributes["properties"]["damage"]["x-when"] == {"kind": ["road"]}
    assert attributes["properties"]["damage"]["x-required"] is True
    assert "x-required" not in attributes["properties"]["width_cm"]


def raised(service: Service, wrong: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(Invalid) as error:
        service.check(wrong)
    return error.value.fields


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        form(kind="ufo"),
        form(attributes={}),
        form(attributes={"damage": "x", "width_cm": "x", "danger": "x", "wish": "x"}),
        form(attributes={"damage": "paving", "width_cm": 0}),
        form(kind="parking", attributes={"parked_where": "pavement", "seen_at": "x"}),
        form(kind="parking", attributes={"parked_where": "pavement", "seen_at": "1900-01-01"}),
        form(place={"lat": 126.978, "lon": 37.5665}),
        form(place={"lat": 1, "lon": 1}),
        form(place={"lat": 37.5}),
        form(place={"lat": "x", "lon": "nan"}),
        form(place={"address": "x" * 301}),
        form(place={"address": "<b>x</b>"}),
        form(description="<b>x</b>", photos=["x"]),
        form(description="x" * 4001, photos=["0" * 32, "1" * 32, "2" * 32, "3" * 32]),
        form(description="\0", contact={"name": "<b>x</b>", "email": "x", "phone": "x"}),
        form(description="900101-1234567", notice_mail=True),
        form(notice_mail="perhaps", public=7, more="x"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_sentence_at_its_field_or_at_the_root(
    registry: Registry, language: Language, wrong: dict[str, Any]
) -> None:
    complaints = registry.get("complaints")
    schema = complaints.schema(language)
    known = dict(fields(schema))
    for name, code in raised(complaints, wrong).items():
        sentences = {**schema["x-errors"], **known.get(name, {}).get("x-errors", {})}
        assert sentences.get(code), f"{name}: {code}"


def test_the_page_about_adding_a_service_names_what_there_is() -> None:
    page = (Path(__file__).parents[3] / "docs" / "services.md").read_text(encoding="utf-8")
    for name in ("models.py", "rules.py", "service.py", "texts.ko.yaml", "FACTORIES", "Means"):
        assert name in page
