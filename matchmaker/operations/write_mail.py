"""What the mails of a parcel say: one letter, or a digest of several notices."""

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from jinja2 import TemplateError
from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.mail.letter import Letter, Links
from matchmaker.mail.rendering import Wording, letter
from matchmaker.model.codes import Language
from matchmaker.operations.mail_params import live_params
from matchmaker.store import mail_choices
from matchmaker.store.outbox import OutboxRow

MOST_LISTED = 100
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Parcel:
    """The mails that leave as one message to one address: one, or several notices."""

    rows: tuple[OutboxRow, ...]

    @property
    def newest(self) -> OutboxRow:
        return max(self.rows, key=lambda row: (row.created_at, row.id))

    @property
    def key(self) -> str:
        """The same for the same mails, so that a repeated delivery is recognised as one."""
        if len(self.rows) == 1:
            return self.rows[0].id
        ids = "".join(sorted(row.id for row in self.rows))
        return f"digest-{hashlib.sha256(ids.encode()).hexdigest()[:32]}"


def write_row(db: Database, settings: Settings, row: OutboxRow, now: datetime) -> Letter:
    """One mail's letter, by the installation's own wording where there is one that works.

    Side effect: the rows of its links. Raises NotFound when what it speaks of is gone, jinja2.TemplateError and its kin
    for a broken template.
    """
    return worded(db, settings, row.template, row.language, live_params(db, settings, row, now))


def write_digest(settings: Settings, parcel: Parcel, letters: list[Letter]) -> Letter:
    """The letter that stands for several: each one's subject with its first link."""
    links = Links(settings.base_url)
    items = [{"subject": one.subject, "link": links.first(one.body)} for one in letters[:MOST_LISTED]]
    params = {"items": items, "count": len(letters)}
    return letter(settings, template="digest", language=parcel.newest.language, params=params)


def worded(
    db: Database, settings: Settings, template: str, language: Language, params: Mapping[str, object]
) -> Letter:
    """A template's letter, by the installation's own wording where there is one that works."""
    stored = mail_choices.find_wording(db, template, language)
    if stored is not None:
        try:
            wording = Wording(stored.subject, stored.body)
            return letter(settings, template=template, language=language, params=params, wording=wording)
        except (TemplateError, TypeError, ValueError):
            # It was checked when it was saved, so the template has changed since. The mail shall leave all the same.
            log.exception(
                "the own wording of %s in %s does not work; the usual one is used", template, language
            )
    return letter(settings, template=template, language=language, params=params)
