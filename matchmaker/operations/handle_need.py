"""What a coordinator does with a need: take it, hand it over, read an answer, note something."""

from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.errors import NotAllowed, NotFound
from matchmaker.model.need import Need, NeedState
from matchmaker.model.user import Actor
from matchmaker.operations.need_mails import enqueue_handed
from matchmaker.operations.quality_gate import blockers
from matchmaker.store import audit, handovers, needs, notes, users
from matchmaker.store.database import write_tx


def accept_need(db: Database, *, need_id: str, actor: Actor, now: datetime, despite: str = "") -> None:
    """Take a submitted need up. Side effects: state accepted, assigned to the actor unless somebody has it, audit row.

    `despite` is why it is taken up although a blocker of the quality gate stands in the way; it is kept in the audit
    trail. Raises AlreadyDecided when it is no longer submitted, NotAllowed when it is blocked and no reason is given
    (`blocked`).
    """
    with write_tx(db):
        take_up(db, needs.get_need(db, need_id), actor, now, despite=despite)


def take_up(db: Database, need: Need, actor: Actor, now: datetime, *, despite: str = "") -> None:
    """The steps of `accept_need` inside the caller's write transaction."""
    blocked = [finding.point for finding in blockers(db, need)] if need.state is NeedState.SUBMITTED else []
    if blocked and not despite.strip():
        raise NotAllowed("accept_need", "blocked")
    needs.move_need(db, need.id, before=NeedState.SUBMITTED, after=NeedState.ACCEPTED, now=now)
    if need.assignee_id is None:
        needs.assign_need(db, need.id, actor.user_id)
    audit.record_of_need(
        db,
        "accept_need",
        need.id,
        actor,
        now,
        {
            "before": NeedState.SUBMITTED,
            "after": NeedState.ACCEPTED,
            **({"blocked": blocked, "despite": despite.strip()} if blocked else {}),
        },
    )


def assign_need(
    db: Database, *, need_id: str, assignee_id: str | None, actor: Actor, now: datetime, message: str = ""
) -> None:
    """Hand a need to a coordinator, or to nobody, with a word.

    Side effects: its assignee, audit row; a handover and a notice for a colleague; a word that is for nobody or for
    oneself becomes an internal note. Nothing happens where they have the need already and there is no word. Raises
    NotFound for other users.
    """
    message = message.strip()
    with write_tx(db):
        need = needs.get_need(db, need_id)
        receiver = {person.id: person for person in users.list_staff(db)}.get(assignee_id or "")
        if assignee_id is not None and receiver is None:
            raise NotFound("coordinator", assignee_id)
        if need.assignee_id == assignee_id and not message:
            return
        needs.assign_need(db, need_id, assignee_id)
        handovers.end_unseen(db, need_id, now)
        audit.record_of_need(db, "assign_need", need_id, actor, now, {"assignee": assignee_id})
        if receiver is not None and receiver.id != actor.user_id:
            handed = handovers.add_handover(
                db, need_id=need_id, from_id=actor.user_id, to_id=receiver.id, message=message, now=now
            )
            enqueue_handed(db, handed, now)
        elif message:
            notes.add_note(db, need_id=need_id, author_id=actor.user_id, body=message, now=now)


def see_handover(db: Database, *, need_id: str, actor: Actor, now: datetime) -> None:
    """The actor has opened a need that was handed to them. Side effect: the handover counts as seen."""
    with write_tx(db):
        handed = handovers.find_handover(db, need_id)
        if handed is not None and handed.to_id == actor.user_id:
            handovers.end_unseen(db, need_id, now)


def read_answer(db: Database, *, need_id: str, actor: Actor, now: datetime) -> None:
    """Say that an answer of the company was read and asks for nothing more. Side effect: an audit row."""
    with write_tx(db):
        audit.record_of_need(db, "read_answer", needs.get_need(db, need_id).id, actor, now)


def add_note(db: Database, *, need_id: str, body: str, actor: Actor, now: datetime) -> None:
    """Write an internal note. Side effects: a row in notes, audit row (without the text)."""
    with write_tx(db):
        needs.get_need(db, need_id)
        note_id = notes.add_note(db, need_id=need_id, author_id=actor.user_id, body=body, now=now)
        audit.record_of_need(db, "add_note", need_id, actor, now, {"note": note_id})
