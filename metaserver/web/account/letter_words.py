"""Sentences of letters about accounts."""

from __future__ import annotations

from typing import Final

from metaserver.register import Language

LETTERS: Final[dict[Language, dict[str, str]]] = {
    "ko": {
        "reset_subject": "[메타버스 서울] 비밀번호 다시 정하기",
        "reset": "새 비밀번호를 정하려면 1시간 안에 아래를 따라 주세요. 한 번만 쓸 수 있습니다.",
        "address_subject": "[메타버스 서울] 이메일 주소 확인",
        "address": "이 이메일 주소를 계정에 쓰려면 24시간 안에 아래를 따라 주세요.",
        "link": "이 주소를 여세요:\n{link}\n\n화면에서 코드를 물으면 이것을 넣으세요:\n{code}",
        "no_link": "메타버스 서울의 {path} 화면을 열고 이 코드를 넣으세요:\n{code}",
        "unasked": (
            "요청하지 않았다면 이 편지를 지우시면 됩니다. 아무것도 바뀌지 않습니다. "
            "이 코드를 다른 사람에게 알려 주지 마세요. 운영자도 묻지 않습니다."
        ),
        "city": "메타버스 서울",
    },
    "en": {
        "reset_subject": "[Metaverse Seoul] Set a new password",
        "reset": "To set a new password, do this within an hour. It works once.",
        "address_subject": "[Metaverse Seoul] Confirm your e-mail address",
        "address": "To use this e-mail address with your account, do this within 24 hours.",
        "link": "Open this address:\n{link}\n\nIf the page asks for a code, enter this:\n{code}",
        "no_link": "Open the page {path} of Metaverse Seoul and enter this code:\n{code}",
        "unasked": (
            "If you did not ask for this, delete this letter; nothing changes. Give the code to "
            "nobody. The operator will not ask for it either."
        ),
        "city": "Metaverse Seoul",
    },
}
