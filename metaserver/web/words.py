"""The few sentences of the pages that are made here, in each language."""

from __future__ import annotations

from typing import Final

from metaserver.register import Language

WORDS: Final[dict[Language, dict[str, str]]] = {
    "ko": {
        "city": "메타버스 서울",
        "other": "English",
        "back": "서울로 돌아가기",
        "skip": "본문으로 건너뛰기",
        "menu": "주 메뉴",
        "services": "서비스",
        "office": "업무",
        "account": "내 계정",
        "log_in": "로그인",
        "to_city": "서울로 가기",
        "again": "다시 하기",
        "privacy": "개인정보 처리방침",
        "privacy_intro": (
            "무엇을, 왜, 얼마 동안 두는지 모두 적었습니다. 여기 없는 것은 두지 않습니다."
        ),
        "not_kept": "두지 않는 것",
        "database": "서버에 저장하는 것",
        "files": "서버의 파일에 두는 것",
        "memory": "접속해 있는 동안에만 서버 메모리에 있는 것",
        "browser": "내 기기의 브라우저에만 있는 것",
        "what": "무엇을",
        "purpose": "왜",
        "kept": "얼마 동안",
        "rights": "나의 권리",
        "rights_text": "내 정보를 보고, 고치고, 지워 달라고 운영자에게 말할 수 있습니다.",
        "own_data": "나에 대해 두고 있는 것 보기",
        "responsible": "운영자",
        "changed": "바뀐 날",
        "missing_title": "찾는 쪽이 없습니다",
        "missing_text": "주소가 바뀌었거나 잘못 적었을 수 있습니다.",
        "unbuilt_title": "화면이 아직 만들어지지 않았습니다",
        "unbuilt_text": (
            "서버는 켜져 있습니다. 프로젝트 폴더에서 아래 명령으로 화면을 만든 뒤 "
            "서버를 다시 켜 주세요."
        ),
    },
    "en": {
        "city": "Metaverse Seoul",
        "other": "한국어",
        "back": "Back to Seoul",
        "skip": "Skip to content",
        "menu": "Main menu",
        "services": "Services",
        "office": "Office",
        "account": "My account",
        "log_in": "Log in",
        "to_city": "Go to Seoul",
        "again": "Try again",
        "privacy": "Privacy",
        "privacy_intro": (
            "Everything that is kept, why, and for how long. What is not here is not kept."
        ),
        "not_kept": "What is not kept",
        "database": "Stored on the server",
        "files": "In files on the server",
        "memory": "In the server's memory while you are connected",
        "browser": "Only in the browser of your device",
        "what": "What",
        "purpose": "Why",
        "kept": "How long",
        "rights": "Your rights",
        "rights_text": "You may ask the operator to see, correct or erase what is kept about you.",
        "own_data": "See what is kept about me",
        "responsible": "Run by",
        "changed": "Last changed",
        "missing_title": "There is no such page",
        "missing_text": "The address may have changed, or was misspelt.",
        "unbuilt_title": "The client is not built yet",
        "unbuilt_text": (
            "The server is running. Build the client with this command in the project's "
            "folder, then start the server again."
        ),
    },
}
