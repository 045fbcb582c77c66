"""The sentences of everything that can be wrong, in each language.

The name of the field stands before them (``lat: …``), so that no particle hangs on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from metaserver.register import Language

WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {
        # fields
        "missing": "This is required; please send it.",
        "unknown": "There is nothing of this name; see the service definition.",
        "long": "This is too long; please shorten it.",
        "short": "This is too short; please say more.",
        "form": "This is not written as it should be; see the documentation.",
        "range": "This number is outside of what is possible here.",
        "outside": "This place is outside of the area that this city looks after.",
        "swapped": "Latitude and longitude seem to be exchanged.",
        "choice": "This is not one of the values of the service definition.",
        "number": "This must be a number with a point, such as 37.5663.",
        "twice": "Please send this once only.",
        "date": "This must be a date with time and offset, such as 2026-01-31T09:00:00Z.",
        "order": "The end lies before the beginning.",
        "span": "Beginning and end may be at most 90 days apart; please ask in several steps.",
        "status": "This must be open, closed or both with a comma between.",
        "truth": "This must be true or false.",
        "page": "This must be a whole number from 1 on, within the first million of requests.",
        "page_size": "This must be a whole number from 1 to 1000.",
        "many": "These are too many at once; please ask in several steps.",
        "url": "This must be an address that begins with http:// or https://.",
        "place": "Please send lat and long, or address_string, or address_id.",
        "once": "The Idempotency-Key must have 8 to 128 letters, digits or signs, no spaces.",
        "email": "This is not an e-mail address.",
        "phone": "This is not a telephone number.",
        "characters": "There are characters in this that no text has; please take them out.",
        "html": "Please write plain text, without HTML or code.",
        "resident_number": "This looks like a resident number; please take it out.",
        # keys
        "key_missing": "An api_key is needed here; discovery says how to get one.",
        "key_wrong": "This api_key is not valid, or was revoked.",
        "limited": "This api_key has asked too often; please wait as Retry-After says.",
        "busy": "Many lists are being read just now; please wait as Retry-After says.",
        # resources
        "jurisdiction": "This jurisdiction_id is not served here.",
        "service": "There is no service with this code.",
        "token": "There is no request with this token.",
        "request": "There is no request with this service_request_id.",
        "resource": "There is no such resource; its name ends in .xml or .json.",
        "method": "This resource does not take that method; see the Allow header.",
        # bodies
        "type": "Please send application/x-www-form-urlencoded in UTF-8, not compressed.",
        "large": "The body is larger than 128 kB; please send less.",
        "fields": "There are too many parameters, or they are not encoded as forms are, in UTF-8.",
        "slow": "The body did not arrive in time; please send it again.",
        "conflict": "This Idempotency-Key was used for another request; please make a new one.",
        "down": "The records cannot be reached just now; please try again a little later.",
    },
    "ko": {
        "missing": "꼭 필요한 항목입니다. 함께 보내 주세요.",
        "unknown": "이런 이름의 항목이 없습니다. 서비스 정의를 확인해 주세요.",
        "long": "너무 깁니다. 줄여 주세요.",
        "short": "너무 짧습니다. 조금 더 적어 주세요.",
        "form": "형식이 맞지 않습니다. 안내 문서를 확인해 주세요.",
        "range": "여기에서 쓸 수 있는 범위를 벗어난 숫자입니다.",
        "outside": "이 도시가 맡고 있는 지역을 벗어난 곳입니다.",
        "swapped": "위도와 경도가 서로 바뀐 것 같습니다.",
        "choice": "서비스 정의에 있는 값이 아닙니다.",
        "number": "37.5663처럼 소수점을 쓰는 숫자로 보내 주세요.",
        "twice": "한 번만 보내 주세요.",
        "date": "2026-01-31T09:00:00Z처럼 날짜, 시각, 시간대를 모두 적어 주세요.",
        "order": "끝이 시작보다 앞섭니다.",
        "span": "시작과 끝의 간격은 90일까지입니다. 나누어 조회해 주세요.",
        "status": "open, closed 가운데 하나 또는 둘을 쉼표로 이어 보내 주세요.",
        "truth": "true 또는 false로 보내 주세요.",
        "page": "1 이상의 정수이며, 처음 백만 건까지만 볼 수 있습니다.",
        "page_size": "1에서 1000까지의 정수로 보내 주세요.",
        "many": "한 번에 보내기에는 너무 많습니다. 나누어 보내 주세요.",
        "url": "http:// 또는 https:// 로 시작하는 주소로 보내 주세요.",
        "place": "lat와 long, address_string, address_id 가운데 하나로 위치를 보내 주세요.",
        "once": "Idempotency-Key는 공백 없는 글자, 숫자, 기호 8자에서 128자까지입니다.",
        "email": "이메일 주소가 아닙니다.",
        "phone": "전화번호가 아닙니다.",
        "characters": "글에 쓸 수 없는 문자가 있습니다. 빼고 보내 주세요.",
        "html": "HTML이나 코드 없이 글로만 적어 주세요.",
        "resident_number": "주민등록번호처럼 보이는 숫자가 있습니다. 빼고 보내 주세요.",
        "key_missing": "api_key가 필요합니다. 받는 방법은 discovery에 있습니다.",
        "key_wrong": "쓸 수 없거나 취소된 api_key입니다.",
        "limited": "이 api_key로 너무 자주 요청했습니다. Retry-After만큼 기다려 주세요.",
        "busy": "지금 많은 목록을 조회하고 있습니다. Retry-After만큼 기다려 주세요.",
        "jurisdiction": "여기에서 맡고 있는 jurisdiction_id가 아닙니다.",
        "service": "이 코드의 서비스가 없습니다.",
        "token": "이 토큰으로 접수된 요청이 없습니다.",
        "request": "이 service_request_id로 접수된 요청이 없습니다.",
        "resource": "이런 자원이 없습니다. 이름은 .xml 또는 .json으로 끝납니다.",
        "method": "이 자원에는 쓸 수 없는 방식입니다. Allow 헤더를 확인해 주세요.",
        "type": "UTF-8 application/x-www-form-urlencoded 형식으로, 압축하지 말고 보내 주세요.",
        "large": "본문이 128kB보다 큽니다. 줄여서 보내 주세요.",
        "fields": "항목이 너무 많거나, UTF-8 폼 형식으로 인코딩되어 있지 않습니다.",
        "slow": "본문이 제때 도착하지 않았습니다. 다시 보내 주세요.",
        "conflict": "다른 요청에 쓴 Idempotency-Key입니다. 새로 만들어 주세요.",
        "down": "지금은 기록을 쓸 수 없습니다. 잠시 뒤 다시 시도해 주세요.",
    },
}

DATATYPES: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {
        "string": "One line of text.",
        "number": "A number.",
        "datetime": "Date and time with offset, such as 2026-01-31T09:00:00+09:00.",
        "text": "Text; it may have several lines.",
        "singlevaluelist": "One of the values.",
        "multivaluelist": "One or several of the values.",
    },
    "ko": {
        "string": "한 줄 글",
        "number": "숫자",
        "datetime": "2026-01-31T09:00:00+09:00처럼 날짜, 시각, 시간대",
        "text": "여러 줄로 써도 되는 글",
        "singlevaluelist": "값 가운데 하나",
        "multivaluelist": "값 가운데 하나 또는 여럿",
    },
}
"""How an attribute is filled in, where the catalogue has no hint of its own."""

NOTICE: Final[Mapping[Language, str]] = {
    "en": "It was received. An answer is expected by {}.",
    "ko": "접수되었습니다. 답변 예정일: {}",
}

KEY_SERVICE: Final[Mapping[Language, str]] = {
    "en": (
        "Please ask the operator of this city for a key. Whoever holds one promises that the "
        "people whose requests it sends are 14 or older, agreed to what is sent of them, and know "
        "that place, description and media become public."
    ),
    "ko": (
        "이 도시의 운영자에게 키를 요청해 주세요. 키를 쓰는 분은 요청을 보내는 사람이 만 14세 "
        "이상이며, 보내는 개인정보에 동의했고, 위치와 내용과 첨부 주소가 공개된다는 것을 알고 "
        "있음을 확인해야 합니다."
    ),
}
