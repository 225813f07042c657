"""Needs an institution is asked about: what is opened, and nothing else of the company."""

import re

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.company import ConsentPurpose
from matchmaker.model.match import Match, MatchState
from matchmaker.model.need import Audience, NeedPart
from matchmaker.store import companies, matches, needs, notes
from matchmaker.store.database import write_tx
from tests.conftest import NOW, CountQueries
from tests.web.institution.conftest import Other

SECRETS = ("Esimerkkipaja", "company@demo.example.com", "Demo-yrittäjä", "Sisäinen muistiinpano")


@pytest.fixture
def asked(app_db: Database, institution_id: str) -> Match:
    """The demo's need about a fan, which the institution has been asked about, with an internal note."""
    match = next(
        found
        for found in matches.list_matches_of_institution(
            app_db, institution_id, states=[MatchState.SUGGESTED]
        )
        if needs.get_need(app_db, found.need_id).content.title.startswith("Puhallin")
    )
    with write_tx(app_db):
        notes.add_note(app_db, need_id=match.need_id, author_id=None, body="Sisäinen muistiinpano", now=NOW)
    move(app_db, match.id, MatchState.ASKED)
    return matches.get_match(app_db, match.id)


def move(db: Database, match_id: str, state: MatchState) -> None:
    with write_tx(db):
        db.execute("UPDATE matches SET state = ? WHERE id = ?", [state, match_id])


def open_parts(db: Database, match: Match, audience: Audience, *parts: NeedPart) -> None:
    version = needs.get_need(db, match.need_id).version_id
    with write_tx(db):
        for part in NeedPart:
            wanted = audience if part in parts else Audience.COORDINATOR
            db.execute(
                "UPDATE need_openings SET audience = ? WHERE version_id = ? AND part = ?",
                [wanted, version, part],
            )


def test_asked_need_shows_opened_parts_and_why_but_not_who(member: FlaskClient, asked: Match) -> None:
    for path in ("/institution/asked", f"/institution/asked/{asked.id}"):
        page = member.get(path).text
        assert "Puhallin tärisee ja laakerit kestävät puoli vuotta" in page
        assert ("Machinery and metal" in page, "Small (10–49 people)" in page) == (True, True)
        assert [secret for secret in SECRETS if secret in page] == []
        assert "Varkaus" not in page
    assert re.search(r'<mark data-pair="\d">[Ll]aakerit', page)
    assert "What the two texts share" in page
    assert "Share of the score" not in page


def test_summary_that_the_description_has_is_not_read_twice(
    member: FlaskClient, asked: Match, app_db: Database
) -> None:
    app_db.execute("UPDATE need_versions SET summary = 'Pölynpoiston puhallin on alkanut täristä.'")
    app_db.execute("UPDATE need_openings SET audience = 'asked' WHERE part = 'description'")
    page = re.sub(r"<[^>]+>", "", member.get(f"/institution/asked/{asked.id}").text)
    assert len(re.findall("Pölynpoiston", page)) == 1


def test_asked_page_in_finnish(member: FlaskClient, asked: Match) -> None:
    member.environ_base["HTTP_ACCEPT_LANGUAGE"] = "fi"
    page = member.get(f"/institution/asked/{asked.id}").text
    for words in (
        "Mitä yritys on avannut",
        "Koneet ja metalli",
        "Teiltä kysytty",
        "Yrityksen nimi kerrotaan",
    ):
        assert words in page


def test_what_is_kept_to_the_coordinator_is_nowhere_on_the_page(
    member: FlaskClient, app_db: Database, asked: Match
) -> None:
    open_parts(app_db, asked, Audience.ASKED, NeedPart.SECTOR)
    app_db.execute("UPDATE need_versions SET summary = '' WHERE need_id = ?", [asked.need_id])
    for path in ("/institution/asked", f"/institution/asked/{asked.id}"):
        page = member.get(path).text
        assert "A need without an open title" in page
        assert [
            words for words in ("Puhallin tärisee", "Pölynpoiston", "tasapainotus") if words in page
        ] == []
    assert "share no words with your offering" in page


def test_parts_for_after_the_introduction_wait_for_it(
    member: FlaskClient, app_db: Database, asked: Match
) -> None:
    open_parts(app_db, asked, Audience.INTRODUCED, NeedPart.TITLE, NeedPart.MUNICIPALITY)
    url = f"/institution/asked/{asked.id}"
    assert "A need without an open title" in member.get(url).text
    move(app_db, asked.id, MatchState.INTRODUCED)
    page = member.get(url).text
    assert "Puhallin tärisee ja laakerit" in page
    assert [secret for secret in SECRETS if secret in page] == []


@pytest.mark.parametrize("withdrawn", ["need", "consent"])
def test_what_the_company_takes_back_is_closed_at_once(
    member: FlaskClient, app_db: Database, asked: Match, withdrawn: str
) -> None:
    with write_tx(app_db):
        if withdrawn == "need":
            app_db.execute(
                "UPDATE needs SET state = 'closed', result = 'withdrawn' WHERE id = ?", [asked.need_id]
            )
        else:
            company_id = needs.get_need(app_db, asked.need_id).company_id
            for consent in companies.list_consents(app_db, company_id, asked.need_id):
                if consent.purpose is ConsentPurpose.INTRODUCE:
                    companies.withdraw_consent(app_db, consent.id, NOW)
    for path in ("/institution/asked", f"/institution/asked/{asked.id}"):
        page = member.get(path).text
        assert "The company has taken this need back" in page
        assert ("Puhallin" in page, "Machinery and metal" in page) == (False, False)


def test_needs_not_asked_about_are_not_there(member: FlaskClient, app_db: Database, asked: Match) -> None:
    for state in (MatchState.SUGGESTED, MatchState.ON_HOLD, MatchState.APPROVED, MatchState.REJECTED):
        move(app_db, asked.id, state)
        assert "Puhallin tärisee" not in member.get("/institution/asked").text
        assert member.get(f"/institution/asked/{asked.id}").status_code == 404


def test_other_institution_sees_nothing_of_it(other: Other, asked: Match) -> None:
    assert "You have not been asked yet" in other.browser.get("/institution/asked").text
    for match_id in (asked.id, "a" * 16, "..", "%00"):
        assert other.browser.get(f"/institution/asked/{match_id}").status_code in (308, 404)


def test_list_costs_the_same_however_long(
    member: FlaskClient, app_db: Database, asked: Match, institution_id: str, count_queries: CountQueries
) -> None:
    one = count_queries(lambda: member.get("/institution/asked"))
    for match in matches.list_matches_of_institution(app_db, institution_id, states=[MatchState.SUGGESTED]):
        move(app_db, match.id, MatchState.ASKED)
    found = member.get("/institution/asked").text.count("match-card-title")
    assert found > 1
    assert count_queries(lambda: member.get("/institution/asked")) == one
