"""The front page: type a need, see at once what may fit. Nothing is stored or logged until the text is sent."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from matchmaker.model.errors import NotAllowed
from matchmaker.model.user import Role
from matchmaker.operations.keep_need_text import draft_path, keep_need_text
from matchmaker.operations.mail_params import sign_in_url
from matchmaker.operations.rank_need import preview_need
from matchmaker.operations.save_draft import save_draft
from matchmaker.operations.sign_in import make_link_token
from matchmaker.store import offerings
from matchmaker.store.drafts import UNCONFIRMED_HOURS
from matchmaker.web import clock
from matchmaker.web.access import allow, viewer
from matchmaker.web.database import db, settings
from matchmaker.web.engine import index
from matchmaker.web.limits import PREVIEW, SIGN_IN, limiter
from matchmaker.web.locale import keep_typed, language
from matchmaker.web.match_cards import match_cards
from matchmaker.web.need_fields import too_many_drafts
from matchmaker.web.public import blueprint
from matchmaker.web.public.forms import PreviewForm, SendForm

SHOWN = 6


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
    ranked = preview_need(db(), index(), text=text, as_of=clock.today())
    cards = match_cards(db(), ranked.results[:SHOWN])
    form = PreviewForm(formdata=None, description=text)
    keep_typed()
    return render_template(
        "public/preview.html", form=form, send=send, cards=cards, no_good_match=ranked.no_good_match
    )


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
    kept = {"description": text}
    draft = keep_need_text(db(), email=form.email.data, form=kept, language=language(), now=clock.now())
    link = None
    if settings().demo:
        path = draft_path(draft.id)
        token = make_link_token(db(), email=form.email.data, next_path=path, now=clock.now())
        link = sign_in_url(settings(), token)
    return render_template(
        "account/link_sent.html", email=form.email.data, link=link, kept_hours=UNCONFIRMED_HOURS
    )


def _numbers() -> tuple[int, int]:
    """How many offerings of how many organisations the front page can speak of."""
    return offerings.count_listed(db())
