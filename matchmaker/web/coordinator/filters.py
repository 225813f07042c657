"""Searches, filters and orders of the list of needs under a name of one's own: keep one, open it, delete it."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField
from wtforms.validators import DataRequired, Length

from matchmaker.model.errors import NotAllowed
from matchmaker.model.user import Role
from matchmaker.operations import save_filter as keeping
from matchmaker.store import saved_filters
from matchmaker.web.access import allow, viewer
from matchmaker.web.clock import now
from matchmaker.web.coordinator import blueprint
from matchmaker.web.database import db
from matchmaker.web.forms import Form, LineField
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import lazy_gettext as _l

NARROWING = ("state", "sector", "municipality", "urgent", "mine")
NAMES = ("q", *NARROWING, "order")
LONGEST = 60


class SaveFilterForm(Form):
    """A name for the filters in force; `query` is what they are."""

    name = LineField(
        _l("Name of the filter"),
        [
            DataRequired(_l("Give the filter a name first.")),
            Length(max=LONGEST, message=_l("The name is longer than 60 characters. Shorten it.")),
        ],
        render_kw={"autocomplete": "off"},
    )
    query = HiddenField()


@dataclass(frozen=True, slots=True)
class FilterLink:
    """A kept filter as a link; `active` when the page shows just it."""

    id: str
    name: str
    url: str
    active: bool


def kept_query(pairs: list[tuple[str, str]]) -> str:
    """The filters among the values of a query string, in one order, so that equal filters have equal queries."""
    chosen = {name: value[:60] for name, value in reversed(pairs) if name in NAMES and value}
    return urlencode([(name, chosen[name]) for name in NAMES if name in chosen])


def filter_links() -> list[FilterLink]:
    """The reader's own filters."""
    here = kept_query(list(request.args.items(multi=True)))
    return [
        FilterLink(one.id, one.name, f"{url_for('coordinator.queue')}?{one.query}", one.query == here)
        for one in saved_filters.list_saved_filters(db(), _me())
    ]


@blueprint.post("/filters")
@allow(Role.COORDINATOR)
def save_filter() -> ResponseReturnValue:
    form = SaveFilterForm()
    query = kept_query(parse_qsl(form.query.data or ""))
    target = f"{url_for('coordinator.queue')}?{query}"
    if not form.validate():
        flash(" ".join(str(error) for field in form for error in field.errors), "error")
        return redirect(target)
    try:
        keeping.save_filter(db(), user_id=_me(), name=form.name.data, query=query, now=now())
    except NotAllowed:
        flash(
            _("You have %(most)d filters already. Delete one that you no longer need.", most=keeping.MOST),
            "error",
        )
    else:
        flash(_("The filter is kept."), "success")
    return redirect(target)


@blueprint.post("/filters/<filter_id>/delete")
@allow(Role.COORDINATOR)
def delete_filter(filter_id: str) -> ResponseReturnValue:
    keeping.delete_filter(db(), filter_id=filter_id, user_id=_me())
    flash(_("The filter is deleted."), "success")
    return redirect(url_for("coordinator.queue"))


def _me() -> str:
    user = viewer().user
    assert user is not None  # noqa: S101 -- the views are a coordinator's
    return user.id
