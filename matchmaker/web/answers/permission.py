"""Answering by the link of a mail whether the company may be introduced."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaker.model.errors import AlreadyDecided, LinkInvalid, NotAllowed
from matchmaker.model.introduction import Answer, KnownLink
from matchmaker.model.need import NeedState
from matchmaker.operations.ask_permission import answer_permission_by_link, may_introduce
from matchmaker.operations.link_holders import answers_for_company
from matchmaker.store import needs, permissions
from matchmaker.web.clock import now
from matchmaker.web.database import db
from matchmaker.web.locale import language

CHOICES = {Answer.YES.value: True, Answer.NO.value: False}


def permission_page(token: str, known: KnownLink) -> ResponseReturnValue:
    """Yes and no, each a button; once it is answered, given in another way, or the need closed, how it stands."""
    asked = permissions.get_permission_request(db(), known.link.object_id)
    if not answers_for_company(db(), needs.get_need(db(), asked.need_id), known.link.email):
        raise LinkInvalid("unknown")
    if request.method == "GET":
        return _page(token, known)
    chosen = request.form.get("answer", "")
    if chosen not in CHOICES:
        return _page(token, known), 422
    try:
        answer_permission_by_link(db(), token=token, granted=CHOICES[chosen], now=now())
    except (AlreadyDecided, NotAllowed, LinkInvalid):
        # Answered already, or the need is closed: the page says which, and nothing was overwritten.
        return _page(token, known), 409
    return redirect(url_for("answers.link", token=token))


def _page(token: str, known: KnownLink) -> str:
    asked = permissions.get_permission_request(db(), known.link.object_id)
    need = needs.get_need(db(), asked.need_id)
    foreign = need.content.language
    return render_template(
        "answers/permission.html",
        asked=asked,
        need=need,
        need_lang=None if foreign is language() else foreign.value,
        closed=need.state is NeedState.CLOSED,
        given=may_introduce(db(), need.id),
        usable=known.open,
        token=token,
    )
