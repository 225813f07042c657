"""What a reader does on the page of a question: each step takes a request and answers it, whoever the reader is."""

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from matchmaker.model.errors import AlreadyDecided, LinkInvalid, NotAllowed, NotFound
from matchmaker.web.answers.page import (
    EXPLAINED,
    Forms,
    chosen_progress,
    forms,
    not_handed_on,
    question_page,
    thanks,
)
from matchmaker.web.answers.reader import Reader
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
    """Let a colleague of the institution answer."""
    shown = forms(reader.question().side, "hand_on")
    if shown.hand_on is None:
        raise NotFound("introduction", "hand-on")
    if not shown.hand_on.validate():
        return _page(reader, shown, 422)
    try:
        reader.hand_on(shown.hand_on.email.data)
    except NotAllowed as refusal:
        told = not_handed_on(refusal.reason)
        if not told:
            return _as_it_stands(reader)
        shown.hand_on.email.errors = [told]
        return _page(reader, shown, 422)
    except _TOO_LATE:
        return _as_it_stands(reader)
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


def _as_it_stands(reader: Reader) -> ResponseReturnValue:
    """The page after a step that could not be taken, with what was written for it."""
    show_unsaved()
    return _page(reader, forms(reader.question().side), 409)


def _page(reader: Reader, shown: Forms, status: int = 200) -> ResponseReturnValue:
    return question_page(reader.question(), shown, urls=reader.urls, back=reader.back), status
