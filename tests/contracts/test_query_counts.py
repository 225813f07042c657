"""Every page that lists something sends as many queries for hundreds of rows as for a few, for every role."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.codes import InstitutionKind, Language
from matchmaker.model.company import CompanyProfile
from matchmaker.model.ids import new_id
from matchmaker.model.match import MatchState
from matchmaker.model.need import NeedChannel
from matchmaker.model.offering import OfferingContent, OfferingKind, OfferingState, OfferingText
from matchmaker.model.user import Actor, MembershipState, Role
from matchmaker.store import (
    audit,
    companies,
    follow_up,
    institutions,
    introductions,
    matches,
    needs,
    notes,
    offerings,
    outbox,
    users,
)
from matchmaker.store.database import write_tx
from matchmaker.store.matches import MatchResult
from matchmaker.web.limits import limiter
from tests.conftest import NOW, CountQueries, SignIn, new_client

FEW, MANY = 3, 297
STATES = list(MatchState)

# role, address; the names in braces are filled in from `Place`.
LISTS: tuple[tuple[str, str], ...] = (
    ("", "/offerings"),
    ("", "/offerings?q=mittaus"),
    ("company", "/company/needs"),
    ("company", "/company/needs/{need}"),
    ("company", "/company/members"),
    ("institution", "/institution/offerings"),
    ("institution", "/institution/asked"),
    ("institution", "/institution/demand"),
    ("coordinator", "/coordinator/"),
    ("coordinator", "/coordinator/?group=new"),
    ("coordinator", "/coordinator/?group=waiting"),
    ("coordinator", "/coordinator/needs"),
    ("coordinator", "/coordinator/needs?state=all"),
    ("coordinator", "/coordinator/needs/{need}"),
    ("coordinator", "/coordinator/needs/{need}/reject-rest"),
    ("coordinator", "/coordinator/needs/{need}/clarify"),
    ("coordinator", "/coordinator/companies"),
    ("coordinator", "/coordinator/companies/{company}"),
    ("coordinator", "/coordinator/corrections"),
    ("coordinator", "/coordinator/mails"),
    ("coordinator", "/coordinator/institutions"),
    ("coordinator", "/coordinator/institutions/{institution}"),
    ("admin", "/admin"),
    ("admin", "/admin/users"),
    ("admin", "/admin/mails"),
    ("admin", "/admin/audit"),
    ("admin", "/admin/audit?action=sign_in&person=demo"),
    ("admin", "/admin/backups"),
    ("admin", "/admin/maintenance"),
    ("admin", "/admin/reasons"),
)


@dataclass(frozen=True)
class Place:
    """The demo's need, company and institution that all the added rows hang on."""

    need: str
    company: str
    institution: str


@pytest.fixture
def unlimited() -> Iterator[None]:
    limiter.enabled = False
    yield
    limiter.enabled = True


@pytest.fixture
def place(app_db: Database) -> Place:
    (row,) = list(
        app_db.query(
            "SELECT company_id FROM memberships JOIN users ON users.id = user_id"
            " WHERE email = 'company@demo.example.com' AND role = 'company'"
        )
    )
    (lab,) = list(
        app_db.query(
            "SELECT institution_id FROM memberships JOIN users ON users.id = user_id"
            " WHERE email = 'institution@demo.example.com' AND role = 'institution'"
        )
    )
    (first, *_rest) = needs.list_needs_of_company(app_db, row["company_id"])
    return Place(first.id, row["company_id"], lab["institution_id"])


def test_a_few_and_hundreds_take_as_many_queries(
    app: Flask,
    app_db: Database,
    place: Place,
    sign_in: SignIn,
    count_queries: CountQueries,
    unlimited: None,
):
    browsers: dict[str, FlaskClient] = {"": new_client(app)}
    for role in ("company", "institution", "coordinator", "admin"):
        browsers[role] = sign_in(f"{role}@demo.example.com")
    add(app_db, place, FEW)
    few = count_all(browsers, place, count_queries)
    add(app_db, place, MANY)
    many = count_all(browsers, place, count_queries)
    assert {page: (few[page], many[page]) for page in few if few[page] != many[page]} == {}
    assert min(few.values()) > 0


def count_all(
    browsers: dict[str, FlaskClient], place: Place, count_queries: CountQueries
) -> dict[tuple[str, str], int]:
    return {(role, path): count(browsers[role], path, place, count_queries) for role, path in LISTS}


