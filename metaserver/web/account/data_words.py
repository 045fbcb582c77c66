"""Words of the page that tells what is kept of an account."""

from __future__ import annotations

from typing import Final

from metaserver.register import Language

DATA_WORDS: Final[dict[Language, dict[str, str]]] = {
    "ko": {
        "text": "이 계정에 대해 서버가 두고 있는 것 모두와, 왜 얼마 동안 두는지입니다.",
        "download": "파일로 내려받기 (JSON)",
        "show": "{count}건 보기",
        "none": "지금은 없습니다.",
        "empty": "없음",
        "withheld": "보이지 않음 (열쇠이거나 다른 사람의 계정 번호)",
        "apart": "이 계정과 이어지지 않는 것",
        "apart_text": "아래의 것은 누구의 것인지 적어 두지 않거나, 내 기기에만 있습니다.",
    },
    "en": {
        "text": "All that the server keeps of this account, why, and for how long.",
        "download": "Download as a file (JSON)",
        "show": "Show {count}",
        "none": "Nothing right now.",
        "empty": "none",
        "withheld": "not shown (a key, or the account number of somebody else)",
        "apart": "What is not tied to this account",
        "apart_text": "These do not say whose they are, or are on your own device only.",
    },
}
