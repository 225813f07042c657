"""Answering a coordinator's question by the link of its mail."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from matchmaker.model.errors import AlreadyDecided, LinkInvalid, NotAllowed
from matchmaker.model.introduction import KnownLink
from matchmaker.model.need import NeedState
from matchmaker.operations.answer_clarification import answer_clarification_by_link
from matchmaker.operations.link_holders import answers_for_company
from matchmaker.store import follow_up, needs
from matchmaker.web.clarification_form import ClarificationForm
from matchmaker.web.clock import now
from matchmaker.web.database import db
from matchmaker.web.locale import language
from matchmaker.web.unsaved import show_unsaved


def clarification_page(token: str, known: KnownLink) -> ResponseReturnValue:
    """The question with a field for the answer; once it is answered, or the need closed, how it stands."""
    form = ClarificationForm()
    asked = follow_up.get_clarification(db(), known.link.object_id)
    if not answers_for_company(db(), needs.get_need(db(), asked.need_id), known.link.email):
        raise LinkInvalid("unknown")
    if not form.is_submitted():
        return _page(known, form)
    if not form.validate():
        return _page(known, form), 422
    try:
        answer_clarification_by_link(
            db(), token=token, answer=form.answer.data, audience=form.seen_by, now=now()
        )
    except (AlreadyDecided, NotAllowed, LinkInvalid):
        # Answered already, or the need is closed: the page says which, and nothing was overwritten.
        show_unsaved()
        return _page(known, form), 409
    return redirect(url_for("answers.link", token=token))


def _page(known: KnownLink, form: ClarificationForm) -> str:
    asked = follow_up.get_clarification(db(), known.link.object_id)
    need = needs.get_need(db(), asked.need_id)
    foreign = need.content.language
    return render_template(
        "answers/clarification.html",
        asked=asked,
        need=need,
        need_lang=None if foreign is language() else foreign.value,
        closed=need.state is NeedState.CLOSED,
        form=form,
    )
