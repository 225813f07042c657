"""Deadlines and limits: what each number changes, and changing it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, HiddenField
from wtforms.validators import StopValidation

from matchmaker.i18n import N_
from matchmaker.model.errors import AlreadyDecided
from matchmaker.model.user import Role
from matchmaker.operations.change_settings import Fault, change_numbers, find_faults
from matchmaker.store.settings import NUMBERS, list_numbers
from matchmaker.web.access import allow, viewer
from matchmaker.web.admin import blueprint
from matchmaker.web.clock import now
from matchmaker.web.database import db
from matchmaker.web.forms import Form, LineField
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import lazy_gettext as _l
from matchmaker.web.locale import ngettext
from matchmaker.web.setting_names import NAMES

PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("A need"), ("read_need_days", "clarification_days")),
    (
        N_("Introductions"),
        (
            "answer_days",
            "remind_answer_days",
            "undo_minutes",
            "follow_up_days",
            "busy_institution_introductions",
        ),
    ),
    (N_("Offerings"), ("offering_valid_days", "remind_offering_days")),
)
EFFECTS: Mapping[str, str] = {
    "read_need_days": N_(
        "Companies are told on their pages by which day a coordinator reads a new need. Finnish public holidays are not"
        " counted. Applies at once to the needs that wait."
    ),
    "clarification_days": N_(
        "By when a company is asked to answer a coordinator's question. A later answer still counts; the question then stands on"
        " the coordinators' page of today. Questions already asked keep their day."
    ),
    "answer_days": N_(
        "How long company and institution have to say whether they want to be introduced. After it the question lapses."
        " Questions already asked keep their day."
    ),
    "remind_answer_days": N_(
        "How long after a question whoever is silent is reminded, once. Has to be shorter than both times to answer."
        " Applies at once to the questions that wait."
    ),
    "undo_minutes": N_(
        "So long the mails of a question to both sides wait, and the coordinator can take it back. With 0 they leave at once."
    ),
    "follow_up_days": N_(
        "How long after the introduction the company is asked how it went, and coordinators find it on their page of today."
        " Applies at once."
    ),
    "busy_institution_introductions": N_(
        "Before asking, a coordinator is told that the institution has this many introductions open. It hinders nothing."
    ),
    "offering_valid_days": N_(
        "After so long without “still valid” an offering is marked as not confirmed; it stays in the catalogue. A shorter time"
        " marks at once what is older, a longer one takes no mark away."
    ),
    "remind_offering_days": N_(
        "How long before that the institution is asked by mail to confirm. Has to be shorter than the confirmation's time."
    ),
}


class DeadlinesForm(Form):
    """A field of typed text for each number, named by its key; `seen` holds the numbers that the page was made with."""

    seen = HiddenField()

    @property
    def numbers(self) -> dict[str, int]:
        """The fields that hold a whole number."""
        found = {key: _whole(self[key].data or "") for key in NUMBERS}
        return {key: number for key, number in found.items() if number is not None}

    @property
    def seen_numbers(self) -> dict[str, int]:
        try:
            told = json.loads(self.seen.data or "")
        except ValueError:
            return {}
        return told if isinstance(told, dict) else {}


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody else has changed meanwhile."""

    name: str
    before: object
    after: int


def _check(form: DeadlinesForm, field: Field) -> None:
    _default, least, most = NUMBERS[field.name]
    if field.name not in form.numbers:
        raise StopValidation(
            _("Write a whole number from %(least)d to %(most)d, without a unit.", least=least, most=most)
        )
    texts = [_fault(fault, form.numbers) for fault in find_faults(form.numbers) if fault.key == field.name]
    if texts:
        raise StopValidation(" ".join(texts))


def _fault(fault: Fault, numbers: Mapping[str, int]) -> str:
    _default, least, most = NUMBERS[fault.key]
    if not fault.shorter_than:
        return _("This has to be between %(least)d and %(most)d.", least=least, most=most)
    return _(
        "This has to be shorter than “%(other)s” (%(number)d).",
        other=_(NAMES[fault.shorter_than]),
        number=numbers[fault.shorter_than],
    )


for _key in NUMBERS:
    setattr(
        DeadlinesForm,
        _key,
        LineField(
            _l(NAMES[_key]), [_check], render_kw={"inputmode": "numeric", "autocomplete": "off", "size": 6}
        ),
    )


@blueprint.route("/admin/deadlines", methods=["GET", "POST"])
@allow(Role.ADMIN)
def deadlines() -> ResponseReturnValue:
    present = list_numbers(db())
    shown = {key: str(number) for key, number in present.items()}
    form = DeadlinesForm(data={**shown, "seen": json.dumps(present)})
    if request.method == "GET" or not form.validate():
        return _page(form, []), 422 if form.errors else 200
    try:
        changed = change_numbers(
            db(),
            values=form.numbers,
            seen=form.seen_numbers,
            actor=viewer().actor(Role.ADMIN),
            now=now(),
        )
    except AlreadyDecided:
        return _conflict(form)
    if changed:
        flash(
            ngettext("Saved: %(num)d number changed.", "Saved: %(num)d numbers changed.", len(changed)),
            "success",
        )
    else:
        flash(_("Nothing was changed."), "info")
    return redirect(url_for("admin.deadlines"))


def _conflict(form: DeadlinesForm) -> ResponseReturnValue:
    """The other's changes show in the fields that this person left alone; saving once more replaces knowingly."""
    seen, present = form.seen_numbers, list_numbers(db())
    for key, number in present.items():
        if form.numbers[key] == seen.get(key):
            form[key].data = str(number)
    form.seen.data = json.dumps(present)
    changes = [
        Change(_(NAMES[key]), seen.get(key), present[key]) for key in NUMBERS if seen.get(key) != present[key]
    ]
    return _page(form, changes), 409


def _page(form: DeadlinesForm, changes: list[Change]) -> str:
    return render_template(
        "admin/deadlines.html",
        form=form,
        changes=changes,
        parts=[(_(title), [(form[key], _hint(key)) for key in keys]) for title, keys in PARTS],
    )


def _hint(key: str) -> str:
    usual, least, most = NUMBERS[key]
    return " ".join(
        (
            _(EFFECTS[key]),
            _("Usually %(usual)d; from %(least)d to %(most)d.", usual=usual, least=least, most=most),
        )
    )


def _whole(typed: str) -> int | None:
    """A number of at most six digits, or None."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= 6 else None
