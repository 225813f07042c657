"""From an approved match to two people who met: three kinds of people, their own pages, and the mails that really left."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.model.match import Match, MatchState
from matchmaker.model.need import NeedState
from matchmaker.operations.catalogue_index import CatalogueIndex
from matchmaker.operations.work import work_once
from matchmaker.store import follow_up, matches, needs, offerings
from matchmaker.web.engine import KEY
from tests.conftest import NOW, SignIn, new_client

COMPANY, INSTITUTION, COORDINATOR = (
    f"{role}@demo.example.com" for role in ("company", "institution", "coordinator")
)
NAMED = " – Puhallin tärisee ja laakerit kestävät puoli vuotta"  # every subject ends with the need
WORDS = {
    "fi": {
        "asked": "Saammeko esitellä teidät toisillenne? Demo-tutkimuslaitos (keksitty)",
        "wanted": "Yritys kaipaa apua: Koneiden värähtelymittaus (demo)",
        "met": "Teidät on esitelty toisillenne: Esimerkkipaja Oy (keksitty)",
        "met_them": "Teidät on esitelty toisillenne: Demo-tutkimuslaitos (keksitty)",
        "agreed": "Esitelty: Esimerkkipaja Oy (keksitty) ja Demo-tutkimuslaitos (keksitty)",
        "declined": "Ei nyt: Esimerkkipaja Oy (keksitty) ja Demo-tutkimuslaitos (keksitty)",
        "how": "Miten kävi? Demo-tutkimuslaitos (keksitty)",
        "told": "Yritys kertoi, miten kävi: Esimerkkipaja Oy (keksitty) ja Demo-tutkimuslaitos (keksitty)",
        "next": "Tarpeen seuraavaksi paras ehdotus: ",
        "no_more": "Tarpeella ei ole enää muita ehdotuksia.",
    },
    "en": {
        "asked": "May we introduce you to Demo-tutkimuslaitos (keksitty)?",
        "wanted": "A company asks for help: Vibration measurements for machines (demo)",
        "met": "You are introduced: Esimerkkipaja Oy (keksitty)",
        "met_them": "You are introduced: Demo-tutkimuslaitos (keksitty)",
        "agreed": "Introduced: Esimerkkipaja Oy (keksitty) and Demo-tutkimuslaitos (keksitty)",
        "declined": "Not now: Esimerkkipaja Oy (keksitty) and Demo-tutkimuslaitos (keksitty)",
        "how": "How did it go with Demo-tutkimuslaitos (keksitty)?",
        "told": "What the company tells: Esimerkkipaja Oy (keksitty) and Demo-tutkimuslaitos (keksitty)",
        "next": "The next best match of this need: ",
        "no_more": "No other match of this need is left.",
    },
}
Later = Callable[[timedelta], dict[str, str]]


@pytest.fixture(params=["fi", "en"])
def language(request: pytest.FixtureRequest, app_db: Database) -> str:
    """Everybody of the demo reads this language."""
    app_db.execute("UPDATE users SET language = ?", [request.param])
    chosen: str = request.param
    return chosen


@pytest.fixture
def match(app_db: Database) -> Match:
    """The demo workshop's shaking fan and the demo institution's vibration measurements."""
    for need in needs.list_queue(app_db):
        for found in matches.list_matches(app_db, need.id, states=[MatchState.SUGGESTED]):
            offering = offerings.get_offering(app_db, found.offering_id)
            if offering.is_demo and "Puhallin" in need.content.title:
                return found
    raise AssertionError("the demo suggests its own offering no longer")


@pytest.fixture
def later(app: Flask, app_db: Database, settings: Settings) -> Later:
    """`later(time)` lets time pass and the worker work; it returns the new mails' texts by subject, without the need."""
    index: CatalogueIndex = app.extensions[KEY]
    clock = {"now": NOW}
    seen: set[str] = set()

    def work(passed: timedelta) -> dict[str, str]:
        clock["now"] += passed
        moment: datetime = clock["now"]
        app.config["CLOCK"] = lambda: moment
        while work_once(app_db, settings, index, now=moment):
            pass
        new = [path for path in sorted(settings.outbox.glob("*.eml")) if path.name not in seen]
        seen.update(path.name for path in new)
        mails = [message_from_bytes(path.read_bytes(), policy=default) for path in new]
        return {
            str(mail["Subject"]).removesuffix(NAMED): mail.get_body(("plain",))
            .get_content()
            .replace("\r\n", "\n")
            for mail in mails
        }

    work(timedelta())
    return work


