"""What a reader does on the page of a question: each step takes a request and answers it, whoever the reader is."""

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from matchmaker.model.errors import AlreadyDecided, LinkInvalid, NotAllowed, NotFound
from matchmaker.model.introduction import Side
from matchmaker.operations.hand_on_introduction import colleague, strange_domain
from matchmaker.operations.preview_mails import preview_handed_on
from matchmaker.operations.read_introduction import Question, QuestionState
from matchmaker.operations.recipients import Recipient
from matchmaker.web.answers.forms import HandOnForm
from matchmaker.web.answers.page import (
    EXPLAINED,
    Forms,
    chosen_progress,
    confirm_page,
    forms,
    not_handed_on,
    question_page,
    thanks,
)
from matchmaker.web.answers.reader import Reader
from matchmaker.web.clock import now
from matchmaker.web.database import db
from matchmaker.web.database import settings as installation
from matchmaker.web.locale import gettext as _
from matchmaker.web.unsaved import show_unsaved

# What a reader is told who comes too late; a link that answers no more is one of these.
_TOO_LATE = (AlreadyDecided, NotAllowed, LinkInvalid)


def answer(reader: Reader) -> ResponseReturnValue:
    """Show the question, or take its answer."""
    question = reader.question()
    shown = forms(question.side, "answer")
    if not shown.answer.is_submitted():
        return _page(reader, shown)
    if not shown.answer.validate():
        return _page(reader, shown, 422)
    if shown.answer.accepts_unread(question.their_condition):
        return _page(reader, shown, 409)
    try:
        reader.answer(shown.answer.chosen, shown.answer.why, shown.answer.words)
    except _TOO_LATE:
        # Answered already, or too late: the page says which, and nothing was overwritten.
        return _as_it_stands(reader)
    return redirect(reader.urls.answer)


def hand_on(reader: Reader) -> ResponseReturnValue:
    """Let a colleague of the institution answer: first show to whom and the mail, then, once that is confirmed, send it."""
    question = reader.question()
    shown = forms(question.side, "hand_on")
    if shown.hand_on is None:
        raise NotFound("introduction", "hand-on")
    if question.state is not QuestionState.OPEN:
        return _as_it_stands(reader)
    if not shown.hand_on.validate():
        return _page(reader, shown, 422)
    if request.form.get("step") == "change":
        return _page(reader, shown)
    email, why = shown.hand_on.email.data, shown.hand_on.why.data or ""
    try:
        person = colleague(db(), question.introduction, email, now())
        if request.form.get("step") != "send":
            return _confirm(reader, question, shown.hand_on, person)
        reader.hand_on(email, why)
    except NotAllowed as refusal:
        told = not_handed_on(refusal.reason)
        if not told:
            return _as_it_stands(reader)
        shown.hand_on.email.errors = [told]
        return _page(reader, shown, 422)
    except _TOO_LATE:
        return _as_it_stands(reader)
    return redirect(reader.urls.answer)


def take_back(reader: Reader) -> ResponseReturnValue:
    """Have a question again that was handed on."""
    if reader.question().side is not Side.INSTITUTION:
        raise NotFound("introduction", "take-back")
    try:
        reader.take_back()
    except _TOO_LATE:
        return _as_it_stands(reader)
    flash(_("The question is yours again. The colleague's link no longer answers it."), "success")
    return redirect(reader.urls.answer)


def explain(reader: Reader) -> ResponseReturnValue:
    """Take the reason of a no, given afterwards."""
    shown = forms(reader.question().side, "reason")
    if not shown.reason.validate():
        return _page(reader, shown, 422)
    try:
        reader.explain(shown.reason.why, shown.reason.note.data or "")
    except NotAllowed:
        return _as_it_stands(reader)
    flash(_(EXPLAINED), "success")
    return redirect(reader.urls.answer)


def reconsider(reader: Reader) -> ResponseReturnValue:
    """Take a no, or no answer, for a yes after all."""
    try:
        reader.reconsider()
    except NotAllowed:
        return _as_it_stands(reader)
    return redirect(reader.urls.answer)


def tell_progress(reader: Reader) -> ResponseReturnValue:
    """Take how it went, told some weeks after the introduction."""
    chosen = chosen_progress()
    reader.tell_progress(chosen)
    flash(thanks(chosen), "success")
    return redirect(reader.urls.answer)


def _confirm(reader: Reader, question: Question, form: HandOnForm, person: Recipient) -> ResponseReturnValue:
    told = {"handed_by": reader.email, "handed_why": form.why.data or ""}
    mail = preview_handed_on(db(), installation(), question.introduction, person, told, now=now())
    strange = strange_domain(db(), question.introduction, person.email)
    return confirm_page(question, form, mail, strange, reader.urls.hand_on)


def _as_it_stands(reader: Reader) -> ResponseReturnValue:
    """The page after a step that could not be taken, with what was written for it."""
    show_unsaved()
    return _page(reader, forms(reader.question().side), 409)


def _page(reader: Reader, shown: Forms, status: int = 200) -> ResponseReturnValue:
    return question_page(reader.question(), shown, urls=reader.urls, back=reader.back), status
