"""The front page: type a need, see at once what may fit. Nothing is stored or logged until the text is sent."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from matchmaker.i18n import N_
from matchmaker.model.company import CompanyProfile
from matchmaker.model.errors import NotAllowed
from matchmaker.model.user import Role
from matchmaker.operations.documents import need_document
from matchmaker.operations.keep_need_text import draft_path, keep_need_text
from matchmaker.operations.need_from_text import need_from_text
from matchmaker.operations.rank_need import rank_need
from matchmaker.operations.save_draft import save_draft
from matchmaker.store import companies, offerings
from matchmaker.store.drafts import UNCONFIRMED_HOURS
from matchmaker.web import clock
from matchmaker.web.access import allow, viewer
from matchmaker.web.database import db
from matchmaker.web.engine import index
from matchmaker.web.kept_drafts import too_many_drafts
from matchmaker.web.limits import PREVIEW, SIGN_IN, limiter
from matchmaker.web.link_sent import link_sent
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import keep_typed, language
from matchmaker.web.match_cards import SHOWN, match_cards, unmet_parts
from matchmaker.web.need_fields import too_many_unconfirmed
from matchmaker.web.public import blueprint
from matchmaker.web.public.forms import PreviewForm, SendForm

EVERYDAY: Mapping[str, str] = {
    "goods": N_("buying and selling"),
    "recruiting": N_("hiring people"),
    "loans": N_("loans and banks"),
    "tax": N_("taxes"),
    "accounting": N_("bookkeeping and invoices"),
    "disputes": N_("disputes and legal advice"),
    "cleaning": N_("cleaning, catering and other upkeep"),
    "transport": N_("transport and removals"),
    "rental": N_("renting premises or equipment"),
    "repairs": N_("repairs and spare parts"),
    "advertising": N_("advertising and websites"),
    "insurance": N_("insurance"),
    "permits": N_("permits and forms"),
    "contracting": N_("contract work"),
}
"""The kinds of everyday business of `matching/data/scope.csv` in words."""


@blueprint.get("/")
@allow(Role.PUBLIC)
def home() -> ResponseReturnValue:
    return render_template("public/home.html", form=PreviewForm(formdata=None), numbers=_numbers())


@blueprint.post("/preview")
@allow(Role.PUBLIC)
@limiter.limit(PREVIEW)
def preview() -> ResponseReturnValue:
    form = PreviewForm()
    if not form.validate():
        return render_template("public/home.html", form=form, numbers=_numbers()), 422
    return _show_preview(form.description.data, SendForm(formdata=None, description=form.description.data))


def _show_preview(text: str, send: SendForm) -> str:
    content = need_from_text(index(), text=text)
    ranked = rank_need(db(), index(), content=content, company=_profile(), as_of=clock.today(), most=SHOWN)
    form = PreviewForm(formdata=None, description=text)
    keep_typed()
    return render_template(
        "public/preview.html",
        form=form,
        send=send,
        cards=match_cards(db(), ranked.results),
        no_good_match=ranked.no_good_match,
        everyday=_(EVERYDAY[ranked.everyday]) if ranked.everyday else "",
        unmet=()
        if ranked.no_good_match
        else unmet_parts(need_document(content, None, key="preview", version="preview"), ranked.results),
        kept_hours=UNCONFIRMED_HOURS,
    )


def _profile() -> CompanyProfile | None:
    """The company of whoever looks: what it makes and where it is will count when the need is sent."""
    company_id = viewer().company_id
    return companies.get_company(db(), company_id).profile if company_id else None


@blueprint.post("/send")
@allow(Role.PUBLIC)
@limiter.limit(SIGN_IN)
def send() -> ResponseReturnValue:
    """Keep the text: as a draft of the signed-in user, or for an address until its link is opened."""
    typed, form = PreviewForm(), SendForm()
    if not typed.validate():  # a text that the page would not have shown: too long to be ranked, or none
        return render_template("public/home.html", form=typed, numbers=_numbers()), 422
    text = typed.description.data
    user = viewer().user
    if user is not None:
        try:
            draft = save_draft(db(), user_id=user.id, form={"description": text}, now=clock.now())
        except NotAllowed:
            flash(too_many_drafts(), "error")
            return _show_preview(text, form), 409
        return redirect(url_for("company.new_need", draft=draft.id))
    if not form.validate():
        return _show_preview(text, form), 422
    kept, email = {"description": text}, form.email.data
    try:
        draft = keep_need_text(db(), email=email, form=kept, language=language(), now=clock.now())
    except NotAllowed:
        form.email.errors = [too_many_unconfirmed()]
        return _show_preview(text, form), 422
    return link_sent(email, draft_path(draft.id), confirms=True)


def _numbers() -> tuple[int, int]:
    """How many offerings of how many organisations the front page can speak of."""
    return offerings.count_listed(db())
