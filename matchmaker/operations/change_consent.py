"""A company gives or takes back a consent of one of its needs."""

from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.company import CONSENT_TEXT_VERSION, Consent, ConsentChannel, ConsentPurpose
from matchmaker.model.errors import NotAllowed, NotFound
from matchmaker.model.need import Need, NeedState
from matchmaker.model.user import Actor, User
from matchmaker.operations.need_mails import enqueue_permission_answered
from matchmaker.operations.submit_need import ConsentGiven, store_consents
from matchmaker.store import audit, companies, needs, permissions
from matchmaker.store.database import write_tx


def give_consent(
    db: Database,
    *,
    need_id: str,
    company_id: str,
    purpose: ConsentPurpose,
    user: User,
    actor: Actor,
    now: datetime,
) -> None:
    """Add a consent on the page. Side effects: a consent row, an audit row; nothing when it stands already. A coordinator's
    request for it counts as answered.

    Raises NotFound for another company's need, NotAllowed for a closed one.
    """
    with write_tx(db):
        need = needs.get_need(db, need_id)
        if need.company_id != company_id:
            raise NotFound("need", need_id)
        if need.state is NeedState.CLOSED:
            raise NotAllowed("give_consent", "closed")
        if purpose in {
            consent.purpose for consent in standing(companies.list_consents(db, company_id, need_id))
        }:
            return
        given = ConsentGiven(
            frozenset({purpose}), CONSENT_TEXT_VERSION, user.name or user.email, ConsentChannel.FORM, now
        )
        add_consent(db, need, given, actor, now)
        if purpose is ConsentPurpose.INTRODUCE:
            answer_open_request(db, need_id, actor, now)


def add_consent(db: Database, need: Need, given: ConsentGiven, actor: Actor, now: datetime) -> None:
    """Add consents with their audit rows inside the caller's write transaction."""
    store_consents(db, need, given, actor)
    for purpose in sorted(given.purposes):
        _record(db, actor, "give_consent", need.id, purpose, now)


def answer_open_request(db: Database, need_id: str, actor: Actor, now: datetime) -> None:
    """A permission that was asked for by mail was given in another way: nobody is reminded, and who asked is told of it,
    unless they wrote it down themselves.
    """
    asked = permissions.find_permission_request(db, need_id)
    if asked is not None and asked.answered_at is None:
        permissions.answer_permission_request(db, asked.id, granted=True, now=now)
        if asked.asked_by != actor.user_id:
            enqueue_permission_answered(db, asked, now)


def withdraw_consent(
    db: Database, *, consent_id: str, company_id: str, actor: Actor, now: datetime
) -> Consent:
    """Take one consent back. Side effects: the consent row, an audit row; nothing when it was taken back before.

    Raises NotFound for another company's, NotAllowed for the consent to matching: without it there is no need, so the
    need is withdrawn instead.
    """
    with write_tx(db):
        consent = companies.get_consent(db, consent_id, company_id)
        if consent.purpose is ConsentPurpose.MATCH:
            raise NotAllowed("withdraw_consent", "withdraw-the-need")
        if consent.withdrawn_at is None:
            companies.withdraw_consent(db, consent_id, now)
            _record(db, actor, "withdraw_consent", consent.need_id, consent.purpose, now)
    return companies.get_consent(db, consent_id, company_id)


def standing(consents: list[Consent]) -> list[Consent]:
    """The consents that were not taken back."""
    return [consent for consent in consents if consent.withdrawn_at is None]


def _record(
    db: Database, actor: Actor, action: str, need_id: str | None, purpose: ConsentPurpose, now: datetime
) -> None:
    audit.record(
        db,
        actor=actor,
        action=action,
        object_type="need",
        object_id=need_id or "",
        need_id=need_id,
        now=now,
        detail={"purpose": purpose},
    )
