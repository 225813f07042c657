"""Looking at an offering in any state and changing it: the same pages for its institution and for coordinators.

Who may do it, and where the pages live, is the business of the role's own views.
"""

from dataclasses import dataclass

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from matchmaker.model.codes import Language
from matchmaker.model.errors import AlreadyDecided
from matchmaker.model.introduction import Side
from matchmaker.model.offering import LISTED, Offering, OfferingState
from matchmaker.model.user import Actor
from matchmaker.operations.publish_offering import state_before_archiving
from matchmaker.operations.save_offering import edit_offering
from matchmaker.store import introductions, offerings
from matchmaker.web import clock
from matchmaker.web.database import db
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import language
from matchmaker.web.offering_form import OfferingForm
from matchmaker.web.offering_page import TONES, half_there, missing, page_values
from matchmaker.web.questions import settled


@dataclass(frozen=True, slots=True)
class OfferingUrls:
    """Where one offering's pages and steps live for a role; `confirm` is empty for those who cannot confirm."""

    back: str
    back_label: str
    show: str
    edit: str
    publish: str
    archive: str
    restore: str
    confirm: str = ""


def show_page(offering: Offering, urls: OfferingUrls) -> ResponseReturnValue:
    """The offering as the public would see it, its state, what is missing, and the steps that it can take."""
    return render_template(
        "institution/offering.html",
        **page_values(offering),
        urls=urls,
        tone=TONES[offering.state],
        missing=missing(offering),
        half_there=half_there(offering),
        listed=offering.state in LISTED,
        draft=offering.state is OfferingState.DRAFT,
        archived=offering.state is OfferingState.ARCHIVED,
        before=state_before_archiving(db(), offering),
    )


def archive_page(offering: Offering, urls: OfferingUrls) -> ResponseReturnValue:
    """What is open about an offering and what becomes of it, before it is archived."""
    own, limit = bool(urls.confirm), settled()
    opened = introductions.list_open_of_offering(db(), offering.id)
    waiting = [one for one in opened if not own or one.asked_at <= limit]
    return render_template(
        "institution/archive.html",
        offering=offering,
        urls=urls,
        own=own,
        listed=offering.state in LISTED,
        awaited=[one for one in waiting if Side.INSTITUTION not in one.answers],
        answered=[one for one in waiting if Side.INSTITUTION in one.answers],
    )


def edit_page(offering: Offering, urls: OfferingUrls, actor: Actor) -> ResponseReturnValue:
    """The form with the offering in it, and what happens when it is sent."""
    form = OfferingForm.of(offering)
    if not form.validate_on_submit():
        return form_page(form, urls, offering), 422 if form.errors else 200
    try:
        edited = edit_offering(
            db(),
            offering_id=offering.id,
            institution_id=offering.institution_id,
            seen_version=form.seen_version,
            content=form.content(),
            actor=actor,
            now=clock.now(),
        )
    except AlreadyDecided:
        current = offerings.get_offering(db(), offering.id)
        form.version.data = str(current.version_number)  # saving once more is then a choice, made knowingly
        return form_page(form, urls, current, conflict=True), 409
    flash(_("Saved. The change is public at once.") if edited.state in LISTED else _("Saved."), "success")
    note(edited)
    return redirect(urls.show)


def form_page(
    form: OfferingForm, urls: OfferingUrls, offering: Offering | None, *, conflict: bool = False
) -> str:
    """The form's page; `offering` is None for a new one."""
    return render_template(
        "institution/offering_form.html",
        form=form,
        languages=sorted(Language, key=lambda code: code is not language()),
        urls=urls,
        offering=offering,
        listed=offering is not None and offering.state in LISTED,
        conflict=conflict,
    )


def note(offering: Offering) -> None:
    """Tell the person what the page does not: that a past end puts it among the ended ones."""
    if offering.content.ended(clock.today()):
        flash(
            _(
                "The end date has passed, so this is shown among the ended ones and is not suggested to anybody."
            ),
            "info",
        )
