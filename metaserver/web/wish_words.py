"""Sentences for wishes that are not granted, by code, in each language.

``WISHES`` are about the whole wish: a heading and a sentence that says what to do next. ``FIELDS``
are about one field of a form; a form may have better ones of its own.
"""

from __future__ import annotations

import math
from typing import Final

from metaserver.register import Language

WISHES: Final[dict[Language, dict[str, tuple[str, str]]]] = {
    "ko": {
        "invalid": ("다시 확인해 주세요", "표시된 칸을 고친 뒤 다시 보내 주세요."),
        "not_found": ("찾을 수 없습니다", "주소가 바뀌었거나, 볼 수 있는 권한이 없습니다."),
        "forbidden": ("할 수 없습니다", "이 일을 할 수 있는 계정으로 로그인해 주세요."),
        "guest": ("로그인이 필요합니다", "로그인한 뒤 다시 해 주세요."),
        "csrf": (
            "다시 한번 보내 주세요",
            "화면을 연 지 오래되었거나 다른 곳에서 온 요청입니다. 앞 화면을 새로 고친 뒤 다시 보내 "
            "주세요. 쿠키가 꺼져 있다면 켜 주세요.",
        ),
        "conflict": (
            "그 사이에 바뀌었습니다",
            "다른 곳에서 먼저 바꾸었습니다. 앞 화면을 새로 고친 뒤 다시 해 주세요.",
        ),
        "exists": ("이미 있습니다", "다른 것을 골라 다시 해 주세요."),
        "limited": ("너무 자주 요청했습니다", "{wait} 뒤에 다시 해 주세요."),
        "login_wait": (
            "잠시 기다려 주세요",
            "여러 번 맞지 않아 로그인을 잠시 막았습니다. {wait} 뒤에 다시 해 주세요.",
        ),
        "wrong_login": ("로그인하지 못했습니다", "아이디나 비밀번호가 맞지 않습니다."),
        "disabled": ("쓸 수 없는 계정입니다", "이 계정은 멈춰 있습니다. 운영자에게 물어봐 주세요."),
        "oidc_state": (
            "로그인을 끝내지 못했습니다",
            "시간이 지났거나 다른 브라우저에서 시작했습니다. 처음부터 다시 로그인해 주세요.",
        ),
        "oidc_denied": ("로그인하지 않았습니다", "저쪽에서 로그인을 그만두었습니다."),
        "oidc_wrong": (
            "로그인하지 못했습니다",
            "저쪽의 답을 믿을 수 없습니다. 다시 해 보시고, 계속되면 운영자에게 알려 주세요.",
        ),
        "signup_off": (
            "계정을 만들 수 없습니다",
            "이곳에서는 운영자만 계정을 만듭니다. 손님으로 모두 둘러볼 수 있습니다.",
        ),
        "busy": ("지금은 붐빕니다", "보낸 것은 처리되지 않았습니다. {wait} 뒤에 다시 해 주세요."),
        "large": ("너무 큽니다", "글을 줄이거나 더 작은 파일을 골라 다시 보내 주세요."),
        "slow": ("너무 오래 걸렸습니다", "연결이 느립니다. 잠시 뒤에 다시 보내 주세요."),
        "media_type": ("읽을 수 없는 형식입니다", "이 주소가 받는 형식으로 다시 보내 주세요."),
        "malformed": ("읽을 수 없습니다", "내용이 끊겼거나 깨졌습니다. 다시 보내 주세요."),
        "store": (
            "지금은 저장할 수 없습니다",
            "보낸 것은 저장되지 않았습니다. 잠시 뒤에 다시 해 주세요.",
        ),
        "talk": (
            "상담을 찾을 수 없습니다",
            "상담 번호와 코드를 다시 확인해 주세요. 끝나고 30일이 지난 상담은 지워집니다.",
        ),
        "talking": (
            "이미 상담 중입니다",
            "지금 하고 있는 상담을 이어가거나, 마친 뒤 다시 요청해 주세요.",
        ),
        "crowded": (
            "지금은 기다리는 분이 너무 많습니다",
            "질문을 글로 남겨 주시면 답을 드립니다. 잠시 뒤에 다시 요청하셔도 됩니다.",
        ),
        "state": (
            "상담이 그 사이에 바뀌었습니다",
            "상담이 끝났거나 다른 사람에게 넘어갔습니다. 화면을 새로 고쳐 확인해 주세요.",
        ),
        "talk_full": (
            "이 상담에는 더 적을 수 없습니다",
            "이 상담을 마치고 새로 요청하거나, 글로 남겨 주세요.",
        ),
        "written": (
            "이미 민원으로 접수되었습니다",
            "이 상담에서 접수된 민원의 번호를 확인해 주세요. 다른 일은 새 민원으로 알려 주세요.",
        ),
        "nobody": ("기다리는 분이 없습니다", "새로 요청이 오면 알려 드립니다."),
        "taken": (
            "다른 공무원이 먼저 맡았습니다",
            "기다리는 다음 분을 맡아 주세요.",
        ),
        "capacity": (
            "동시에 맡을 수 있는 상담이 다 찼습니다",
            "맡은 상담 가운데 하나를 마치거나 다른 부서로 넘긴 뒤 맡아 주세요.",
        ),
        "place": (
            "그런 곳이 없습니다",
            "주소가 바뀌었거나 자료에서 없어진 곳입니다. 갈 곳 찾기에서 다시 찾아 주세요.",
        ),
        "plan": (
            "그런 계획이 없습니다",
            "주소를 다시 확인해 주세요. 오래 열어 보지 않은 계획은 지워집니다.",
        ),
        "outward": (
            "다른 서버가 답하지 않습니다",
            "잠시 뒤에 다시 해 주세요. 계속되면 운영자에게 알려 주세요.",
        ),
    },
    "en": {
        "invalid": ("Please check again", "Correct the marked fields, then send it again."),
        "not_found": ("Nothing here", "The address has changed, or this is not for you to see."),
        "forbidden": ("Not allowed", "Log in with an account that may do this."),
        "guest": ("Please log in", "Log in, then try again."),
        "csrf": (
            "Please send it once more",
            "The page was open for too long, or the request came from elsewhere. Reload the page "
            "before this one and send it again. If cookies are off, turn them on.",
        ),
        "conflict": (
            "It has changed meanwhile",
            "It was changed elsewhere first. Reload the page before this one and try again.",
        ),
        "exists": ("It is there already", "Choose another one and try again."),
        "limited": ("Too many requests", "Try again in {wait}."),
        "login_wait": (
            "Please wait a while",
            "It did not match several times, so logging in is locked. Try again in {wait}.",
        ),
        "wrong_login": ("Not logged in", "The login or the password is wrong."),
        "disabled": ("The account is stopped", "This account is stopped. Ask the operator why."),
        "oidc_state": (
            "Not logged in",
            "It took too long, or was begun in another browser. Log in again from the start.",
        ),
        "oidc_denied": ("Not logged in", "You stopped logging in over there."),
        "oidc_wrong": (
            "Not logged in",
            "The answer from over there cannot be trusted. Try again; if it goes on, tell the "
            "operator.",
        ),
        "signup_off": (
            "No new accounts",
            "Only the operator makes accounts here. You can look around as a guest.",
        ),
        "busy": ("Too busy right now", "Nothing was done. Try again in {wait}."),
        "large": ("Too large", "Shorten the text or choose a smaller file, then send it again."),
        "slow": ("It took too long", "The connection is slow. Send it again in a while."),
        "media_type": ("Unknown format", "Send it again in the format that this address takes."),
        "malformed": ("It cannot be read", "It broke off or is damaged. Send it again."),
        "store": (
            "It cannot be saved right now",
            "Nothing of what you sent was saved. Try again in a while.",
        ),
        "talk": (
            "There is no such talk",
            "Check the number and the code. Talks are erased 30 days after they have ended.",
        ),
        "talking": (
            "You have a talk already",
            "Go on with it, or end it and ask again.",
        ),
        "crowded": (
            "Too many are waiting right now",
            "Leave your question in writing and it will be answered, or ask again in a while.",
        ),
        "state": (
            "The talk has changed meanwhile",
            "It is over, or somebody else has it. Reload the page to see.",
        ),
        "talk_full": (
            "This talk is full",
            "End it and ask again, or leave the rest in writing.",
        ),
        "written": (
            "It is a complaint already",
            "See the number of the complaint that came of this talk. Tell of anything else anew.",
        ),
        "nobody": ("Nobody is waiting", "You are told when somebody asks."),
        "taken": (
            "Another official was quicker",
            "Take the next one who waits.",
        ),
        "capacity": (
            "You have as many talks as you may",
            "End one of them or hand it on, then take the next.",
        ),
        "place": (
            "There is no such place",
            "Its address has changed, or it is not known any more. Search for it again.",
        ),
        "plan": (
            "There is no such plan",
            "Please check the address. Plans that nobody opens for long are erased.",
        ),
        "outward": (
            "Another server does not answer",
            "Try again in a while. If it goes on, tell the operator.",
        ),
    },
}

