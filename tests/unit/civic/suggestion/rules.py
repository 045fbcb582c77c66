from tests.unit.civic.suggestion.models import SuggestionRequest

MANY = 50


def is_for_the_council(request: SuggestionRequest) -> bool:
    """Many people's ideas go further."""
    return request.people >= MANY
