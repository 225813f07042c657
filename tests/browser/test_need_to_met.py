"""A need's whole way in a real browser: from the front page to a meeting, by links of mails that a mail server received."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from matchmaker.config import Mode, Settings, Smtp, Tls
from matchmaker.matching.engine import Analyser
from matchmaker.operations.work import work_once
from matchmaker.store.database import open_database
from matchmaker.web.app import create_app
from matchmaker.web.engine import KEY
from tests.conftest import NOW, copy_demo
from tests.mail.mailserver import MailServer, free_port

COMPANY = "kaisa@puhallin.example.com"
INSTITUTION, COORDINATOR = (f"{role}@demo.example.com" for role in ("institution", "coordinator"))
WORDS = {
    "fi": {
        "need": "Puhallin tärisee pahasti. Laakerit on vaihdettu kahdesti, mutta vika palaa aina. Mistä se johtuu?",
        "title": "Puhallin tärisee pahasti.",
        "look": "Katso, mikä voisi sopia",
        "send": "Jatka lähettämiseen",
        "confirm": "Vahvista tarpeesi: ",
        "sign in": "Kirjautumislinkkisi",
        "offering": "Koneiden värähtelymittaus (demo)",
        "take up": "Ota hoitaaksesi",
        "approve": "Hyväksy",
        "ask": "Kysy molemmilta",
        "asked": "Saammeko esitellä teidät toisillenne?",
        "wanted": "Yritys kaipaa apua: ",
        "yes": "Kyllä, esitelkää meidät",
        "introduced": "Teidät on esitelty toisillenne: ",
        "came of it": "Kirjaa, mitä siitä seurasi",
        "met": "Osapuolet tapasivat",
        "record": "Kirjaa",
        "recorded": "Kirjattu.",
        "they met": "Tapasitte",
    },
    "en": {
        "need": "Our fan shakes badly. The bearings have been changed twice, but it always comes back. What causes it?",
        "title": "Our fan shakes badly.",
        "look": "See what may fit",
        "send": "Go on to sending",
        "confirm": "Confirm your need: ",
        "sign in": "Your sign-in link",
        "offering": "Vibration measurements for machines (demo)",
        "take up": "Take this need up",
        "approve": "Approve",
        "ask": "Ask both sides",
        "asked": "May we introduce you to ",
        "wanted": "A company asks for help: ",
        "yes": "Yes, introduce us",
        "introduced": "You are introduced: ",
        "came of it": "Record what came of it",
        "met": "They met",
        "record": "Record",
        "recorded": "It is recorded.",
        "they met": "You met the institution",
    },
}


@dataclass
class Service:
    """A real installation in small: pages at `url`, a worker, and the mail server that its mails reach."""

    app: Flask
    settings: Settings
    url: str
    post: MailServer
    now: datetime = NOW

    def later(self, passed: timedelta = timedelta(0)) -> None:
        """Let time pass for pages and worker alike, and let the worker do what is due."""
        self.now += passed
        with closing(open_database(self.settings.database)) as db:
            while work_once(db, self.settings, self.app.extensions[KEY], now=self.now):
                pass

    def mail(self, to: str, subject: str) -> str:
        """The text of the one mail to an address whose subject begins so."""
        found = [
            mail
            for mail in self.post.taken
            if mail["To"].addresses[0].addr_spec == to and mail["Subject"].startswith(subject)
        ]
        assert len(found) == 1, [(mail["To"], mail["Subject"]) for mail in self.post.taken]
        body = found[0].get_body(("plain",))
        assert body is not None
        return str(body.get_content())

    def link(self, to: str, subject: str) -> str:
        """Where the mail's link leads; the same page in the other language is linked too."""
        (found,) = set(re.findall(rf"{self.url}/(?:sign-in|answer)/[\w-]+", self.mail(to, subject)))
        return str(found)


@pytest.fixture(params=["fi", "en"])
def language(request: pytest.FixtureRequest) -> str:
    chosen: str = request.param
    return chosen


@pytest.fixture
def service(
    language: str,
    tmp_path: Path,
    demo_instance: Path,
    analyser: Analyser,
    serve: Callable[..., str],
    mail_server: MailServer,
) -> Service:
    """An installation with the demo's catalogue and people, all of whom read this language."""
    demo = copy_demo(demo_instance, tmp_path)
    port = free_port()
    settings = replace(
        demo,
        mode=Mode.PRODUCTION,
        base_url=f"http://127.0.0.1:{port}",
        smtp=Smtp("127.0.0.1", mail_server.port, Tls.NONE),
    )
    demo.database.rename(settings.database)
    demo.index_folder.rename(settings.index_folder)
    with closing(open_database(settings.database)) as db:
        db.execute("UPDATE users SET language = ?", [language])
        db.execute("DELETE FROM outbox")  # the receipts of the demo's own needs
    app = create_app(settings, analyser=analyser)
    made = Service(app, settings, serve(app, port), mail_server)
    app.config["CLOCK"] = lambda: made.now
    return made


