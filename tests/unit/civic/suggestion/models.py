from typing import Annotated, Literal

from pydantic import Field

from metaserver.civic.models import Part


class SuggestionRequest(Part):
    topic: Literal["culture", "parks", "roads"]
    idea: Annotated[str, Field(min_length=10, max_length=1000)]
    people: Annotated[int, Field(ge=1, le=100)] = 1
