"""Delivering the outbox: rows to messages, once each. DECISIONS.md, 'Mail', says what happens when it is interrupted."""

import logging
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import EmailMessage
from itertools import groupby

from jinja2 import TemplateError
from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.mail import delivery
from matchmaker.mail.letter import Letter
from matchmaker.mail.messages import Envelope, compose, message_id, other_language
from matchmaker.model.errors import NotFound
from matchmaker.model.introduction import MailKind, Side
from matchmaker.operations.addressees import addressee
from matchmaker.operations.correspondents import answers_to
from matchmaker.operations.introduction_mails import enqueue_over
from matchmaker.operations.mail_params import unsubscribe_url
from matchmaker.operations.write_mail import Parcel, write_digest, write_row
from matchmaker.store import deliveries, introductions, mail_choices
from matchmaker.store.database import write_tx
from matchmaker.store.outbox import OutboxRow

Clock = Callable[[], datetime]
# More notices than these that are due to one address at a time leave as one mail.
MOST_SINGLE_NOTICES = 3
# In the language of the page on which they were asked for, by somebody who may have no account yet.
AS_ASKED_FOR = frozenset({"sign_in", "confirm_need"})
# Mails that are simply sent again when nobody knows whether they were: the person waits, and a second link harms nobody.
SENT_AGAIN = frozenset({"sign_in", "confirm_need"})
# What a broken template, a parameter of the wrong kind or an address that is none can raise.
UNWRITABLE = (TemplateError, LookupError, TypeError, ValueError)
log = logging.getLogger(__name__)


def deliver_mail(
    db: Database, settings: Settings, *, now: datetime, clock: Clock | None = None, limit: int = 20
) -> int:
    """Deliver mails that are due; return how many were taken up. `clock` tells the time while the batch goes on.

    Side effects: each mail goes to whom it concerns by now, leaves by SMTP or as a file and is marked delivered, is
    cancelled (unwanted, or what it speaks of is gone), is put back for a later try, or is given up visibly: after the last
    try, when it is refused for good, or when it may have been sent already. Tokens of links are made here and not kept in
    readable form.
    """
    with write_tx(db):
        rows: Sequence[OutboxRow] = deliveries.claim_due(db, now=now, limit=limit)
    if not rows:
        return 0
    with delivery.transport(settings) as out:
        post = _Post(db, settings, out, clock or (lambda: now))
        parcels = _parcels(post.wanted(post.addressed(post.certain(rows))))
        for place, parcel in enumerate(parcels):
            try:
                post.deliver(parcel)
            except delivery.NoConnection as error:
                post.put_back([row for left in parcels[place:] for row in left.rows], error)
                break
    return len(rows)


def _parcels(rows: Sequence[OutboxRow]) -> list[Parcel]:
    """Mails as messages, in their order; notices to one address together when they are many."""
    notices = sorted((row for row in rows if row.kind is MailKind.NOTICE), key=lambda row: row.recipient)
    groups = {email: tuple(some) for email, some in groupby(notices, key=lambda row: row.recipient)}
    parcels: dict[str, Parcel] = {}
    for row in rows:
        group = groups.get(row.recipient, ()) if row.kind is MailKind.NOTICE else ()
        if len(group) > MOST_SINGLE_NOTICES:
            parcels.setdefault(row.recipient, Parcel(group))
        else:
            parcels[row.id] = Parcel((row,))
    return list(parcels.values())


