"""Words of the account pages. ``TEMPLATE_title`` is a page's heading, ``done_CODE`` tells what was
done, ``FIELD_ERRORS`` has ``field.code``."""

from __future__ import annotations

from typing import Final

from metaserver.register import Language

WORDS: Final[dict[Language, dict[str, str]]] = {
    "ko": {
        "wrong": "고쳐야 할 것이 있습니다",
        "wrong_short": "오류: ",
        "optional": "(선택)",
        # log in, sign up, log out
        "login_title": "로그인",
        "login_text": "둘러보고 민원을 남기는 일은 로그인하지 않아도 됩니다.",
        "login": "아이디",
        "password": "비밀번호",
        "log_in": "로그인",
        "or": "또는",
        "outward": "{name} 계정으로 로그인",
        "forgot": "비밀번호를 잊었습니다",
        "no_account": "계정 만들기",
        "signup_title": "계정 만들기",
        "signup_text": (
            "내 민원을 한곳에서 모아 보고 싶을 때 만드세요. 주민등록번호는 묻지 않습니다."
        ),
        "login_hint": "영어 소문자와 숫자로 3~64자. 이메일 주소도 됩니다.",
        "password_hint": "10자 이상. 다른 곳에서 쓰지 않는 것이 좋습니다.",
        "name": "보여 줄 이름",
        "name_hint": "도시에서 다른 사람에게 보입니다. 비워 두면 손님 이름을 씁니다.",
        "email": "이메일",
        "email_hint": "비밀번호를 잊었을 때 씁니다. 확인 편지를 보냅니다.",
        "age_14": "만 14세 이상입니다.",
        "notice_mail": "내 민원의 소식을 이메일로 받겠습니다.",
        "notice_mail_hint": "동의하지 않아도 모두 이용할 수 있고, 언제든 거둘 수 있습니다.",
        "sign_up": "계정 만들기",
        "privacy_note": "무엇을 왜 두는지는",
        "privacy_link": "개인정보 처리방침에 있습니다.",
        "have_account": "이미 계정이 있습니다",
        "out_title": "로그아웃",
        "out_text": "이 브라우저에서 로그아웃합니다.",
        "log_out": "로그아웃",
        "stay": "내 계정으로 돌아가기",
        # a new password, an address
        "reset_title": "비밀번호 다시 정하기",
        "reset_text": (
            "아이디나 확인된 이메일을 적어 주시면, 새 비밀번호를 정할 수 있는 편지를 보냅니다."
        ),
        "reset_login": "아이디 또는 이메일",
        "send_letter": "편지 보내기",
        "reset_no_mail": (
            "이 서버는 편지를 보내지 않습니다. 운영자에게 말씀하시면 새 비밀번호를 정할 수 있는 "
            "일회용 코드를 드립니다."
        ),
        "contact": "운영자 연락처",
        "have_code": "코드를 이미 받았습니다",
        "reset_new_title": "새 비밀번호 정하기",
        "code": "편지에 있는 코드",
        "code_hint": "받은 주소로 열었다면 이미 채워져 있습니다.",
        "new_password": "새 비밀번호",
        "set_password": "비밀번호 정하기",
        "reset_ends": "정하고 나면 모든 기기에서 로그아웃됩니다.",
        "email_title": "이메일 주소 확인",
        "confirm_email": "확인하기",
        # one's account
        "account_title": "내 계정",
        "greeting": "{name} 님, 안녕하세요.",
        "role_citizen": "시민",
        "role_official": "공무원",
        "role_curator": "전시 담당",
        "role_moderator": "질서 담당",
        "role_operator": "운영자",
        "official_note": "공무원 표시는 도시에서 이름 옆에 보입니다.",
        "to_services": "서비스 보기",
        "profile": "이름과 언어",
        "language": "언어",
        "save": "저장",
        "email_proven": "확인된 주소입니다.",
        "email_unproven": "아직 확인되지 않았습니다.",
        "email_again": "확인 편지 다시 보내기",
        "consents": "동의",
        "change_password": "비밀번호 바꾸기",
        "password_now": "지금 비밀번호",
        "elsewhere_login": "다른 곳의 계정으로 로그인하므로 여기에는 비밀번호가 없습니다.",
        "logins": "로그인된 기기",
        "logins_text": "12시간 동안 쓰지 않으면 저절로 로그아웃됩니다.",
        "others": "다른 기기에서 모두 로그아웃",
        "delete_link": "계정 지우기",
        "delete_title": "계정 지우기",
        "delete_text": (
            "이름, 이메일, 동의, 로그인이 곧바로 지워지고 되돌릴 수 없습니다. 남긴 민원은 "
            "처리를 위해 남지만 이 계정과의 연결은 끊깁니다. 접수 번호와 코드로 계속 볼 수 "
            "있습니다."
        ),
        "delete_password": "비밀번호",
        "sure": "지우면 되돌릴 수 없다는 것을 알고 있습니다.",
        "delete": "계정 지우기",
        "age_title": "나이 확인",
        "age_text": "계정은 만 14세부터 쓸 수 있습니다. 생년월일은 묻지 않습니다.",
        "go_on": "계속",
        "age_none": "14세가 안 되었다면 계정 없이 손님으로 둘러볼 수 있습니다.",
        # what is kept
        "data_title": "나에 대해 두고 있는 것",
        # what was done
        "done_signup": "계정을 만들었습니다.",
        "done_out": "로그아웃했습니다.",
        "done_reset": (
            "그런 계정이 있고 이메일이 확인되어 있다면 편지를 보냈습니다. 몇 분이 지나도 오지 "
            "않으면 스팸함을 보시거나 운영자에게 알려 주세요."
        ),
        "done_password": "비밀번호를 정했습니다. 새 비밀번호로 로그인해 주세요.",
        "done_password_changed": "비밀번호를 바꾸었습니다. 다른 기기에서는 로그아웃되었습니다.",
        "done_email": "이메일 주소를 확인했습니다.",
        "done_letter": "확인 편지를 보냈습니다. 24시간 안에 열어 주세요.",
        "done_profile": "저장했습니다.",
        "done_consents": "저장했습니다.",
        "done_others": "다른 기기에서 모두 로그아웃했습니다.",
        "done_deleted": "계정을 지웠습니다.",
        "done_": "",
    },
    "en": {
        "wrong": "Something needs correcting",
        "wrong_short": "Error: ",
        "optional": "(optional)",
        # log in, sign up, log out
        "login_title": "Log in",
        "login_text": "You need no account to look around or to file a complaint.",
        "login": "Login",
        "password": "Password",
        "log_in": "Log in",
        "or": "or",
        "outward": "Log in with {name}",
        "forgot": "I forgot my password",
        "no_account": "Make an account",
        "signup_title": "Make an account",
        "signup_text": (
            "It keeps all your complaints in one place. You are never asked for a resident "
            "registration number."
        ),
        "login_hint": "3 to 64 lower-case letters and digits. An e-mail address will do too.",
        "password_hint": "At least 10 characters; best one that you use nowhere else.",
        "name": "Name that others see",
        "name_hint": "Shown to others in the city. Leave it empty for a guest's name.",
        "email": "E-mail",
        "email_hint": "For when you forget the password. A letter will ask you to confirm it.",
        "age_14": "I am 14 or older.",
        "notice_mail": "Tell me by e-mail what happens with my complaints.",
        "notice_mail_hint": "Everything works without it, and you may take it back at any time.",
        "sign_up": "Make the account",
        "privacy_note": "What is kept, and why, is told on",
        "privacy_link": "the privacy page.",
        "have_account": "I have an account",
        "out_title": "Log out",
        "out_text": "This logs you out in this browser.",
        "log_out": "Log out",
        "stay": "Back to my account",
        # a new password, an address
        "reset_title": "Set a new password",
        "reset_text": (
            "Enter your login, or an e-mail address that you confirmed. You will get a letter "
            "with which you can set a new password."
        ),
        "reset_login": "Login or e-mail address",
        "send_letter": "Send the letter",
        "reset_no_mail": (
            "This server sends no letters. Ask the operator for a one-time code with which you can "
            "set a new password."
        ),
        "contact": "The operator",
        "have_code": "I have a code",
        "reset_new_title": "Choose a new password",
        "code": "Code in the letter",
        "code_hint": "It is filled in already if you opened the address you were sent.",
        "new_password": "New password",
        "set_password": "Set the password",
        "reset_ends": "This logs you out on every device.",
        "email_title": "Confirm an e-mail address",
        "confirm_email": "Confirm",
        # one's account
        "account_title": "My account",
        "greeting": "Hello, {name}.",
        "role_citizen": "Citizen",
        "role_official": "Official",
        "role_curator": "Curator",
        "role_moderator": "Moderator",
        "role_operator": "Operator",
        "official_note": "In the city, the mark of officials is shown beside your name.",
        "to_services": "See the services",
        "profile": "Name and language",
        "language": "Language",
        "save": "Save",
        "email_proven": "This address is confirmed.",
        "email_unproven": "Not confirmed yet.",
        "email_again": "Send the letter again",
        "consents": "Consent",
        "change_password": "Change the password",
        "password_now": "Present password",
        "elsewhere_login": (
            "You log in with an account from elsewhere, so there is no password here."
        ),
        "logins": "Where you are logged in",
        "logins_text": "A device that is not used for 12 hours is logged out by itself.",
        "others": "Log out on all other devices",
        "delete_link": "Delete my account",
        "delete_title": "Delete my account",
        "delete_text": (
            "Your name, e-mail address, consents and log-ins are erased at once, for good. "
            "Complaints that you filed stay, so that they are dealt with, but are no longer tied "
            "to you. You can still follow them by number and code."
        ),
        "delete_password": "Password",
        "sure": "I know that this cannot be undone.",
        "delete": "Delete my account",
        "age_title": "Your age",
        "age_text": "Accounts are for people of 14 and older. You are not asked for a birthday.",
        "go_on": "Go on",
        "age_none": "If you are younger, you can look around as a guest, without an account.",
        # what is kept
        "data_title": "What is kept about me",
        # what was done
        "done_signup": "Your account is ready.",
        "done_out": "You are logged out.",
        "done_reset": (
            "If there is such an account with a confirmed e-mail address, a letter is on its way. "
            "If none comes within a few minutes, look among your spam, or tell the operator."
        ),
        "done_password": "The password is set. Log in with it.",
        "done_password_changed": "The password is changed. All other devices are logged out.",
        "done_email": "The e-mail address is confirmed.",
        "done_letter": "The letter is on its way. Open it within 24 hours.",
        "done_profile": "Saved.",
        "done_consents": "Saved.",
        "done_others": "All other devices are logged out.",
        "done_deleted": "Your account is deleted.",
        "done_": "",
    },
}

