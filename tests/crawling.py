"""What the crawls of all roles share: who crawls, a demo with something to see, and which pages no link leads to."""

from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser

from flask import Flask
from sqlite_utils import Database
from werkzeug.exceptions import HTTPException

from matchmaker.model.match import MatchState
from matchmaker.model.user import Actor, Role
from matchmaker.operations.ask_both_sides import ask_both_sides
from matchmaker.operations.decide_match import decide_match
from matchmaker.store import matches, needs, offerings
from matchmaker.store.users import find_user_by_email
from tests.conftest import NOW

PEOPLE = (
    "",
    *(f"{role}@demo.example.com" for role in ("company", "institution", "coordinator", "admin")),
    "new@example.com",
)
# Pages that are no pages to read, or that only a link in a mail leads to; each has tests of its own.
NOT_BY_LINK = {
    "static",
    "public.healthz",
    "account.open_link",
    "account.home",
    "account.unsubscribe",
    "answers.link",
    "admin.wording_html",  # a mail, with a look of its own: tests/mail
}


def decide_some(db: Database) -> None:
    """One match of every interesting state; the demo institution is asked about its own; a mail did not arrive; and the
    company of a need that nobody was asked about has taken its permission to be introduced back.
    """
    coordinator = find_user_by_email(db, "coordinator@demo.example.com")
    assert coordinator is not None
    actor = Actor(coordinator.id, Role.COORDINATOR)
    for need in needs.list_queue(db):
        found = matches.list_matches(db, need.id, states=[MatchState.SUGGESTED])
        for match, after in zip(found, (MatchState.APPROVED, MatchState.ON_HOLD), strict=False):
            decide_match(db, match_id=match.id, seen=MatchState.SUGGESTED, after=after, actor=actor, now=NOW)
        own = [m for m in found if offerings.get_offering(db, m.offering_id).is_demo]
        for match in own[:1]:
            if matches.get_match(db, match.id).state is MatchState.SUGGESTED:
                decide_match(
                    db,
                    match_id=match.id,
                    seen=MatchState.SUGGESTED,
                    after=MatchState.APPROVED,
                    actor=actor,
                    now=NOW,
                )
            if matches.get_match(db, match.id).state is MatchState.APPROVED:
                ask_both_sides(db, match_id=match.id, actor=actor, now=NOW - timedelta(hours=1))
    db.execute(
        "UPDATE outbox SET failed_at = created_at, last_error = '550 no such user'"
        " WHERE rowid = (SELECT max(rowid) FROM outbox)"
    )
    db.execute(
        "UPDATE consents SET withdrawn_at = given_at WHERE purpose = 'introduce' AND need_id = (SELECT id FROM needs"
        " WHERE NOT EXISTS (SELECT 1 FROM matches WHERE need_id = needs.id AND state = 'asked') ORDER BY id LIMIT 1)"
    )


def endpoint_of(app: Flask, path: str) -> str | None:
    """The endpoint that answers a GET of this path, or None."""
    try:
        endpoint, _arguments = app.url_map.bind("localhost").match(path, method="GET")
    except HTTPException:
        return None
    return str(endpoint)


def links_of(html: str) -> Iterator[str]:
    """Addresses of this site that a page links to, without their fragments."""
    reader = _Links()
    reader.feed(html)
    return (link.split("#")[0] for link in reader.found if link.startswith("/") and not link.startswith("//"))


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]
