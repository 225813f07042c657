"""Signing in by a one-time link, signing out, and what opening a link brings with it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from matchmaker.model.codes import Language
from matchmaker.model.errors import LinkInvalid
from matchmaker.model.need import Draft
from matchmaker.model.user import Actor, MembershipState, Role, User
from matchmaker.store import audit, drafts, institutions, outbox, sessions, users
from matchmaker.store.database import write_tx

MOST_LINKS = 5
_LINK_MAILS = ("sign_in", "confirm_need")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session: its secret token, the user, where the link leads, and drafts that waited for the address."""

    token: str
    user: User
    next: str
    drafts: tuple[Draft, ...]


def request_link(db: Database, *, email: str, language: Language, next_path: str, now: datetime) -> None:
    """Ask for a sign-in mail. Known and unknown addresses take the same steps, so neither text nor time tells them apart.

    Side effects: those of `enqueue_link`.
    """
    with write_tx(db):
        enqueue_link(db, email=email, language=language, next_path=next_path, now=now)


def enqueue_link(
    db: Database,
    *,
    email: str,
    language: Language,
    next_path: str,
    now: datetime,
    draft: Draft | None = None,
) -> None:
    """A mail with a link that signs in, and confirms the `draft` if there is one, inside the caller's write transaction.

    One outbox row; the token is made when the mail is delivered.

    No row when the address got `MOST_LINKS` within a link's life: whoever asks has links that still work, and whoever
    asks in another's name, from however many addresses, fills no mailbox.
    """
    since = now - sessions.LINK_LIFE
    asked = [outbox.count_since(db, template=one, recipient=email, since=since) for one in _LINK_MAILS]
    if sum(asked) >= MOST_LINKS:
        return
    template, params = "sign_in", {"next": next_path}
    if draft is not None:
        template, params = "confirm_need", {"next": next_path, "draft_id": draft.id}
    outbox.enqueue(db, template=template, recipient=email, language=language, params=params, now=now)


def make_link_token(
    db: Database, *, email: str, next_path: str, now: datetime, life: timedelta = sessions.LINK_LIFE
) -> str:
    """A token for a sign-in link, at delivery (or shown on the page, in demo mode only). Side effect: its hashed row."""
    with write_tx(db):
        return sessions.add_sign_in_token(db, email=email, next_path=next_path, now=now, life=life)


def open_link(db: Database, *, token: str, language: Language, now: datetime) -> SignedIn:
    """Use a link: sign its address in, with a new account when there is none. `language` is the page's.

    A new account reads mails in the page's language; a contact person's in the language noted with the contact.

    Side effects: the link is used up, invitations of the address become active, its unconfirmed drafts become the
    user's, a session and an audit row. Raises LinkInvalid (unknown, used, expired; disabled for a closed account).
    """
    with write_tx(db):
        link = sessions.use_sign_in_token(db, token, now)
        user = users.find_user_by_email(db, link.email) or users.add_user(
            db, email=link.email, language=institutions.contact_language(db, link.email) or language, now=now
        )
        if user.disabled_at is not None:
            raise LinkInvalid("disabled")
        for membership in users.list_memberships(db, user.id):
            if membership.state is MembershipState.INVITED:
                users.set_membership_state(db, membership.id, MembershipState.ACTIVE, now=now, by=user.id)
        taken = drafts.confirm_drafts(db, email=link.email, user_id=user.id, now=now)
        session_token = sessions.add_session(db, user_id=user.id, now=now)
        audit.record(
            db,
            actor=Actor(user.id, Role.SIGNED_IN),
            action="sign_in",
            object_type="user",
            object_id=user.id,
            now=now,
        )
    return SignedIn(token=session_token, user=user, next=link.next, drafts=tuple(taken))


def sign_out(db: Database, *, token: str, now: datetime) -> None:
    """End a session. Side effect: its row."""
    with write_tx(db):
        sessions.end_session(db, token, now)
