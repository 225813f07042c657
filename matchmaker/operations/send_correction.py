"""Somebody outside says that an offering is wrong."""

from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.introduction import MailKind
from matchmaker.model.user import Actor, Role
from matchmaker.store import audit, notes, offerings, outbox, users
from matchmaker.store.database import write_tx


def send_correction(
    db: Database, *, offering_id: str, email: str, name: str, body: str, now: datetime
) -> None:
    """Keep a message about a listed offering for the coordinators.

    Side effects: a row in corrections, an audit row, a mail to each coordinator. Raises NotFound for an unlisted offering.
    """
    with write_tx(db):
        offering = offerings.get_listed_offering(db, offering_id)
        correction_id = notes.add_correction(
            db, offering_id=offering_id, email=email, name=name, body=body, now=now
        )
        audit.record(
            db,
            actor=Actor(None, Role.PUBLIC),
            action="send_correction",
            object_type="offering",
            object_id=offering_id,
            now=now,
            detail={"correction": correction_id},
        )
        for coordinator in users.list_users_with_role(db, Role.COORDINATOR):
            outbox.enqueue(
                db,
                template="correction",
                recipient=coordinator.email,
                language=coordinator.language,
                params={"title": offering.content.title(coordinator.language)},
                now=now,
                kind=MailKind.NOTICE,
            )
