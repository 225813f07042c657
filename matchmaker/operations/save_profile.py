"""What a company tells of itself is changed, by a member or by a coordinator whom it told on the phone."""

from dataclasses import fields
from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.company import Company, CompanyProfile
from matchmaker.model.user import Actor
from matchmaker.store import audit, companies, needs, users
from matchmaker.store.database import write_tx


def save_profile(
    db: Database, *, company_id: str, profile: CompanyProfile, actor: Actor, now: datetime
) -> Company:
    """Replace the profile; the company's open needs are ranked again by it.

    Side effects: the company's row, its open needs marked for ranking, an audit row naming the changed fields; nothing
    when nothing changed. Raises Conflict when another company has the business ID.
    """
    with write_tx(db):
        before = companies.get_company(db, company_id).profile
        changed = [
            field.name
            for field in fields(profile)
            if getattr(profile, field.name) != getattr(before, field.name)
        ]
        if changed:
            companies.update_profile(db, company_id, profile, now)
            needs.mark_unranked(db, company_id)
            audit.record(
                db,
                actor=actor,
                action="save_profile",
                object_type="company",
                object_id=company_id,
                now=now,
                detail={"changed": changed},
            )
    return companies.get_company(db, company_id)


def save_name(db: Database, *, user_id: str, name: str) -> None:
    """Keep what a person is called: institutions and coordinators read it in place of the address."""
    with write_tx(db):
        users.set_name(db, user_id, name)
