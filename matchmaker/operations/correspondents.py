"""Who reads the answer to a mail about a need: the coordinator who has it, by the name and address of the own account."""

from sqlite_utils import Database

from matchmaker.mail.messages import Correspondent
from matchmaker.operations.addressees import TO_STAFF
from matchmaker.operations.recipients import Recipient, first_of_staff
from matchmaker.operations.write_mail import Parcel
from matchmaker.store import follow_up, introductions, needs, permissions
from matchmaker.store.outbox import OutboxRow


def answers_to(db: Database, parcel: Parcel) -> Correspondent | None:
    """The coordinator who reads the answers to a parcel; None where its mails have none, or not the same one.

    Raises NotFound when what a mail speaks of is gone.
    """
    found = {_coordinator(db, row) for row in parcel.rows}
    one = found.pop() if len(found) == 1 else None
    return Correspondent(one.email, one.name) if one else None


def _coordinator(db: Database, row: OutboxRow) -> Recipient | None:
    """Who has the need of a mail, else who asked. Mails to coordinators are answered to the cluster's address."""
    params, asked_by = row.params, None
    if row.template in TO_STAFF:
        return None
    if "introduction_id" in params:
        introduction = introductions.get_introduction(db, str(params["introduction_id"]))
        need_id, asked_by = introduction.need_id, introduction.asked_by
    elif "clarification_id" in params:
        asked = follow_up.get_clarification(db, str(params["clarification_id"]))
        need_id, asked_by = asked.need_id, asked.asked_by
    elif "permission_id" in params:
        request = permissions.get_permission_request(db, str(params["permission_id"]))
        need_id, asked_by = request.need_id, request.asked_by
    elif "need_id" in params:
        need_id = str(params["need_id"])
    else:
        return None
    return first_of_staff(db, needs.get_need(db, need_id).assignee_id, asked_by)
