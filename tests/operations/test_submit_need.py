"""A need on its way in: ranked, stored, told to those who wait for it; once."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from matchmaker.matching.engine import MODEL_VERSION, Analyser
from matchmaker.matching.index import Index, build
from matchmaker.model.codes import Help, InstitutionKind, Language
from matchmaker.model.company import CompanyProfile, ConsentChannel, ConsentPurpose
from matchmaker.model.errors import NotAllowed, NotFound
from matchmaker.model.match import MatchState
from matchmaker.model.need import NeedChannel, NeedContent, NeedState
from matchmaker.model.offering import OfferingContent, OfferingKind, OfferingState, OfferingText
from matchmaker.model.user import Actor, MembershipState, Role, User
from matchmaker.operations.documents import offering_document
from matchmaker.operations.merge_companies import merge_companies
from matchmaker.operations.submit_need import ConsentGiven, submit_need
from matchmaker.store import audit, companies, drafts, institutions, matches, needs, offerings, users
from matchmaker.store.database import open_database, write_tx
from matchmaker.store.migrations import migrate
from tests.conftest import NOW

CONTENT = NeedContent(
    title="Puhallin tärisee",
    description="Kuivaamon puhallin tärisee ja laakerit hajoavat. Tarvitsemme värähtelymittauksen.",
    language=Language.FI,
    helps=frozenset({Help.MEASUREMENT}),
)
CONSENT = ConsentGiven(
    purposes=frozenset({ConsentPurpose.MATCH, ConsentPurpose.REPORT}),
    text_version="2026-11-24",
    agreed_by="Kaisa",
    channel=ConsentChannel.FORM,
    given_at=NOW,
)
TEXTS = (
    OfferingText("Värähtelymittaukset", "Mittaamme puhaltimien ja pumppujen värähtelyä ja laakerien kuntoa."),
    OfferingText("Marjojen ravintosisältö", "Analysoimme mustikoiden antioksidantit ja vitamiinit."),
)


@pytest.fixture
def sender(db: Database) -> User:
    with write_tx(db):
        for email in ("koordinaattori@example.com", "toinen.koordinaattori@example.com"):
            user = users.add_user(db, email=email, language=Language.FI, now=NOW)
            membership = users.add_membership(
                db, user_id=user.id, role=Role.COORDINATOR, state=MembershipState.INVITED, now=NOW
            )
            users.set_membership_state(db, membership.id, MembershipState.ACTIVE, now=NOW, by=None)
        return users.add_user(db, email="kaisa@example.com", language=Language.EN, now=NOW, name="Kaisa")


@pytest.fixture
def index(db: Database, analyser: Analyser) -> Index:
    with write_tx(db):
        lab = institutions.add_institution(db, name="Savonia", kind=InstitutionKind.APPLIED_SCIENCES, now=NOW)
        for text in TEXTS:
            content = OfferingContent(OfferingKind.SERVICE, {Language.FI: text})
            offerings.add_offering(
                db, institution_id=lab.id, content=content, state=OfferingState.PUBLISHED, now=NOW
            )
    return build([offering_document(offering) for offering in offerings.list_listed(db)], analyser)


@pytest.fixture
def company_id(db: Database) -> str:
    with write_tx(db):
        return companies.add_company(db, CompanyProfile("Saha Oy", municipality="297"), now=NOW).id


@pytest.fixture
def submit(db: Database, index: Index, company_id: str, sender: User) -> Callable[..., object]:
    def send(**changed):
        values = {
            "company_id": company_id,
            "content": CONTENT,
            "consent": CONSENT,
            "submission_key": "avain-1",
            "model_version": MODEL_VERSION,
            "actor": Actor(sender.id, Role.COMPANY),
            "now": NOW,
        }
        return submit_need(db, index, **{**values, **changed})

    return send


def test_need_is_stored_with_version_consents_and_matches_that_say_why(db, submit, company_id, sender):
    need = submit()
    assert need == needs.get_need(db, need.id)
    assert (need.state, need.content, need.channel) == (NeedState.SUBMITTED, CONTENT, NeedChannel.WEB)
    given = companies.list_consents(db, company_id, need.id)
    assert sorted((c.purpose, c.agreed_by, c.recorded_by) for c in given) == [
        (ConsentPurpose.MATCH, "Kaisa", sender.id),
        (ConsentPurpose.REPORT, "Kaisa", sender.id),
    ]
    best = matches.list_matches(db, need.id)[0]
    offering = offerings.get_offering(db, best.offering_id)
    assert offering.content.texts[Language.FI] == TEXTS[0]
    assert (best.state, best.need_version_id, best.offering_version_id, best.model_version) == (
        MatchState.SUGGESTED,
        need.version_id,
        offering.version_id,
        MODEL_VERSION,
    )
    assert best.reasons["lines"]
    assert not needs.list_needs_to_rank(db, catalogue=offerings.catalogue_number(db))


def test_sender_and_every_coordinator_are_told_in_their_language(db, submit):
    submit()
    mails = [(row["template"], row["recipient"], row["language"]) for row in db["outbox"].rows]
    assert sorted(mails) == [
        ("need_received", "kaisa@example.com", "en"),
        ("need_waiting", "koordinaattori@example.com", "fi"),
        ("need_waiting", "toinen.koordinaattori@example.com", "fi"),
    ]


def test_step_is_audited_without_the_text(db, submit):
    need = submit()
    (entry,) = audit.list_for_need(db, need.id)
    assert (entry.action, entry.actor_name, entry.actor_role) == ("submit_need", "Kaisa", "company")
    assert "Puhallin" not in str(entry.detail)


def test_second_call_with_the_same_key_returns_the_first_need_and_does_nothing(db, submit):
    first = submit()
    rows = {name: db[name].count for name in ("needs", "consents", "matches", "audit", "outbox")}
    assert submit(content=replace(CONTENT, title="Aivan muuta")) == first
    assert {name: db[name].count for name in rows} == rows


def test_draft_is_used_up(db, submit, sender):
    with write_tx(db):
        draft = drafts.add_draft(db, user_id=sender.id, form={"title": "x"}, now=NOW)
    submit(draft_id=draft.id)
    assert drafts.list_drafts(db, sender.id) == []


def test_coordinator_who_enters_a_need_gets_no_mail_about_it(db, submit):
    coordinator = users.find_user_by_email(db, "koordinaattori@example.com")
    need = submit(actor=Actor(coordinator.id, Role.COORDINATOR), channel=NeedChannel.PHONE)
    assert need.channel is NeedChannel.PHONE
    assert [row["recipient"] for row in db["outbox"].rows] == ["toinen.koordinaattori@example.com"]


def test_nothing_happens_without_consent_to_matching(db, submit):
    with pytest.raises(NotAllowed):
        submit(consent=replace(CONSENT, purposes=frozenset({ConsentPurpose.REPORT})))
    assert db["needs"].count == 0


def test_need_of_a_company_that_was_merged_meanwhile_belongs_to_the_entry_that_lives_on(
    db, submit, company_id
):
    """The coordinator merges while the need is being ranked: nobody would see it at the entry that is gone."""
    with write_tx(db):
        twin = companies.add_company(db, CompanyProfile("Saha", municipality="297"), now=NOW).id
        last = companies.add_company(db, CompanyProfile("Saha Oyj", municipality="297"), now=NOW).id
    admin = Actor(None, Role.ADMIN)
    merge_companies(db, company_id=company_id, into=twin, actor=admin, now=NOW)
    merge_companies(db, company_id=twin, into=last, actor=admin, now=NOW)
    need = submit()
    assert need.company_id == last
    assert {consent.need_id for consent in companies.list_consents(db, last, need.id)} == {need.id}


def test_unknown_company_is_not_found(db, submit):
    with pytest.raises(NotFound):
        submit(company_id="a" * 16)
    assert db["needs"].count == 0


def test_need_without_any_likeness_is_marked_so(db, submit):
    need = submit(content=replace(CONTENT, title="Xyzzy", description="Qwfp zxcv, hjklöä."))
    assert need.no_good_match
    assert all(match.uncertain for match in matches.list_matches(db, need.id))


def test_failure_in_the_middle_leaves_nothing(db, submit, monkeypatch):
    from matchmaker.store import outbox

    def broken(*_args: object, **_kwargs: object) -> str:
        raise RuntimeError("disk full")

    monkeypatch.setattr(outbox, "enqueue", broken)
    with pytest.raises(RuntimeError):
        submit()
    assert [db[name].count for name in ("needs", "need_versions", "consents", "matches", "audit")] == [0] * 5


def test_many_clicks_at_once_make_one_need(tmp_path: Path, db, index, company_id, sender):
    path = tmp_path / "busy.db"
    db.execute("VACUUM INTO ?", [str(path)])
    found: list[str] = []

    def click() -> None:
        own = open_database(path)
        found.append(
            submit_need(
                own,
                index,
                company_id=company_id,
                content=CONTENT,
                consent=CONSENT,
                submission_key="avain-1",
                model_version=MODEL_VERSION,
                actor=Actor(sender.id, Role.COMPANY),
                now=NOW,
            ).id
        )
        own.close()

    threads = [threading.Thread(target=click) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    checked = open_database(path)
    migrate(checked)
    assert len(found) == 6
    assert len(set(found)) == 1
    assert checked["needs"].count == 1
    checked.close()
