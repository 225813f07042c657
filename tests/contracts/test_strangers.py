"""What others wrote runs nowhere, and what belongs to others neither opens nor changes: every page and every id is tried."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from itertools import product

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.codes import Language
from matchmaker.model.introduction import Answer, MailKind, Side
from matchmaker.model.user import Role
from matchmaker.store import drafts, follow_up, institutions, notes, outbox
from matchmaker.store.database import write_tx
from matchmaker.web.access import declared_role
from matchmaker.web.limits import limiter
from tests.conftest import NOW, SignIn, new_client
from tests.contracts.test_access import PEOPLE
from tests.introducing import COORDINATOR, KAISA, MEMBER, World, build_world

MARKUP = """'"></textarea></title><svg onload=alert(1)><a href="javascript:alert(2)">{{ 7*7 }}"""
# Everything that a person, a file or a mail program may write and somebody else reads.
WRITTEN: Mapping[str, tuple[str, ...]] = {
    "users": ("name",),
    "companies": ("name", "makes", "website"),
    "institutions": ("name", "website"),
    "contacts": ("name",),
    "need_versions": ("title", "description", "summary", "phone"),
    "offering_versions": ("unit", "place", "funder", "target_text", "how_to_get"),
    "offering_texts": ("title", "description"),
    "offerings": ("source",),
    "notes": ("body",),
    "corrections": ("name", "body"),
    "clarifications": ("question", "answer"),
    "support_events": ("evidence",),
    "ties": ("note",),
    "introductions": ("company_note", "institution_note"),
    "consents": ("agreed_by",),
    "outbox": ("last_error",),
    "saved_filters": ("name",),
    "own_concepts": ("fi_lay", "en_lay"),
    "mail_templates": ("subject", "body"),
}
MOST_OF_A_KIND = 4


@pytest.fixture
def unlimited(app: Flask) -> Iterator[Flask]:
    """The application without rate limits: these tests ask more than a person could."""
    limiter.enabled = False
    yield app
    limiter.enabled = True


@pytest.fixture
def world(app_db: Database) -> World:
    """Two who were introduced, beside the demo's people, with everything else that may be written about them."""
    built = build_world(app_db)
    built.ask()
    for side in Side:
        built.answer(side, Answer.YES, note="Hyvä")
    offering_id = built.introduction.offering_id
    with write_tx(app_db):
        notes.add_note(app_db, need_id=built.need_id, author_id=built.coordinator.user_id, body="x", now=NOW)
        notes.add_correction(
            app_db, offering_id=offering_id, email="a@b.example", name="x", body="x", now=NOW
        )
        follow_up.add_clarification(
            app_db, need_id=built.need_id, question="x", asked_by=None, due_at=NOW, now=NOW
        )
        drafts.add_draft(app_db, user_id=built.kaisa.user_id or "", form={"title": "x"}, now=NOW)
        failed = outbox.enqueue(
            app_db,
            template="correction",
            recipient="a@b.example",
            language=Language.FI,
            params={},
            now=NOW,
            kind=MailKind.NOTICE,
        )
        app_db.execute("UPDATE outbox SET failed_at = created_at, last_error = 'x' WHERE id = ?", [failed])
    return built


