"""What a mail will say before the step that sends it: in its reader's language, by the wording in force, with its footer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.mail.messages import Correspondent, Envelope, compose
from matchmaker.model.codes import Language
from matchmaker.model.introduction import Introduction
from matchmaker.model.match import Match
from matchmaker.model.need import ClosingResult, Need
from matchmaker.model.user import Actor
from matchmaker.operations.close_need import told_of_closing
from matchmaker.operations.introduction_params import question_preview, who_handed_on
from matchmaker.operations.need_params import need_params
from matchmaker.operations.recipients import Recipient, first_of_staff
from matchmaker.operations.write_mail import worded
from matchmaker.store import needs, offerings
from matchmaker.store import settings as numbers


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
            db,
            settings,
            need,
            person,
            "closed_company",
            params | {"ending": result},
            asked_by=actor.user_id,
            now=now,
        )
        for result in ClosingResult
    }


def preview_question(
    db: Database,
    settings: Settings,
    match: Match,
    people: Sequence[Recipient],
    line: str,
    *,
    actor: Actor,
    now: datetime,
) -> list[MailPreview]:
    """What an institution would be asked, for the first of these people in each language. Reads only."""
    need, offering = needs.get_need(db, match.need_id), offerings.get_offering(db, match.offering_id)
    previews = []
    for person in {one.language: one for one in reversed(people)}.values():
        introduction = Introduction(
            id="",
            match_id=match.id,
            need_id=need.id,
            offering_id=offering.id,
            company_id=need.company_id,
            institution_id=offering.institution_id,
            company_email="",
            institution_email=person.email,
            asked_at=now,
            asked_by=actor.user_id,
            due_at=now + timedelta(days=numbers.get_number(db, "answer_days")),
            answers={},
            reminded_at=None,
            followed_up_at=None,
            ended_at=None,
            call_since=None,
            line=line,
        )
        previews.append(preview_handed_on(db, settings, introduction, person, {}, now=now))
    return previews


def preview_handed_on(
    db: Database,
    settings: Settings,
    introduction: Introduction,
    person: Recipient,
    handed_on: Mapping[str, str],
    *,
    now: datetime,
) -> MailPreview:
    """What somebody is asked for an institution; `handed_on` is who handed it on to them and why. Reads only."""
    need = needs.get_need(db, introduction.need_id)
    params = question_preview(db, introduction, person.language)
    params |= {"handed_on": bool(handed_on), "link": f"{settings.base_url}/answer/…"}
    params |= who_handed_on(db, introduction.institution_id, handed_on)
    asked_by = introduction.asked_by
    return _preview(db, settings, need, person, "ask_institution", params, asked_by=asked_by, now=now)


def _preview(
    db: Database,
    settings: Settings,
    need: Need,
    person: Recipient,
    template: str,
    params: Mapping[str, object],
    *,
    asked_by: str | None,
    now: datetime,
) -> MailPreview:
    letter = worded(db, settings, template, person.language, params)
    one = first_of_staff(db, need.assignee_id, asked_by)
    answers_to = Correspondent(one.email, one.name) if one else None
    envelope = Envelope(
        person.email,
        person.language,
        "<preview>",
        answers_to=answers_to,
        language_chosen_at=f"{settings.base_url}/mails",
        same_page=str(params["link"]) if "link" in params else None,
    )
    body = compose(settings, letter, envelope, now=now).get_body(("plain",))
    return MailPreview(person.email, person.language, letter.subject, body.get_content() if body else "")
