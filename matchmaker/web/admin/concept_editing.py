"""Adding a concept to the thesaurus, correcting one, and taking that back."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaker.i18n import N_
from matchmaker.model.errors import AlreadyDecided
from matchmaker.model.user import Actor, Role
from matchmaker.operations import save_concept as saving
from matchmaker.operations.save_concept import ConceptRefused, PresentConcept
from matchmaker.text.thesaurus_check import Fault, Finding
from matchmaker.text.thesaurus_search import search
from matchmaker.web.access import allow, viewer
from matchmaker.web.admin import blueprint
from matchmaker.web.admin.concept_form import ConceptForm, values_of
from matchmaker.web.admin.thesaurus import analyser, names_of
from matchmaker.web.clock import now
from matchmaker.web.database import db
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import keep_typed, language

MOST_FOUND = 12
_REFUSALS = {
    Fault.MISSING_LANGUAGE: N_("Both languages need at least one term."),
    Fault.UNKNOWN_RELATION: N_("%(concepts)s would refer to %(other)s, which would be no other concept."),
    Fault.CYCLE: N_("%(concepts)s would be broader than itself, by way of other concepts."),
}


@blueprint.route("/coordinator/thesaurus/new", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def new_concept() -> ResponseReturnValue:
    form = ConceptForm()
    if _only_looks(form):
        return _page(form, None), 200
    if not form.validate_on_submit():
        return _page(form, None), 422 if form.errors else 200
    try:
        added = saving.add_concept(db(), content=form.concept(""), actor=_actor(), now=now())
    except ConceptRefused as refusal:
        return _refused(form, None, refusal)
    return _saved(added.id, _("The concept is added."))


@blueprint.route("/coordinator/thesaurus/concepts/<concept_id>/edit", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def edit_concept(concept_id: str) -> ResponseReturnValue:
    present = saving.get_concept(db(), concept_id)
    form = ConceptForm(**values_of(present.concept), seen=present.fingerprint)
    if _only_looks(form):
        return _page(form, present), 200
    if not form.validate_on_submit():
        return _page(form, present), 422 if form.errors else 200
    try:
        saving.edit_concept(
            db(), content=form.concept(concept_id), seen=form.seen.data or "", actor=_actor(), now=now()
        )
    except AlreadyDecided:
        form.seen.data = present.fingerprint  # saving once more replaces knowingly
        return _page(form, present, conflict=True), 409
    except ConceptRefused as refusal:
        return _refused(form, present, refusal)
    return _saved(concept_id, _("Saved."))


@blueprint.post("/coordinator/thesaurus/concepts/<concept_id>/remove")
@allow(Role.COORDINATOR)
def remove_concept(concept_id: str) -> ResponseReturnValue:
    """A correction gives way to the concept as it comes with the service; a concept of our own disappears."""
    try:
        remains = saving.remove_own_concept(db(), concept_id=concept_id, actor=_actor(), now=now())
    except ConceptRefused as refusal:
        flash(" ".join(_refusals(refusal)), "error")
        return redirect(url_for("admin.concept", concept_id=concept_id))
    if remains:
        return _saved(concept_id, _("The concept is again as it comes with the service."))
    flash(_("The concept is removed."), "success")
    return redirect(url_for("admin.thesaurus"))


def _actor() -> Actor:
    return viewer().actor(Role.COORDINATOR)


def _only_looks(form: ConceptForm) -> bool:
    """Fill the choices; whether the person looks for concepts to relate to rather than saving."""
    whole = analyser().thesaurus
    wanted = form.find.data or ""
    found = [concept.id for concept in search(whole.concepts, wanted, limit=MOST_FOUND)]
    form.fill_choices(names_of(whole), found)
    looks = request.method == "POST" and "look" in request.form
    if looks:
        keep_typed()
        if not found:
            form.find.errors = [_("No concept has such a term. Try a part of the word.")]
    return looks


def _saved(concept_id: str, message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(url_for("admin.concept", concept_id=concept_id))


def _refused(
    form: ConceptForm, present: PresentConcept | None, refusal: ConceptRefused
) -> ResponseReturnValue:
    keep_typed()
    form.form_errors = list(_refusals(refusal))
    return _page(form, present), 422


def _refusals(refusal: ConceptRefused) -> list[str]:
    """Why a concept cannot be kept; a circle runs through several concepts and is told once."""
    told = {_told(finding): None for finding in refusal.findings if finding.fault is not Fault.CYCLE}
    circle = [finding for finding in refusal.findings if finding.fault is Fault.CYCLE]
    return [*told, *(_told(finding) for finding in circle[:1])]


def _told(finding: Finding) -> str:
    whole = analyser().thesaurus.concepts
    known = [whole.find(name) for name in finding.concepts]
    names = [one.label(language()) if one else _("The concept") for one in known]
    other = whole.find(finding.detail)
    return _(
        _REFUSALS[finding.fault],
        concepts=", ".join(names),
        other=other.label(language()) if other else finding.detail,
    )


def _page(form: ConceptForm, present: PresentConcept | None, *, conflict: bool = False) -> str:
    name = present.concept.label(language()) if present else ""
    return render_template(
        "admin/concept_form.html", form=form, present=present, name=name, conflict=conflict
    )
