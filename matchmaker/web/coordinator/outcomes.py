"""What came of a need, in one line each; and what a company and an institution are to each other already."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from matchmaker.model.errors import NotAllowed, NotFound
from matchmaker.model.introduction import SupportKind, TieKind
from matchmaker.model.user import Role
from matchmaker.operations import record_tie as ties
from matchmaker.operations.record_outcome import record_outcome, remove_outcome
from matchmaker.store import needs
from matchmaker.web.access import allow, viewer
from matchmaker.web.clock import now
from matchmaker.web.coordinator import blueprint
from matchmaker.web.coordinator.companies import company_page
from matchmaker.web.coordinator.need import need_page, outcome_form
from matchmaker.web.coordinator.tie_form import tie_form
from matchmaker.web.database import db
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import label


@blueprint.post("/needs/<need_id>/outcomes")
@allow(Role.COORDINATOR)
def record(need_id: str) -> ResponseReturnValue:
    """Write one support event; a match moves on with it."""
    shown = needs.get_need(db(), need_id)
    form = outcome_form(need_id, submitted=True)
    if not form.validate():
        return need_page(shown, outcome=form), 422
    try:
        record_outcome(
            db(),
            need_id=need_id,
            match_id=form.match.data or None,
            kind=SupportKind(form.kind.data),
            happened_on=form.day,
            hours=form.spent,
            evidence=form.evidence.data or "",
            actor=viewer().actor(Role.COORDINATOR),
            now=now(),
        )
    except NotAllowed as refusal:
        form.refuse(refusal.reason)
        return need_page(shown, outcome=form), 422
    flash(_("It is recorded."), "success")
    return redirect(url_for("coordinator.need", need_id=need_id, _anchor="outcomes"))


@blueprint.post("/needs/<need_id>/outcomes/<event_id>/remove")
@allow(Role.COORDINATOR)
def remove(need_id: str, event_id: str) -> ResponseReturnValue:
    """Take back what was recorded by mistake."""
    gone = remove_outcome(
        db(), need_id=need_id, event_id=event_id, actor=viewer().actor(Role.COORDINATOR), now=now()
    )
    flash(
        _("Removed: %(what)s. Record it anew if only a detail was wrong.", what=label(gone.kind)), "success"
    )
    return redirect(url_for("coordinator.need", need_id=need_id, _anchor="outcomes"))


@blueprint.post("/companies/<company_id>/ties")
@allow(Role.COORDINATOR)
def add_tie(company_id: str) -> ResponseReturnValue:
    form = tie_form(submitted=True)
    if not form.validate():
        return company_page(company_id, form), 422
    ties.record_tie(
        db(),
        company_id=company_id,
        institution_id=form.institution.data,
        kind=TieKind(form.kind.data),
        note=form.note.data or "",
        actor=viewer().actor(Role.COORDINATOR),
        now=now(),
    )
    flash(_("It is noted. Asking both sides will need a confirmation from now on."), "success")
    return redirect(url_for("coordinator.company", company_id=company_id))


@blueprint.post("/companies/<company_id>/ties/<institution_id>/<kind>/remove")
@allow(Role.COORDINATOR)
def remove_tie(company_id: str, institution_id: str, kind: str) -> ResponseReturnValue:
    if kind not in list(TieKind):
        raise NotFound("tie", kind)
    ties.remove_tie(
        db(),
        company_id=company_id,
        institution_id=institution_id,
        kind=TieKind(kind),
        actor=viewer().actor(Role.COORDINATOR),
        now=now(),
    )
    flash(_("The note is removed."), "success")
    return redirect(url_for("coordinator.company", company_id=company_id))
