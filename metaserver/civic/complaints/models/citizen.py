"""What is asked of the complaints desk, and what it answers."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from metaserver.civic.models import Part
from metaserver.ports.complaints import EventKind, PlaceSource, Status

DESCRIPTION_MAX = 4000
"""Open311's own limit."""
PHOTOS_MAX = 3
REOPEN_WITHIN_DAYS = 30
MEDIA_URL = "open311.media_url"
ADDRESS_ID = "open311.address_id"
"""Among the attributes of what a program sent over Open311; codes of a catalogue have no point.
The address is kept as words, and never fetched."""

Datatype = Literal[
    "string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"
]  # fmt: skip
"""As Open311 names them."""
Degrees = Annotated[float, Field(allow_inf_nan=False)]
KindCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")]
PhotoId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Words = Annotated[str, Field(min_length=1, max_length=DESCRIPTION_MAX)]
Stars = Annotated[int, Field(ge=1, le=5)]


class Place(Part):
    """A point, or an address, or both."""

    lat: Degrees | None = None
    lon: Degrees | None = None
    address: Annotated[str, Field(max_length=300)] = ""
    source: PlaceSource = PlaceSource.ADDRESS
    world: Annotated[str, Field(max_length=40)] = ""


class ContactForm(Part):
    name: Annotated[str, Field(max_length=60)] = ""
    email: Annotated[str, Field(max_length=254)] = ""
    phone: Annotated[str, Field(max_length=30)] = ""


class ComplaintRequest(Part):
    """The form of the 120 desk. ``attributes``: code to value, by the catalogue of the kind."""

    kind: KindCode
    attributes: dict[str, Any] = Field(default_factory=dict)
    place: Place
    description: Words
    photos: Annotated[tuple[PhotoId, ...], Field(max_length=PHOTOS_MAX)] = ()
    contact: ContactForm = ContactForm()
    notice_mail: bool = False
    """Agrees to be told by e-mail; needs an address."""
    keep_contact: bool = False
    """Agrees that the contact is kept; needed as soon as one is given."""
    age_14: bool = False
    public: bool = False
    """Agrees that place, description and photos are public."""


class JoinRequest(Part):
    """Me too."""

    email: Annotated[str, Field(max_length=254)] = ""
    keep_contact: bool = False
    age_14: bool = False


class StepShown(BaseModel):
    """One step of a complaint's way, as its reporter sees it."""

    model_config = ConfigDict(frozen=True)

    time: str
    """ISO 8601 with the offset of Seoul."""
    kind: EventKind
    status: Status
    department: str
    """Its name in the reader's language."""
    words: str


class ComplaintShown(BaseModel):
    """What who holds the code sees; ``public_only`` of it is what everybody may see."""

    model_config = ConfigDict(frozen=True)

    number: str
    kind: KindCode
    kind_title: str
    status: Status
    status_title: str
    department: str
    received: str
    updated: str
    expected: str
    overdue: bool
    description: str
    place: str
    """Address, or the neighbourhood's square of coordinates."""
    lat: float | None
    lon: float | None
    joined: int
    photos: tuple[str, ...]
    steps: tuple[StepShown, ...]
    merged_into: str = ""
    may_reopen: bool = False
    may_rate: bool = False
    rating: int | None = None
    closed: str = ""
    """When it was closed; '' while it is open."""
    media_url: str = ""
    address_id: str = ""


class ValueShown(BaseModel):
    """One choice of an attribute."""

    model_config = ConfigDict(frozen=True)

    key: str
    title: str


class AttributeShown(BaseModel):
    """What is asked for one kind, in the reader's language."""

    model_config = ConfigDict(frozen=True)

    code: str
    datatype: Datatype
    required: bool
    title: str
    hint: str
    values: tuple[ValueShown, ...] = ()


class KindShown(BaseModel):
    """One kind of the catalogue, in the reader's language."""

    model_config = ConfigDict(frozen=True)

    code: KindCode
    title: str
    hint: str
    group: str
    department: str
    """Its name."""
    keywords: tuple[str, ...]
    answer_days: int
    """Working days."""
    attributes: tuple[AttributeShown, ...]


class DeskState(BaseModel):
    """How it stands at the desk, honestly; None where it is not known."""

    model_config = ConfigDict(frozen=True)

    open: int
    on_duty: int
    answered_30_days: int
    """Of those received in the last 30 days."""
    median_days_to_answer: float | None
    departments: tuple[tuple[str, int], ...]
    """Name and officials on duty."""