@pytest.fixture
def somebody(language: str, browser: Browser) -> Iterator[Callable[[], Page]]:
    """`somebody()` is a page in a browser that knows nobody yet."""
    contexts = []

    def open_browser() -> Page:
        context = browser.new_context(
            locale="fi-FI" if language == "fi" else "en-GB", reduced_motion="reduce"
        )
        contexts.append(context)
        return context.new_page()

    yield open_browser
    for context in contexts:
        context.close()


def press(page: Page, button: str) -> None:
    page.get_by_role("main").get_by_role("button", name=button, exact=True).click()


def test_from_a_need_to_a_meeting(service: Service, somebody: Callable[[], Page], language: str) -> None:
    words = WORDS[language]

    # The company writes its need on the front page and signs in by the mailed link.
    company = somebody()
    company.goto(service.url)
    company.fill("main [name=description]", words["need"])
    press(company, words["look"])
    expect(company.get_by_role("heading", name=words["offering"])).to_be_visible()
    company.fill("main [name=email]", COMPANY)
    press(company, words["send"])
    service.later()
    company.goto(service.link(COMPANY, words["confirm"]))
    company.locator("main button[type=submit]").click()

    # The questionnaire knows the text; the company says who it is and sends.
    expect(company.locator("#description")).to_have_value(words["need"])
    company.fill("#company_name", "Puhallinpaja Oy")
    company.fill("#municipality", "Kuopio")
    company.check("#consent_match")
    company.check("#consent_introduce")
    company.locator("main button[value=send]").click()
    expect(company).to_have_url(re.compile("/received$"))
    need_path = company.url.removesuffix("/received").removeprefix(f"{service.url}/company/")

    # A coordinator signs in in the same way, takes the need up, approves the match and asks both sides.
    coordinator = somebody()
    coordinator.goto(f"{service.url}/sign-in")
    coordinator.fill("main [name=email]", COORDINATOR)
    coordinator.locator("main button[type=submit]").click()
    service.later()
    coordinator.goto(service.link(COORDINATOR, words["sign in"]))
    coordinator.locator("main button[type=submit]").click()
    coordinator.get_by_role("link", name=words["title"]).first.click()
    press(coordinator, words["take up"])
    coordinator.get_by_role("link", name=words["offering"], exact=True).click()
    coordinator.locator("main form[action$='/approve'] button").click()
    coordinator.goto(f"{service.url}/coordinator/{need_path}")
    coordinator.get_by_role("link", name=words["offering"], exact=True).click()
    press(coordinator, words["ask"])

    # Nobody is written to until the time for undoing is over.
    service.later(timedelta(minutes=9))
    assert INSTITUTION not in service.post.recipients
    service.later(timedelta(minutes=1))

    # Each side says yes by the link of its mail, signed in to nothing; the institution does not know yet who asks.
    assert "Puhallinpaja" not in service.mail(INSTITUTION, words["wanted"])
    for address, subject in ((INSTITUTION, words["wanted"]), (COMPANY, words["asked"])):
        side = somebody()
        side.goto(service.link(address, subject))
        press(side, words["yes"])
        expect(side.locator("main .notice-success").first).to_be_visible()

    # Now they have each other's names and addresses.
    service.later(timedelta(minutes=1))
    assert INSTITUTION in service.mail(COMPANY, words["introduced"])
    to_institution = service.mail(INSTITUTION, words["introduced"])
    assert COMPANY in to_institution
    assert "Puhallinpaja Oy" in to_institution

    # They meet, the coordinator records it, and the company's own page says so.
    coordinator.goto(f"{service.url}/coordinator/{need_path}")
    coordinator.get_by_text(words["came of it"]).click()
    coordinator.select_option("#kind", label=words["met"])
    expect(coordinator.locator("#match")).not_to_have_value("")
    coordinator.fill("#happened_on", service.now.date().isoformat())
    press(coordinator, words["record"])
    expect(coordinator.get_by_text(words["recorded"])).to_be_visible()
    company.goto(f"{service.url}/company/{need_path}")
    expect(company.get_by_role("main").get_by_text(words["they met"])).to_be_visible()
