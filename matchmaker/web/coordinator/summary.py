"""What institutions read first of a need: its summary, which a coordinator words where the company has not done so."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash
from wtforms import HiddenField
from wtforms.validators import DataRequired, Length

from matchmaker.i18n import N_
from matchmaker.model.need import Need
from matchmaker.operations import word_summary as wording
from matchmaker.operations.company_identity import identity_of
from matchmaker.operations.propose_summary import LONGEST_SUMMARY, doubtful
from matchmaker.web.database import db
from matchmaker.web.forms import Form, TextField
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import lazy_gettext as _l

WHY_NOT: Mapping[str, str] = {
    "company": N_("These are the company's own words; it can change them on its need's page."),
    "asked": N_("An institution has been asked with these words, so they stay."),
    "closed": N_("The need has gone on, so the summary stays as it is."),
}


class SummaryForm(Form):
    """The summary; `seen` is the version that the page was made with."""

    seen = HiddenField()
    summary = TextField(
        _l("Summary for institutions"),
        [
            DataRequired(_l("Write in a sentence or two what institutions may know of the need.")),
            Length(max=LONGEST_SUMMARY, message=_l("This is longer than %(max)d characters. Shorten it.")),
        ],
    )


def warn_of_names(summary: str, need: Need) -> None:
    """Point out what in a saved summary may tell who the company is, as the company's own form does."""
    doubts = doubtful(summary, identity_of(db(), need.company_id), need.content.language)
    if doubts:
        flash(_("Some words may tell who the company is: %(words)s.", words=", ".join(doubts[:8])), "warning")


@dataclass(frozen=True, slots=True)
class Summary:
    """`form` is None where a coordinator may not word it, and `why` says so; `proposed`: nothing of it is kept yet."""

    text: str
    form: SummaryForm | None
    why: str
    proposed: bool


def summary_of(need: Need, typed: SummaryForm | None = None) -> Summary:
    """The summary of a need as its page shows it; a form that came back is shown as it was typed."""
    reason = wording.hindrance(db(), need)
    text = need.content.summary
    if reason:
        return Summary(text, None, _(WHY_NOT[reason]), proposed=False)
    if typed is None:
        proposal = wording.with_summary(need.content, identity_of(db(), need.company_id)).summary
        typed = SummaryForm(formdata=None, seen=need.version_id, summary=proposal)
    return Summary(text, typed, "", proposed=not text)