def link(mail: str) -> str:
    found = re.search(r"http://localhost(/answer/[\w-]+)", mail)
    assert found is not None, mail
    return found[1]


@pytest.fixture
def coordinator(sign_in: SignIn) -> FlaskClient:
    return sign_in(COORDINATOR)


def approve_and_ask(coordinator: FlaskClient, match: Match) -> None:
    coordinator.post(f"/coordinator/matches/{match.id}/approve", data={"seen": "suggested"})
    coordinator.post(f"/coordinator/matches/{match.id}/ask")


def test_from_approval_to_a_bought_service(
    app: Flask, app_db: Database, coordinator: FlaskClient, match: Match, later: Later, language: str
) -> None:
    words = WORDS[language]
    approve_and_ask(coordinator, match)
    assert later(timedelta(minutes=9)) == {}
    asked = later(timedelta(minutes=1))
    assert set(asked) == {words["asked"], words["wanted"]}
    assert "Esimerkkipaja" not in asked[words["wanted"]]

    # Neither signs in: each presses the button behind the mail's link.
    somebody = new_client(app, language)
    for subject in (words["wanted"], words["asked"]):
        assert somebody.get(link(asked[subject])).status_code == 200
        assert somebody.post(link(asked[subject]), data={"answer": "yes"}).status_code == 302
    assert matches.get_match(app_db, match.id).state is MatchState.INTRODUCED
    assert needs.get_need(app_db, match.need_id).state is NeedState.IN_DIALOGUE

    introduced = later(timedelta(minutes=1))
    assert set(introduced) == {words["met"], words["met_them"], words["agreed"]}
    assert COMPANY in introduced[words["met"]]
    assert "Pölynpoiston puhallin" in introduced[words["met"]]
    assert INSTITUTION in introduced[words["met_them"]]

    following = later(timedelta(days=21))
    assert set(following) == {words["how"]}
    progress = f"{link(following[words['how']])}/progress"
    assert somebody.post(progress, data={"progress": "led-to-something"}).status_code == 302
    assert set(later(timedelta(minutes=1))) == {words["told"]}

    day = (NOW + timedelta(days=21)).date().isoformat()
    coordinator.post(
        f"/coordinator/needs/{match.need_id}/outcomes",
        data={
            "kind": "service-bought",
            "match": match.id,
            "happened_on": day,
            "hours": "2,5",
            "evidence": "Tilaus 123",
        },
    )
    assert matches.get_match(app_db, match.id).state is MatchState.OUTCOME
    events = follow_up.list_support_events(app_db, match.need_id)
    assert [(event.kind.value, event.hours, event.evidence) for event in events] == [
        ("met", 0, ""),
        ("service-bought", 2.5, "Tilaus 123"),
    ]
    assert later(timedelta(days=90)) == {}, "nobody is asked about what is known"


def test_a_no_comes_back_with_the_next_best_match(
    app: Flask, app_db: Database, coordinator: FlaskClient, match: Match, later: Later, language: str
) -> None:
    words = WORDS[language]
    approve_and_ask(coordinator, match)
    asked = later(timedelta(minutes=10))
    somebody = new_client(app, language)
    somebody.post(link(asked[words["wanted"]]), data={"answer": "not-now", "reason": "no-time"})
    told = later(timedelta(minutes=10))
    result = told[words["declined"]]
    left = matches.list_matches(app_db, match.need_id, states=[MatchState.SUGGESTED])
    assert (words["next"] in result, words["no_more"] in result) == (bool(left), not left)
    assert len(told) == 2, "the company is told as well"
    late = somebody.post(link(asked[words["asked"]]), data={"answer": "yes"})
    assert late.status_code == 409
    assert matches.get_match(app_db, match.id).state is MatchState.DECLINED


def test_silence_is_reminded_once_and_lapses(
    app_db: Database, coordinator: FlaskClient, match: Match, later: Later, language: str
) -> None:
    approve_and_ask(coordinator, match)
    later(timedelta(minutes=10))
    assert len(later(timedelta(days=4))) == 2
    assert later(timedelta(days=2)) == {}
    (result,) = later(timedelta(days=1))
    assert matches.get_match(app_db, match.id).state is MatchState.LAPSED
    assert (
        result.endswith("Esimerkkipaja Oy (keksitty) ja Demo-tutkimuslaitos (keksitty)") or language == "en"
    )
    assert later(timedelta(days=60)) == {}
