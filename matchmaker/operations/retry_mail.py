"""What is done about mails that were given up: tried again, one or all, put aside, or told by phone."""

from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.user import Actor
from matchmaker.store import audit, outbox, undelivered
from matchmaker.store.database import write_tx


def retry_mail(db: Database, *, mail_id: str, actor: Actor, now: datetime) -> None:
    """Put a mail that failed or waits for its next try to the front, with all its attempts before it.

    Side effects: the outbox row, an audit row. Raises NotFound for an unknown mail and for a delivered one: none is sent
    twice.
    """
    with write_tx(db):
        outbox.retry(db, mail_id, now)
        audit.record(
            db, actor=actor, action="retry_mail", object_type="mail", object_id=mail_id, now=now, detail={}
        )


def retry_failed_mails(db: Database, *, actor: Actor, now: datetime) -> int:
    """Try all mails again that were given up, as after a long failure of the mail server; return how many.

    Those that may have been sent stay: a person decides about each. Side effects: the outbox rows, an audit row.
    """
    with write_tx(db):
        count = outbox.retry_failed(db, now)
        if count:
            audit.record(
                db,
                actor=actor,
                action="retry_failed_mails",
                object_type="mail",
                object_id="",
                now=now,
                detail={"mails": count},
            )
        return count


def put_aside_mail(db: Database, *, mail_id: str, actor: Actor, now: datetime) -> None:
    """Do without a mail that was given up: its address is wrong, it has arrived after all, or nobody waits for it now.

    Side effects: the outbox row, an audit row. Raises NotFound for any other mail.
    """
    with write_tx(db):
        outbox.put_aside(db, mail_id, now)
        audit.record(
            db,
            actor=actor,
            action="put_aside_mail",
            object_type="mail",
            object_id=mail_id,
            now=now,
            detail={},
        )


def tell_by_phone(db: Database, *, mail_id: str, actor: Actor, now: datetime) -> None:
    """A coordinator has told by phone what a mail said that was given up: it is sent no more.

    Side effects: the outbox row, an audit row, in the history of the need where the mail is about one. Raises NotFound for any
    other mail.
    """
    with write_tx(db):
        need_id = undelivered.find_need_of_mail(db, mail_id)
        outbox.put_aside(db, mail_id, now)
        audit.record(
            db,
            actor=actor,
            action="tell_by_phone",
            object_type="mail",
            object_id=mail_id,
            need_id=need_id,
            now=now,
        )
