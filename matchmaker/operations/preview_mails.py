"""What a mail will say before the step that sends it: in its reader's language, by the wording in force, with its footer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.mail.messages import Correspondent, Envelope, compose
from matchmaker.model.codes import Language
from matchmaker.model.need import ClosingResult, Need
from matchmaker.model.user import Actor
from matchmaker.operations.close_need import told_of_closing
from matchmaker.operations.need_params import need_params
from matchmaker.operations.recipients import Recipient, first_of_staff
from matchmaker.operations.write_mail import worded


@dataclass(frozen=True, slots=True)
class MailPreview:
    """A mail as its reader will see it, as plain text."""

    recipient: str
    language: Language
    subject: str
    text: str


def preview_closing(
    db: Database, settings: Settings, need: Need, *, actor: Actor, now: datetime
) -> Mapping[ClosingResult, MailPreview]:
    """What the company would be told for each way of closing its need; nothing where nobody can be told. Reads only."""
    person = told_of_closing(db, need)
    if person is None:
        return {}
    params = need_params(db, {"need_id": need.id}, person.language)
    return {
        result: _preview(
            db, settings, need, person, "closed_company", params | {"ending": result}, actor=actor, now=now
        )
        for result in ClosingResult
    }


def _preview(
    db: Database,
    settings: Settings,
    need: Need,
    person: Recipient,
    template: str,
    params: Mapping[str, object],
    *,
    actor: Actor,
    now: datetime,
) -> MailPreview:
    letter = worded(db, settings, template, person.language, params)
    one = first_of_staff(db, need.assignee_id, actor.user_id)
    answers_to = Correspondent(one.email, one.name) if one else None
    envelope = Envelope(person.email, person.language, "<preview>", answers_to=answers_to)
    body = compose(settings, letter, envelope, now=now).get_body(("plain",))
    return MailPreview(person.email, person.language, letter.subject, body.get_content() if body else "")
