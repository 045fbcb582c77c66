"""Officials at the console of live help, each in a browser window of their own."""

from __future__ import annotations

import subprocess
import sys

from playwright.sync_api import Browser, Locator, expect

from tests.support.server import ROOT, CityProcess

PASSWORD = "river stone lantern 42"
NAMES = {"desk": "김하나", "water": "이수도"}
"""Of the officials that ``add_officials`` makes, by department."""
SLOW_MS = 40_000
"""A console is heard of every 20 s, and how it stands at a desk is asked for every 15 s."""


class Official:
    """At the console, on duty in a department."""

    def __init__(self, browser: Browser, city: CityProcess, department: str) -> None:
        self.context = browser.new_context(locale="en-US")
        self.page = self.context.new_page()
        self.page.goto(f"{city.url}/account/login?next=/office/help")
        self.page.fill("#f-login", f"help-{department}")
        self.page.fill("#f-password", PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/office/help")
        self.page.locator("[data-console] [data-is=on]").click()
        expect(self.page.locator("[data-is=duty]")).to_have_text("You are on duty.")

    @property
    def talk(self) -> Locator:
        return self.page.locator("section.talk")

    @property
    def answer(self) -> Locator:
        return self.talk.locator("textarea[name=words]")

    def take(self) -> None:
        """The next one who waits."""
        self.page.locator("[data-is=queue] li").first.wait_for(timeout=SLOW_MS)
        self.page.keyboard.press("F2")
        self.talk.wait_for(timeout=SLOW_MS)

    def say(self, words: str) -> None:
        self.answer.fill(words)
        self.answer.press("Enter")

    def hears(self, words: str) -> None:
        expect(self.talk.locator("li.visitor", has_text=words)).to_have_count(1)

    def open(self, tool: str) -> Locator:
        found = self.talk.locator(f"[data-is={tool}_tool]")
        found.locator("summary").click()
        return found

    def hand_on(self, department: str) -> None:
        tool = self.open("transfer")
        tool.locator("select[name=department]").select_option(department)
        tool.locator("button[type=submit]").click()
        expect(self.talk).to_have_count(0)

    def complain(self, words: str) -> None:
        tool = self.open("complaint")
        tool.locator("textarea[name=description]").fill(words)
        tool.locator("button[type=submit]").click()

    def leave(self) -> None:
        """Goes off duty, so that nobody waits for them in vain."""
        if self.page.locator("[data-is=off]").is_visible():
            self.page.locator("[data-is=off]").click()
            expect(self.page.locator("[data-is=duty]")).to_contain_text("not on duty")
        self.context.close()


def add_officials(city: CityProcess) -> None:
    """Accounts, made as an operator makes them beside the running city."""
    command = [sys.executable, "-m", "metaserver", "user", "add", "--data", str(city.data)]
    for department, name in NAMES.items():
        options = ["--login", f"help-{department}", "--role", "official", "--name", name]
        options += ["--department", department, "--language", "en", "--password-stdin"]
        subprocess.run(
            [*command, *options], cwd=ROOT, input=PASSWORD, text=True, check=True,
            capture_output=True,
        )  # fmt: skip