FIELDS: Final[dict[Language, dict[str, str]]] = {
    "ko": {
        "missing": "입력해 주세요.",
        "unknown": "여기에는 없는 항목입니다.",
        "long": "너무 깁니다. 줄여 주세요.",
        "short": "너무 짧습니다. 더 적어 주세요.",
        "form": "형식이 맞지 않습니다. 다시 확인해 주세요.",
        "range": "정해진 범위를 벗어났습니다.",
        "outside": "서울 밖입니다. 서울 안의 곳을 골라 주세요.",
        "choice": "목록에서 골라 주세요.",
        "html": "HTML이나 코드 없이 글로만 적어 주세요.",
        "characters": "보이지 않는 특수 문자가 들어 있습니다. 지우고 직접 적어 주세요.",
        "resident_number": "주민등록번호는 받지 않습니다. 지우고 다시 보내 주세요.",
        "wrong": "다시 확인해 주세요.",
    },
    "en": {
        "missing": "Please fill this in.",
        "unknown": "There is no such field here.",
        "long": "This is too long; shorten it.",
        "short": "This is too short; write more.",
        "form": "This does not have the right form; check it.",
        "range": "This is out of range.",
        "outside": "This is outside Seoul; choose a place in the city.",
        "choice": "Choose one from the list.",
        "html": "Please write plain text, without HTML or code.",
        "characters": "There are invisible characters in it. Delete them and type it yourself.",
        "resident_number": "Resident registration numbers are not accepted. Delete it.",
        "wrong": "Please check this.",
    },
}


def wait_words(wait_s: float, language: Language) -> str:
    """A length of time, rounded up: ``3분``, ``3 minutes``."""
    seconds = max(1, math.ceil(wait_s))
    number, (ko, en) = seconds, ("초", "second")
    for size_s, names in ((60, ("분", "minute")), (3600, ("시간", "hour"))):
        if seconds >= 2 * size_s or seconds == size_s:
            number, (ko, en) = math.ceil(seconds / size_s), names
    return f"{number}{ko}" if language == "ko" else f"{number} {en}{'s' * (number != 1)}"


def field_words(code: str, language: Language) -> str:
    """The sentence for a wrong field; a code that has none here gets a plain one."""
    words = FIELDS[language]
    return words.get(code, words["wrong"])
