"""What a company tells of itself is changed, by a member or by a coordinator whom it told on the phone."""

from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.changes import changed_parts
from matchmaker.model.company import Company, CompanyProfile
from matchmaker.model.errors import AlreadyDecided
from matchmaker.model.introduction import MailKind
from matchmaker.model.user import Actor, Role
from matchmaker.operations.recipients import people_of_company
from matchmaker.store import audit, companies, needs, outbox, users
from matchmaker.store.database import write_tx

# What ranking reads; the name is blanked in the text. A new website leaves the matches alone.
_RANKED_BY = frozenset({"name", "municipality", "size", "sector", "makes"})

# The trail keeps what these were: facts of a register. What the company makes is its own text.
_KEPT_IN_TRAIL = frozenset(
    {"name", "business_id", "municipality", "size", "sector", "nace_section", "website"}
)


def save_profile(
    db: Database,
    *,
    company_id: str,
    profile: CompanyProfile,
    actor: Actor,
    now: datetime,
    seen: CompanyProfile | None = None,
) -> Company:
    """Replace the profile; the company's open needs are ranked again when it changes what ranking reads.

    Side effects: the company's row, its open needs marked for ranking, an audit row with what changed; what a coordinator
    changes is mailed to the company's people. Nothing when nothing changed. Raises Conflict when another company has the
    business ID, AlreadyDecided when the profile is no longer as it was `seen`.
    """
    with write_tx(db):
        before = companies.get_company(db, company_id).profile
        if seen is not None and seen != before:
            raise AlreadyDecided("company", company_id, "")
        changed = changed_parts(before, profile)
        if changed:
            companies.update_profile(db, company_id, profile, now)
            if not _RANKED_BY.isdisjoint(changed):
                needs.mark_unranked(db, company_id)
            _record(db, company_id, before, profile, actor, now)
            if actor.role is Role.COORDINATOR:
                _tell(db, company_id, changed, now)
    return companies.get_company(db, company_id)


def save_name(db: Database, *, user_id: str, name: str) -> None:
    """Keep what a person is called: institutions and coordinators read it in place of the address."""
    with write_tx(db):
        users.set_name(db, user_id, name)


def _record(
    db: Database,
    company_id: str,
    before: CompanyProfile,
    after: CompanyProfile,
    actor: Actor,
    now: datetime,
) -> None:
    changed = changed_parts(before, after)
    kept = [name for name in changed if name in _KEPT_IN_TRAIL]
    detail = {
        "changed": changed,
        "before": {name: getattr(before, name) for name in kept},
        "after": {name: getattr(after, name) for name in kept},
    }
    audit.record_of_company(db, "save_profile", company_id, actor, now, detail)


def _tell(db: Database, company_id: str, changed: list[str], now: datetime) -> None:
    for person in people_of_company(db, company_id):
        outbox.enqueue(
            db,
            template="profile_corrected",
            recipient=person.email,
            language=person.language,
            params={"company_id": company_id, "changed": changed},
            now=now,
            kind=MailKind.NOTICE,
        )
