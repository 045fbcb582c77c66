"""From a form to a complaint that can be filed: everything that is wrong is told at once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from metaserver.civic.complaints.catalogue import Catalogue
from metaserver.civic.complaints.models import ComplaintRequest, JoinRequest, Place
from metaserver.civic.complaints.places import point_problem
from metaserver.civic.complaints.questions import lines_of, read_answers
from metaserver.civic.forms import Cleaned, problems_of, read_form
from metaserver.errors import Invalid

_EMAIL: Final = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_Tick: Final = TypeAdapter(bool)
_EMAIL_MAX: Final = 254
_PHONE: Final = re.compile(r"\+?[0-9() -]{6,29}")
_PHONE_DIGITS: Final = range(7, 16)
"""ITU-T E.164 has at most 15."""


def is_email(text: str) -> bool:
    return len(text) <= _EMAIL_MAX and _EMAIL.fullmatch(text) is not None


def is_phone(text: str) -> bool:
    digits = sum(char.isdigit() for char in text)
    return _PHONE.fullmatch(text) is not None and digits in _PHONE_DIGITS


def read_complaint(
    form: Mapping[str, Any], catalogue: Catalogue, now: dt.datetime
) -> ComplaintRequest:
    """Raises ``Invalid``."""
    cleaned = Cleaned(form, lines={"description", *lines_of(catalogue.kinds)})
    values = cleaned.values
    answers, wrong_answers = _answers(values, catalogue, now)
    problems = {
        **_place_problems(values.get("place")),
        **_person_problems(values, values.get("contact")),
        **problems_of(ComplaintRequest, values),
        **wrong_answers,
        **cleaned.problems,
    }
    if problems:
        raise Invalid(problems)
    request = ComplaintRequest.model_validate(values)
    photos = tuple(dict.fromkeys(request.photos))
    return request.model_copy(update={"attributes": answers, "photos": photos})


def _answers(
    values: Mapping[str, Any], catalogue: Catalogue, now: dt.datetime
) -> tuple[dict[str, Any], dict[str, str]]:
    code, given = values.get("kind"), values.get("attributes", {})
    kind = catalogue.kind(code) if isinstance(code, str) else None
    if kind is None:
        return {}, {"kind": "unknown"} if isinstance(code, str) else {}
    if not isinstance(given, Mapping):
        return {}, {"attributes": "form"}
    answers, wrong = read_answers(kind, given, now)
    return answers, {f"attributes.{name}": problem for name, problem in wrong.items()}


def _place_problems(given: Any) -> dict[str, str]:
    """Of a place whose parts are what they should be; the model tells of the others."""
    try:
        place = Place.model_validate(given or {})
    except ValidationError:
        return {}
    if place.lat is not None and place.lon is not None:
        found = point_problem(place.lat, place.lon)
        return {f"place.{name}": problem for name, problem in found.items()}
    if place.lat is not None:
        return {"place.lon": "missing"}
    if place.lon is not None:
        return {"place.lat": "missing"}
    return {} if place.address else {"place": "missing"}


def _person_problems(values: Mapping[str, Any], contact: Any) -> dict[str, str]:
    """A contact needs its form, a consent, and 14 years."""
    contact = contact if isinstance(contact, Mapping) else {}
    email, phone = contact.get("email"), contact.get("phone")
    problems = {}
    if isinstance(email, str) and not is_email(email):
        problems["contact.email"] = "form"
    if isinstance(phone, str) and not is_phone(phone):
        problems["contact.phone"] = "form"
    if not email and _ticked(values, "notice_mail"):
        problems["contact.email"] = "missing"
    return {**problems, **(_consent_problems(values) if contact else {})}


def _consent_problems(values: Mapping[str, Any]) -> dict[str, str]:
    problems = {}
    if not _ticked(values, "keep_contact"):
        problems["keep_contact"] = "consent"
    if not _ticked(values, "age_14"):
        problems["age_14"] = "age"
    return problems


def _ticked(values: Mapping[str, Any], name: str) -> bool:
    """As the model reads a tick, from a form or from a program."""
    try:
        return bool(_Tick.validate_python(values.get(name, False)))
    except ValidationError:
        return False


def read_join(form: Mapping[str, Any]) -> JoinRequest:
    """Raises ``Invalid``."""
    request = read_form(JoinRequest, form)
    problems = {}
    if request.email:
        if not is_email(request.email):
            problems["email"] = "form"
        problems |= _consent_problems(request.model_dump())
    if problems:
        raise Invalid(problems)
    return request
