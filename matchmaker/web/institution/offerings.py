"""An institution's own offerings: the list, writing, looking, publishing, confirming, archiving."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaker.model.offering import LISTED, Offering, OfferingState
from matchmaker.model.user import Role
from matchmaker.operations import publish_offering as steps
from matchmaker.operations.days import day_in_finland
from matchmaker.operations.save_offering import create_offering, offering_of
from matchmaker.store import institutions
from matchmaker.store import offerings as catalogue
from matchmaker.web.access import allow
from matchmaker.web.clock import now, today
from matchmaker.web.database import db
from matchmaker.web.institution import blueprint
from matchmaker.web.institution.people import own_actor, own_institution_id
from matchmaker.web.locale import foreign, language
from matchmaker.web.locale import gettext as _
from matchmaker.web.offering_editing import OfferingUrls, archive_page, edit_page, form_page, note, show_page
from matchmaker.web.offering_form import OfferingForm
from matchmaker.web.offering_page import TONES, Missing, missing

_Step = Callable[..., Offering]


@dataclass(frozen=True, slots=True)
class OfferingLine:
    """An offering in the list, with what is missing of it."""

    offering: Offering
    missing: list[Missing]

    @property
    def title(self) -> str:
        return self.offering.content.title(language())

    @property
    def lang(self) -> str | None:
        return foreign(self.offering.content.text_language(language()))

    @property
    def tone(self) -> str:
        return TONES[self.offering.state]

    @property
    def listed(self) -> bool:
        return self.offering.state in LISTED

    @property
    def confirmable(self) -> bool:
        """Whether 'still valid' would say anything new: not of what is over, nor a second time today."""
        confirmed = self.offering.confirmed_at
        fresh = (
            self.offering.state is OfferingState.PUBLISHED
            and confirmed is not None
            and day_in_finland(confirmed) == today()
        )
        return self.listed and not fresh and not self.offering.content.ended(today())

    @property
    def due(self) -> bool:
        """Whether the confirmation is missing or has run out."""
        return self.offering.state is OfferingState.UNCONFIRMED or self.offering.confirmed_at is None


@blueprint.get("/offerings", endpoint="offerings")
@allow(Role.INSTITUTION)
def list_offerings() -> ResponseReturnValue:
    own = catalogue.list_of_institution(db(), own_institution_id())
    lines = [OfferingLine(offering, missing(offering)) for offering in own]
    archived = [line for line in lines if line.offering.state is OfferingState.ARCHIVED]
    current = [line for line in lines if line.offering.state is not OfferingState.ARCHIVED]
    return render_template(
        "institution/offerings.html",
        institution=institutions.get_institution(db(), own_institution_id()),
        current=[line for line in current if not line.offering.content.ended(today())],
        ended=[line for line in current if line.offering.content.ended(today())],
        archived=archived,
    )


@blueprint.route("/offerings/new", methods=["GET", "POST"])
@allow(Role.INSTITUTION)
def new_offering() -> ResponseReturnValue:
    form = OfferingForm()
    if not form.validate_on_submit():
        return form_page(form, _new_urls(), None), 422 if form.errors else 200
    offering = create_offering(
        db(), institution_id=own_institution_id(), content=form.content(), actor=own_actor(), now=now()
    )
    flash(
        _("The draft is saved. Only your organisation and the coordinators see it until you publish it."),
        "success",
    )
    note(offering)
    return redirect(url_for("institution.offering", offering_id=offering.id))


@blueprint.get("/offerings/<offering_id>")
@allow(Role.INSTITUTION)
def offering(offering_id: str) -> ResponseReturnValue:
    return show_page(own_offering(offering_id), _urls(offering_id))


@blueprint.route("/offerings/<offering_id>/edit", methods=["GET", "POST"])
@allow(Role.INSTITUTION)
def edit(offering_id: str) -> ResponseReturnValue:
    return edit_page(own_offering(offering_id), _urls(offering_id), own_actor())


@blueprint.post("/offerings/<offering_id>/publish")
@allow(Role.INSTITUTION)
def publish(offering_id: str) -> ResponseReturnValue:
    return _take(
        steps.publish_offering,
        offering_id,
        _("Published. Companies find it in the catalogue, and it is suggested."),
    )


@blueprint.post("/offerings/<offering_id>/confirm")
@allow(Role.INSTITUTION)
def confirm(offering_id: str) -> ResponseReturnValue:
    """From the offering's page or from the list, and back to where it was pressed."""
    answer = _take(steps.confirm_offering, offering_id, _("Thank you. It is marked as confirmed today."))
    return redirect(url_for("institution.offerings")) if "list" in request.form else answer


@blueprint.route("/offerings/<offering_id>/archive", methods=["GET", "POST"])
@allow(Role.INSTITUTION)
def archive(offering_id: str) -> ResponseReturnValue:
    """What is open about it first; the button archives."""
    if request.method == "GET":
        return archive_page(own_offering(offering_id), _urls(offering_id))
    return _take(
        steps.archive_offering,
        offering_id,
        _("Archived. It is out of the catalogue; you can undo this or publish it again whenever you like."),
    )


@blueprint.post("/offerings/<offering_id>/restore")
@allow(Role.INSTITUTION)
def restore(offering_id: str) -> ResponseReturnValue:
    return _take(steps.restore_offering, offering_id, _("It is again what it was before it was archived."))


def own_offering(offering_id: str) -> Offering:
    """An offering of the viewer's institution. Raises NotFound for anybody else's."""
    return offering_of(db(), offering_id, own_institution_id())


def _take(step: _Step, offering_id: str, message: str) -> ResponseReturnValue:
    step(
        db(),
        offering_id=offering_id,
        institution_id=own_institution_id(),
        actor=own_actor(),
        now=now(),
    )
    flash(message, "success")
    return redirect(url_for("institution.offering", offering_id=offering_id))


def _new_urls() -> OfferingUrls:
    back = url_for("institution.offerings")
    return OfferingUrls(back, _("Our offerings"), show=back, edit="", publish="", archive="", restore="")


def _urls(offering_id: str) -> OfferingUrls:
    def to(name: str) -> str:
        return url_for(f"institution.{name}", offering_id=offering_id)

    return OfferingUrls(
        back=url_for("institution.offerings"),
        back_label=_("Our offerings"),
        show=to("offering"),
        edit=to("edit"),
        publish=to("publish"),
        archive=to("archive"),
        restore=to("restore"),
        confirm=to("confirm"),
    )
