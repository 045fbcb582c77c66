"""What programs send besides the forms of services."""

from __future__ import annotations

from typing import Annotated, Any, Final, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from metaserver.errors import Invalid

_CODES: Final = {
    "missing": "missing",
    "extra_forbidden": "unknown",
    "string_too_short": "missing",
    "string_too_long": "long",
    "greater_than_equal": "range",
    "less_than_equal": "range",
}
_Body = TypeVar("_Body", bound="Body")


def _whole(number: Any) -> Any:
    """JSON has one kind of number: 2.0 is 2."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Order(Body):
    code: Annotated[str, Field(max_length=64)] = ""
    """What the reporter holds; '' for an account that made the complaint itself."""


class Follow(Order):
    """Shows how it stands."""


class Remind(Order):
    """Tells the department that the expected day is over."""


class Reopen(Order):
    words: Annotated[str, Field(min_length=1, max_length=4000)]
    """What is left."""


class Rate(Order):
    stars: Annotated[int, Field(ge=1, le=5), BeforeValidator(_whole)]
    words: Annotated[str, Field(max_length=4000)] = ""


def read_order(kind: type[_Body], body: dict[str, Any]) -> _Body:
    """Raises ``Invalid``."""
    try:
        return kind.model_validate(body)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
        codes = {str(each["loc"][0]): _CODES.get(each["type"], "form") for each in found}
        raise Invalid(codes) from None
