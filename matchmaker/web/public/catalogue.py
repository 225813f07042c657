"""Browsing and searching the catalogue, a page per offering, and the message that corrects one."""

from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaker.matching.finding import MOST_RELATED, find
from matchmaker.model import places
from matchmaker.model.cleaning import clean_line
from matchmaker.model.codes import Help, Sector
from matchmaker.model.offering import Offering, OfferingKind
from matchmaker.model.user import Role
from matchmaker.operations.send_correction import send_correction
from matchmaker.store import catalogue as shelves
from matchmaker.store import offerings
from matchmaker.web import clock
from matchmaker.web.access import allow
from matchmaker.web.database import db
from matchmaker.web.engine import index
from matchmaker.web.limits import MESSAGE, SEARCH, limiter
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import language
from matchmaker.web.offering_page import page_values
from matchmaker.web.public import blueprint
from matchmaker.web.public.forms import CorrectionForm, FilterForm

PAGE_SIZE = 24
LONGEST_QUERY = 200
_Choice = TypeVar("_Choice", bound=StrEnum)


@blueprint.get("/offerings")
@allow(Role.PUBLIC)
@limiter.limit(SEARCH)
def catalogue() -> ResponseReturnValue:
    query = clean_line(request.args.get("q", ""))[:LONGEST_QUERY]
    wanted, active = _wanted()
    page = max(1, min(request.args.get("page", 1, type=int), 1000))
    offset = (page - 1) * PAGE_SIZE
    related: Sequence[Offering] = ()
    if query:
        found = find(index(), query, language=language().value)
        result = shelves.narrow(db(), found.hits, wanted, as_of=clock.today(), limit=PAGE_SIZE, offset=offset)
        if offset + PAGE_SIZE >= result.total:
            near = shelves.narrow(
                db(), found.related, wanted, as_of=clock.today(), limit=MOST_RELATED, offset=0
            )
            related = near.offerings
    else:
        result = shelves.browse(
            db(), wanted, language=language(), as_of=clock.today(), limit=PAGE_SIZE, offset=offset
        )
    form = FilterForm(request.args)
    form.fill_choices(shelves.list_places(db(), language()))
    form.place.data = places.usual_name(wanted.place, language())
    return render_template(
        "public/catalogue.html",
        query=query,
        form=form,
        active=active,
        total=result.total,
        open_ones=[o for o in result.offerings if not o.content.ended(clock.today())],
        ended_ones=[o for o in result.offerings if o.content.ended(clock.today())],
        related=related,
        page=page,
        pages=-(-result.total // PAGE_SIZE),
        # Only what the page knows: url_for would take `endpoint`, `_scheme` and the like from the address for its own.
        args={name: request.args[name] for name in form.data if name in request.args},
    )


@blueprint.get("/offerings/<offering_id>")
@allow(Role.PUBLIC)
def offering(offering_id: str) -> ResponseReturnValue:
    shown = offerings.get_listed_offering(db(), offering_id)
    return render_template("public/offering.html", **page_values(shown))


@blueprint.route("/offerings/<offering_id>/correct", methods=["GET", "POST"])
@allow(Role.PUBLIC)
@limiter.limit(MESSAGE, methods=["POST"])
def correct(offering_id: str) -> ResponseReturnValue:
    shown = offerings.get_listed_offering(db(), offering_id)
    form = CorrectionForm()
    if not form.validate_on_submit():
        page = render_template("public/correct.html", offering=shown, form=form)
        return page, 422 if form.errors else 200
    send_correction(
        db(),
        offering_id=offering_id,
        email=form.email.data,
        name=form.name.data or "",
        body=form.body.data,
        now=clock.now(),
    )
    flash(_("Thank you. A coordinator reads your message and corrects the page."), "success")
    return redirect(url_for("public.offering", offering_id=offering_id))


def _wanted() -> tuple[shelves.CatalogueFilter, int]:
    """The filter of the query string and how many of its parts are in force; unknown values are as good as none."""
    wanted = shelves.CatalogueFilter(
        kind=_choice(OfferingKind, "kind"),
        sector=_choice(Sector, "sector"),
        help=_choice(Help, "help"),
        place=clean_line(request.args.get("place", ""))[:100],
        open_only=bool(request.args.get("open")),
    )
    parts = (wanted.kind, wanted.sector, wanted.help, wanted.place, wanted.open_only)
    return wanted, sum(bool(part) for part in parts)


def _choice(kind: type[_Choice], name: str) -> _Choice | None:
    value = request.args.get(name, "")
    return kind(value) if value in list(kind) else None