@dataclass(frozen=True, slots=True)
class _Post:
    """One batch on its way out."""

    db: Database
    settings: Settings
    out: delivery.Transport
    clock: Clock

    def certain(self, rows: Sequence[OutboxRow]) -> list[OutboxRow]:
        """Without mails that may have been sent and for which a person decides, and without those tried too often."""
        doubtful = [
            row
            for row in rows
            if row.maybe_sent and not self.out.repeatable and row.template not in SENT_AGAIN
        ]
        with write_tx(self.db):
            for row in doubtful:
                reason = "the service was interrupted while sending it"
                deliveries.mark_uncertain(self.db, row, reason, self.clock(), again=False)
        # A mail that brings its worker down, again and again, is no reason to try for ever.
        worn = [row for row in rows if row.attempts > deliveries.MAX_ATTEMPTS and row not in doubtful]
        if worn:
            self.put_back(worn, delivery.DeliveryError("the service was interrupted too often"))
        return [row for row in rows if row not in (*doubtful, *worn)]

    def addressed(self, rows: Sequence[OutboxRow]) -> list[OutboxRow]:
        """Each mail to whom it concerns by now; without those that concern nobody any more."""
        addressed, gone = [], []
        for row in rows:
            try:
                now_to = addressee(self.db, row)
            except UNWRITABLE as error:
                self.put_back([row], error)
                continue
            except NotFound:
                gone.append(row)
                continue
            if not now_to.changed:
                addressed.append(row)
            elif now_to.person is None:
                gone.append(row)
            else:
                with write_tx(self.db):
                    addressed.append(
                        deliveries.readdress(self.db, row, now_to.person.email, now_to.person.language)
                    )
        self._cancel(gone, "it concerns its recipient no more")
        return addressed

    def wanted(self, rows: Sequence[OutboxRow]) -> list[OutboxRow]:
        """Without the mails that their recipients do not want. Necessary ones are always wanted."""
        optional = {row.recipient for row in rows if row.kind is not MailKind.NECESSARY}
        refused = {email: mail_choices.list_opt_outs(self.db, email) for email in sorted(optional)}
        unwanted = [row for row in rows if row.kind in refused.get(row.recipient, ())]
        self._cancel(unwanted, "the recipient wants no mails of this kind")
        return [row for row in rows if row not in unwanted]

    def deliver(self, parcel: Parcel) -> None:
        """Deliver one message and note what became of it. Raises NoConnection, and then nothing is noted."""
        letters = self._written(parcel.rows)
        if not letters:
            return
        parcel = Parcel(tuple(row for row, _letter in letters))
        try:
            message = self._message(parcel, [letter for _row, letter in letters])
        except UNWRITABLE as error:
            self.put_back(parcel.rows, error)
        else:
            self._send(parcel, message)

    def put_back(self, rows: Sequence[OutboxRow], error: Exception) -> None:
        """Note why mails were not delivered."""
        words = (
            error.reason if isinstance(error, delivery.DeliveryError) else f"{type(error).__name__}: {error}"
        )
        log.warning("%d not delivered (%s, ...): %s", len(rows), rows[0].id, words)
        with write_tx(self.db):
            for row in rows:
                now = self.clock()
                deliveries.mark_failed(self.db, row, words, now, for_good=isinstance(error, delivery.Refused))

    def _written(self, rows: Sequence[OutboxRow]) -> list[tuple[OutboxRow, Letter]]:
        """Each mail's letter. One that speaks of what is gone is cancelled, one that cannot be written is put back."""
        letters, gone = [], []
        for row in rows:
            try:
                letters.append((row, write_row(self.db, self.settings, row, self.clock())))
            except NotFound:
                gone.append(row)
            except UNWRITABLE as error:
                self.put_back([row], error)
        self._cancel(gone, "what it speaks of is gone")
        self._say_that_it_is_over([row for row in gone if row.template == "introduced_institution"])
        return letters

    def _say_that_it_is_over(self, rows: Sequence[OutboxRow]) -> None:
        """The company took its need or its consent back before it was introduced: the institution still hears of it."""
        for row in rows:
            with suppress(NotFound), write_tx(self.db):
                introduction = introductions.get_introduction(self.db, str(row.params["introduction_id"]))
                enqueue_over(self.db, introduction, Side.INSTITUTION, self.clock())

    def _message(self, parcel: Parcel, letters: list[Letter]) -> EmailMessage:
        row = parcel.newest
        stop = (
            None
            if row.kind is MailKind.NECESSARY
            else unsubscribe_url(self.db, self.settings, email=row.recipient, kind=row.kind, now=self.clock())
        )
        key = message_id(self.settings, parcel.key)
        envelope = Envelope(
            recipient=row.recipient,
            language=row.language,
            message_id=key,
            unsubscribe=stop,
            answers_to=answers_to(self.db, parcel),
            language_chosen_at=None if row.template in AS_ASKED_FOR else f"{self.settings.base_url}/mails",
        )
        letter = letters[0] if len(letters) == 1 else write_digest(self.settings, parcel, letters)
        if len(letters) == 1 and "link_action" in row.params:
            envelope = replace(envelope, same_page=self._same_page(letter, row))
        return compose(self.settings, letter, envelope, now=self.clock())

    def _same_page(self, letter: Letter, row: OutboxRow) -> str | None:
        """The page of the mail's one-tap link in the other language; None where an own wording left the link out."""
        found = re.search(rf"{re.escape(self.settings.base_url)}/answer/[\w-]+", letter.body)
        return f"{found[0]}?lang={other_language(row.language)}" if found else None

    def _send(self, parcel: Parcel, message: EmailMessage) -> None:
        held = list(parcel.rows)

        def ready() -> bool:
            with write_tx(self.db):
                held[:] = deliveries.hold(
                    self.db,
                    parcel.rows,
                    message_id=str(message["Message-ID"]),
                    sending=not self.out.repeatable,
                    now=self.clock(),
                )
            return bool(held)

        try:
            sent = self.out.send(message, key=parcel.key, ready=ready)
        except delivery.Uncertain as error:
            self._leave_open(held, error)
        except delivery.NoConnection:
            raise
        except delivery.DeliveryError as error:
            self.put_back(held, error)
        else:
            if sent:
                self._done(parcel.rows)

    def _done(self, rows: Sequence[OutboxRow]) -> None:
        with write_tx(self.db):
            for row in rows:
                deliveries.mark_delivered(self.db, row.id, self.clock())

    def _leave_open(self, rows: Sequence[OutboxRow], error: delivery.Uncertain) -> None:
        with write_tx(self.db):
            for row in rows:
                again = row.template in SENT_AGAIN
                deliveries.mark_uncertain(self.db, row, error.reason, self.clock(), again=again)

    def _cancel(self, rows: Sequence[OutboxRow], reason: str) -> None:
        if rows:
            with write_tx(self.db):
                for row in rows:
                    deliveries.mark_cancelled(self.db, row, reason, self.clock())