def count(browser: FlaskClient, path: str, place: Place, count_queries: CountQueries) -> int:
    url = path.format(need=place.need, company=place.company, institution=place.institution)
    codes: list[int] = []
    found = count_queries(lambda: codes.append(browser.get(url).status_code))
    assert codes == [200], path
    return found


def add(db: Database, place: Place, number: int) -> None:
    """More of everything that a page lists."""
    like = needs.get_need(db, place.need)
    (model, *_rest) = matches.list_matches(db, place.need)
    with write_tx(db):
        for _person in range(number):  # first, while few needs name them for searching
            _add_people(db, place, new_id())
        for n in range(number):
            state = STATES[n % len(STATES)]
            key = new_id()
            companies.add_company(db, CompanyProfile(f"Yritys {key}", municipality="297"), now=NOW)
            institutions.add_institution(db, name=f"Laitos {key}", kind=InstitutionKind.OTHER, now=NOW)
            text = OfferingText(f"Palvelu {key}", "Mittaamme ja analysoimme näytteitä.")
            offering = offerings.add_offering(
                db,
                institution_id=place.institution,
                content=OfferingContent(OfferingKind.SERVICE, {Language.FI: text}),
                state=OfferingState.PUBLISHED if n % 2 else OfferingState.UNCONFIRMED,
                now=NOW,
            )
            need = needs.add_need(
                db,
                company_id=place.company,
                content=replace(like.content, title=f"Tarve {key}"),
                channel=NeedChannel.WEB,
                submission_key=key,
                created_by=like.created_by,
                now=NOW - timedelta(days=30),
            )
            for need_id, version_id in ((place.need, like.version_id), (need.id, need.version_id)):
                result = MatchResult(
                    offering_id=offering.id,
                    offering_version_id=offering.version_id,
                    score=model.score,
                    band=model.band,
                    rank=1,
                    uncertain=False,
                    reasons=model.reasons,
                    eligibility=model.eligibility,
                )
                match = matches.add_manual_match(
                    db,
                    need_id=need_id,
                    need_version_id=version_id,
                    result=result,
                    model_version="test",
                    now=NOW - timedelta(days=40),
                )
                db.execute("UPDATE matches SET state = ? WHERE id = ?", [state, match.id])
                _add_introduction(db, match.id, state)
            _add_messages(db, need.id, offering.id, like.created_by, n)


def _add_people(db: Database, place: Place, key: str) -> None:
    for role, where in ((Role.COMPANY, place.company), (Role.INSTITUTION, place.institution)):
        person = users.add_user(db, email=f"{role}-{key}@example.com", language=Language.FI, now=NOW)
        users.add_membership(
            db,
            user_id=person.id,
            role=role,
            state=MembershipState.ACTIVE,
            now=NOW,
            company_id=where if role is Role.COMPANY else None,
            institution_id=where if role is Role.INSTITUTION else None,
        )


def _add_introduction(db: Database, match_id: str, state: MatchState) -> None:
    if state in (MatchState.SUGGESTED, MatchState.ON_HOLD, MatchState.REJECTED, MatchState.APPROVED):
        return
    made = introductions.add_introduction(
        db,
        match_id=match_id,
        company_email="company@demo.example.com",
        institution_email="institution@demo.example.com",
        asked_by=None,
        due_at=NOW + timedelta(days=1),
        now=NOW - timedelta(days=5),
    )
    if state is not MatchState.ASKED:
        introductions.end_introduction(db, made.id, NOW)


def _add_messages(db: Database, need_id: str, offering_id: str, user_id: str | None, n: int) -> None:
    asked = follow_up.add_clarification(
        db, need_id=need_id, question="Mikä?", asked_by=None, due_at=NOW - timedelta(days=1), now=NOW
    )
    if n % 2:
        follow_up.set_clarification_answer(db, asked.id, answer="Teräs.", answered_by=user_id, now=NOW)
    notes.add_note(db, need_id=need_id, author_id=user_id, body="Soitettu.", now=NOW)
    notes.add_correction(
        db, offering_id=offering_id, email="a@example.com", name="A", body="Korjatkaa.", now=NOW
    )
    mail = outbox.enqueue(
        db,
        template="receipt",
        recipient=f"x{n}@example.com",
        language=Language.FI,
        params={"need_id": need_id},
        now=NOW,
    )
    db.execute("UPDATE outbox SET failed_at = '2026-11-24T07:00:00Z', last_error = 'no' WHERE id = ?", [mail])
    audit.record(
        db,
        actor=Actor.system(),
        action="refresh_matches",
        object_type="need",
        object_id=need_id,
        need_id=need_id,
        now=NOW,
    )