class _Page(HTMLParser):
    """Where a page leads, and what in it would run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.running: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            address = (value or "").strip().lower()
            if name.startswith("on") or (
                name in ("href", "src", "action", "formaction")
                and re.match(r"(javascript|data|vbscript):", address)
            ):
                self.running.append(f"<{tag} {name}={value}>")
            if name == "href" and tag == "a" and value and value.startswith("/"):
                self.links.append(value)


def pages(app: Flask, browser: FlaskClient, start: list[str]) -> Iterator[tuple[str, str]]:
    """(path, text) of the pages that a person reaches by links, a few of each kind."""
    adapter = app.url_map.bind("localhost")
    seen: set[str] = set()
    kinds: Counter[str] = Counter()
    waiting = list(start)
    while waiting:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        endpoint, arguments = adapter.match(path.partition("?")[0].partition("#")[0], return_rule=False)
        kinds[endpoint] += 1
        if kinds[endpoint] > MOST_OF_A_KIND or endpoint == "static" or (arguments and "token" in arguments):
            continue
        answer = browser.get(path, follow_redirects=True)
        assert answer.status_code < 500, path
        if answer.mimetype != "text/html":
            continue
        yield path, answer.text
        waiting += _Page(answer.text).links


def test_what_people_write_runs_on_no_page(
    world: World, unlimited: Flask, sign_in: SignIn, app_db: Database
) -> None:
    people = {
        "nobody": new_client(unlimited),
        **{email: sign_in(email) for email in (KAISA, MEMBER, COORDINATOR, *PEOPLE.values())},
    }
    own = [f"/introductions/{world.introduction.id}", f"/institution/asked/{world.match_id}"]
    app_db.execute("PRAGMA ignore_check_constraints = ON")
    for table, columns in WRITTEN.items():
        for column in columns:
            unique = (
                "|| rowid" if (table, column) in (("institutions", "name"), ("saved_filters", "name")) else ""
            )
            change = f"UPDATE {table} SET {column} = ? {unique} WHERE {column} IS NOT NULL"  # noqa: S608 -- names from here
            app_db.execute(change, [MARKUP])
    app_db.execute(
        "UPDATE matches SET reasons = replace(reasons, 'Hitsi', ?)",
        [MARKUP.replace("\\", "").replace('"', "")],
    )
    running, shown = [], 0
    for person, browser in people.items():
        for path, text in pages(unlimited, browser, ["/", "/home", "/offerings", *own]):
            running += [(person, path, found) for found in _Page(text).running]
            shown += "&lt;svg onload" in text
            assert "49" not in re.findall(r"javascript:alert\(2\)&#34;&gt;(\w*)", text)
    assert running == []
    assert shown > 60, "the texts are shown where they belong"
    for side, email in ((Side.COMPANY, KAISA), (Side.INSTITUTION, world.introduction.institution_email)):
        text = new_client(unlimited).get(f"/answer/{world.link(side, email=email)}").text
        assert (_Page(text).running, "&lt;svg onload" in text) == ([], True)


def ids(db: Database, world: World) -> dict[str, str]:
    """Ids that belong to the two, by the name that addresses give them."""

    def one(sql: str, *values: str) -> str:
        return str(next(iter(next(iter(list(db.query(sql, values)))).values())))

    return {
        "need_id": world.need_id,
        "match_id": world.match_id,
        "introduction_id": world.introduction.id,
        "offering_id": world.introduction.offering_id,
        "company_id": world.company_id,
        "institution_id": world.institution_id,
        "draft_id": one("SELECT id FROM drafts WHERE user_id = ?", world.kaisa.user_id or ""),
        "consent_id": one(
            "SELECT id FROM consents WHERE need_id = ? AND purpose = 'introduce'", world.need_id
        ),
        "clarification_id": one("SELECT id FROM clarifications WHERE need_id = ?", world.need_id),
        "membership_id": one("SELECT id FROM memberships WHERE user_id = ?", world.kaisa.user_id or ""),
        "contact_id": institutions.list_contacts(db, world.institution_id)[0].id,
    }


def others(db: Database) -> dict[str, str]:
    """Ids that belong to the demo's company and institution."""
    (need,) = list(
        db.query(
            "SELECT needs.id, needs.company_id FROM needs JOIN memberships USING (company_id) JOIN users ON users.id = user_id"
            " WHERE users.email = ? ORDER BY needs.id LIMIT 1",
            [PEOPLE[Role.COMPANY]],
        )
    )
    (lab,) = list(
        db.query(
            "SELECT institution_id AS id FROM memberships JOIN users ON users.id = user_id WHERE users.email = ?"
            " AND role = 'institution'",
            [PEOPLE[Role.INSTITUTION]],
        )
    )
    return {"need_id": need["id"], "company_id": need["company_id"], "institution_id": lab["id"]}


DATA = {
    "answer": "yes",
    "why": "no-longer-needed",
    "colleague-email": "a@b.example",
    "progress": "met",
    "title": "x",
    "description": "x",
    "reason": "other",
}


def test_nobody_opens_or_changes_what_belongs_to_others(
    world: World, unlimited: Flask, sign_in: SignIn, app_db: Database
) -> None:
    theirs, mine = ids(app_db, world), others(app_db)
    adapter = unlimited.url_map.bind("localhost")
    attackers = {role: sign_in(PEOPLE[role]) for role in (Role.COMPANY, Role.INSTITUTION, Role.SIGNED_IN)}
    tried, wrong = 0, []
    before = app_db.execute("PRAGMA data_version").fetchone()[0]
    for rule in unlimited.url_map.iter_rules():
        role = declared_role(unlimited, rule.endpoint)
        if role in (Role.PUBLIC, None) or not set(rule.arguments) & set(theirs):
            continue
        choices = [
            [theirs.get(name, "introduce"), *([mine[name]] if name in mine else [])]
            for name in sorted(rule.arguments)
        ]
        for chosen in product(*choices):
            if not set(chosen) & set(theirs.values()):
                continue
            path = adapter.build(rule.endpoint, dict(zip(sorted(rule.arguments), chosen, strict=True)))
            for (who, browser), method in product(
                attackers.items(), sorted((rule.methods or set()) & {"GET", "POST"})
            ):
                answer = browser.open(path, method=method, data=DATA if method == "POST" else None)
                tried += 1
                if answer.status_code not in (404, 302) or (
                    answer.status_code == 302 and "/sign-in" not in answer.location
                ):
                    wrong.append((who, method, path, answer.status_code))
    assert wrong == []
    assert tried > 100
    assert app_db.execute("PRAGMA data_version").fetchone()[0] == before


def test_a_coordinator_reaches_no_membership_of_staff_through_an_organisation(
    world: World, unlimited: Flask, sign_in: SignIn, app_db: Database
) -> None:
    staff = [
        row["id"] for row in app_db.query("SELECT id FROM memberships WHERE role IN ('coordinator', 'admin')")
    ]
    browser = sign_in(COORDINATOR)
    before = app_db.execute("PRAGMA data_version").fetchone()[0]
    for membership in staff:
        for place in (
            f"companies/{world.company_id}/members/{membership}/accept",
            f"companies/{world.company_id}/members/{membership}/end",
            f"institutions/{world.institution_id}/members/{membership}/end",
        ):
            assert browser.post(f"/coordinator/{place}").status_code == 404
    assert app_db.execute("PRAGMA data_version").fetchone()[0] == before
