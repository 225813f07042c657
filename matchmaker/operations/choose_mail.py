"""Which mails a person wants and in which language: stopped and resumed from the mail's own link, or chosen on an own page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.codes import Language
from matchmaker.model.errors import LinkInvalid, NotFound
from matchmaker.model.introduction import LinkAction, MailKind
from matchmaker.model.user import Actor, Role, User
from matchmaker.store import action_links, audit, mail_choices, users
from matchmaker.store.database import write_tx

BY_SWITCH = "switch"
OPTIONAL = (MailKind.NOTICE, MailKind.REMINDER)


@dataclass(frozen=True, slots=True)
class MailChoice:
    """A kind of mails to an address, and whether they are stopped."""

    email: str
    kind: MailKind
    stopped: bool


def read_unsubscribe_link(db: Database, token: str, now: datetime) -> MailChoice:
    """What a link is about; reading changes nothing. Raises NotFound for a link that is none or has grown old."""
    try:
        link = action_links.read_action_link(db, token, now)
    except LinkInvalid as error:
        raise NotFound("link", error.reason) from error
    if link.action is not LinkAction.UNSUBSCRIBE:
        raise NotFound("link", "other")
    kind = MailKind(link.object_id)
    return MailChoice(link.email, kind, kind in mail_choices.list_opt_outs(db, link.email))


def stop_mails(db: Database, *, token: str, now: datetime) -> MailChoice:
    """Send no more mails of the link's kind to its address. The link keeps working, and a second call does nothing.

    Side effects: the choice, an audit row. Raises NotFound as `read_unsubscribe_link` does.
    """
    return _choose(db, token, now, stop=True)


def resume_mails(db: Database, *, token: str, now: datetime) -> MailChoice:
    """Take `stop_mails` back. Side effects: the choice, an audit row. Raises NotFound as `read_unsubscribe_link` does."""
    return _choose(db, token, now, stop=False)


def choose_mails(
    db: Database, *, email: str, wanted: Collection[MailKind], actor: Actor, now: datetime
) -> None:
    """Keep which optional mails a signed-in person wants. Side effects: the choices, an audit row for each that changes."""
    with write_tx(db):
        for kind in OPTIONAL:
            _set(db, email, kind, actor, now, stop=kind not in wanted)


def choose_language(
    db: Database, *, user: User, language: Language, actor: Actor, now: datetime, by: str = "page"
) -> None:
    """Keep in which language a signed-in person reads mails. Side effects: the account, an audit row when it changes."""
    if language is user.language:
        return
    with write_tx(db):
        users.set_language(db, user.id, language)
        audit.record(
            db,
            actor=actor,
            action="choose_mail_language",
            object_type="user",
            object_id=user.id,
            now=now,
            detail={"language": language, "by": by},
        )


def follow_switch(db: Database, *, user: User, language: Language, actor: Actor, now: datetime) -> None:
    """Let mails follow the pages' language that a signed-in person pressed, unless one was chosen for mails alone.

    Side effects: those of `choose_language`.
    """
    if language is user.language:
        return
    trail = audit.list_for_object(db, "user", user.id)
    if not any(one.action == "choose_mail_language" and one.detail.get("by") != BY_SWITCH for one in trail):
        choose_language(db, user=user, language=language, actor=actor, now=now, by=BY_SWITCH)


def _choose(db: Database, token: str, now: datetime, *, stop: bool) -> MailChoice:
    with write_tx(db):
        choice = read_unsubscribe_link(db, token, now)
        _set(db, choice.email, choice.kind, Actor(None, Role.PUBLIC), now, stop=stop)
    return MailChoice(choice.email, choice.kind, stop)


def _set(db: Database, email: str, kind: MailKind, actor: Actor, now: datetime, *, stop: bool) -> None:
    changed = mail_choices.opt_out(db, email, kind, now) if stop else mail_choices.opt_in(db, email, kind)
    if not changed:
        return
    user = users.find_user_by_email(db, email)
    audit.record(
        db,
        actor=actor,
        action="stop_mails" if stop else "resume_mails",
        object_type="user" if user else "mail",  # the trail names no address of people without an account
        object_id=user.id if user else kind,
        now=now,
        detail={"kind": kind},
    )
