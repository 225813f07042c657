"""An administrator words a mail anew, looks at it, and goes back to the usual wording."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.mail.messages import Envelope, html
from matchmaker.mail.rendering import Wording
from matchmaker.mail.wording import Problem, check, preview, template_names, usual_wording
from matchmaker.model.codes import Language
from matchmaker.model.errors import MatchmakerError, NotFound
from matchmaker.model.user import Actor
from matchmaker.store import audit, mail_choices
from matchmaker.store.database import write_tx


class WordingRefused(MatchmakerError):
    """A wording cannot be kept; `problems` says why, all of it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(
            ", ".join(f"{problem.field}: {problem.fault} {problem.name}" for problem in problems)
        )
        self.problems = problems


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """A template, and when its wording was changed in each language; a language is missing where it is the usual one."""

    template: str
    changed_at: dict[Language, datetime]


@dataclass(frozen=True, slots=True)
class Preview:
    """A mail with sample values: its subject, and its two parts."""

    subject: str
    text: str
    html: str


def list_templates(db: Database) -> list[TemplateLine]:
    """All templates that can be worded, in alphabetical order."""
    own = mail_choices.list_wordings(db)
    return [
        TemplateLine(name, {one.language: one.changed_at for one in own if one.template == name})
        for name in template_names()
    ]


def present_wording(db: Database, template: str, language: Language) -> tuple[Wording, bool]:
    """The wording in force, and whether it is the installation's own. Raises NotFound for an unknown template."""
    _known(template)
    own = mail_choices.find_wording(db, template, language)
    if own is not None:
        return Wording(own.subject, own.body), True
    return usual_wording(template, language), False


def preview_wording(settings: Settings, *, template: str, language: Language, wording: Wording) -> Preview:
    """What a mail of this wording would look like. Raises WordingRefused, NotFound for an unknown template."""
    _accept(settings, template, language, wording)
    letter = preview(settings, template=template, language=language, wording=wording)
    envelope = Envelope("reader@example.com", language, "<preview>")
    return Preview(letter.subject, letter.body, html(settings, letter, envelope))


def save_wording(
    db: Database,
    settings: Settings,
    *,
    template: str,
    language: Language,
    wording: Wording,
    actor: Actor,
    now: datetime,
) -> None:
    """Use an own wording from the next mail on. One that equals the usual is kept as such, so that later releases mend it.

    Side effects: the wording, an audit row. Raises WordingRefused, NotFound for an unknown template.
    """
    _accept(settings, template, language, wording)
    if wording == usual_wording(template, language):
        reset_wording(db, template=template, language=language, actor=actor, now=now)
        return
    with write_tx(db):
        mail_choices.save_wording(
            db,
            template=template,
            language=language,
            subject=wording.subject,
            body=wording.body,
            changed_by=actor.user_id,
            now=now,
        )
        _record(db, "save_mail_wording", template, language, actor, now)


def reset_wording(db: Database, *, template: str, language: Language, actor: Actor, now: datetime) -> None:
    """Go back to the usual wording. Does nothing where it is in force. Side effects: the wording, an audit row.

    Raises NotFound for an unknown template.
    """
    _known(template)
    with write_tx(db):
        if mail_choices.delete_wording(db, template, language):
            _record(db, "reset_mail_wording", template, language, actor, now)


def _known(template: str) -> None:
    if template not in template_names():
        raise NotFound("template", template)


def problems_of(settings: Settings, template: str, language: Language, wording: Wording) -> list[Problem]:
    """What is wrong with a wording; one that was kept may have been outgrown by its template since."""
    _known(template)
    return check(settings, template=template, language=language, wording=wording)


def _accept(settings: Settings, template: str, language: Language, wording: Wording) -> None:
    problems = problems_of(settings, template, language, wording)
    if problems:
        raise WordingRefused(problems)


def _record(
    db: Database, action: str, template: str, language: Language, actor: Actor, now: datetime
) -> None:
    audit.record(
        db,
        actor=actor,
        action=action,
        object_type="mail",
        object_id=template,
        now=now,
        detail={"language": language},
    )