FIELD_ERRORS: Final[dict[Language, dict[str, str]]] = {
    "ko": {
        "login.missing": "아이디를 적어 주세요.",
        "login.short": "아이디는 3자 이상이어야 합니다.",
        "login.long": "아이디는 64자 이하여야 합니다.",
        "login.form": "아이디에는 영어 소문자, 숫자와 . _ + @ - 만 쓸 수 있습니다.",
        "login.taken": "이미 쓰이는 아이디입니다. 다른 것을 골라 주세요.",
        "password.wrong": "지금 비밀번호가 맞지 않습니다.",
        "token.old": "코드가 맞지 않거나 오래되었습니다. 편지를 다시 받아 주세요.",
        "name.form": "이 이름은 쓸 수 없습니다. 글자와 숫자로 줄여 적어 주세요.",
        "name.staff": "공무원으로 오해할 수 있는 이름입니다. 다른 이름을 골라 주세요.",
        "email.form": "이메일 주소를 다시 확인해 주세요.",
        "email.long": "이메일 주소가 너무 깁니다.",
        "age_14.required": "만 14세 이상이어야 계정을 쓸 수 있습니다. 맞다면 표시해 주세요.",
        "sure.missing": "지우려면 여기에 표시해 주세요.",
        **{
            f"{field}.{code}": words
            for field in ("password", "new_password")
            for code, words in (
                ("short", "비밀번호는 10자 이상이어야 합니다."),
                ("long", "비밀번호는 128자 이하여야 합니다."),
                ("login", "비밀번호에 아이디가 들어 있습니다. 다른 것으로 정해 주세요."),
                ("simple", "쉽게 맞힐 수 있는 비밀번호입니다. 다른 것으로 정해 주세요."),
            )
        },
    },
    "en": {
        "login.missing": "Enter a login.",
        "login.short": "A login has at least 3 characters.",
        "login.long": "A login has at most 64 characters.",
        "login.form": "A login has lower-case letters, digits and . _ + @ - only.",
        "login.taken": "This login is taken; choose another one.",
        "password.wrong": "This is not your present password.",
        "token.old": "The code is wrong or too old; ask for another letter.",
        "name.form": "This name cannot be used; choose a shorter one of letters and digits.",
        "name.staff": "This name may be taken for an official's; choose another one.",
        "email.form": "Please check the e-mail address.",
        "email.long": "This e-mail address is too long.",
        "age_14.required": "Accounts are for people of 14 and older; tick this if you are.",
        "sure.missing": "Tick this to delete your account.",
        **{
            f"{field}.{code}": words
            for field in ("password", "new_password")
            for code, words in (
                ("short", "A password has at least 10 characters."),
                ("long", "A password has at most 128 characters."),
                ("login", "The password contains your login; choose another one."),
                ("simple", "This password is easily guessed; choose another one."),
            )
        },
    },
}
