"""The page of a question, the same for the holder of a link and for those who are signed in."""

from dataclasses import dataclass

from flask import render_template, request

from matchmaker.i18n import N_
from matchmaker.model import places
from matchmaker.model.errors import NotFound
from matchmaker.model.introduction import Answer, DeclineReason, Progress, Side
from matchmaker.model.match import MatchState
from matchmaker.operations.days import day_in_finland
from matchmaker.operations.offer_reasons import offered_reasons
from matchmaker.operations.preview_mails import MailPreview
from matchmaker.operations.read_introduction import Question, QuestionState
from matchmaker.operations.tell_progress import Told, last_told, tellable
from matchmaker.store import matches
from matchmaker.web.answers.forms import AnswerForm, HandOnForm, ReasonForm
from matchmaker.web.answers.reader import Urls
from matchmaker.web.clock import now
from matchmaker.web.database import db
from matchmaker.web.locale import foreign, language, show_date
from matchmaker.web.locale import gettext as _

_TITLES = {
    QuestionState.WAITING: N_("Thank you: you said yes"),
    QuestionState.AGREED: N_("You are introduced"),
    QuestionState.DECLINED: N_("Thank you for your answer"),
    QuestionState.RESTING: N_("This question rests for a moment"),
    QuestionState.OVER: N_("No answer is needed any more"),
    QuestionState.LAPSED: N_("The time for an answer is over"),
    QuestionState.CALLED_OFF: N_("This is no longer asked"),
    QuestionState.HANDED_ON: N_("A colleague answers this"),
}
_SAID = {
    QuestionState.RESTING: N_("Nothing is asked of you just now. Open this page again later."),
    QuestionState.OVER: N_("The other side does not go further with it this time."),
}

_THANKS = {
    Progress.MET: N_("Thank you. It is good to hear that you have met."),
    Progress.NOT_YET: N_("Thank you. A coordinator knows of it and helps where needed."),
    Progress.LED_TO_SOMETHING: N_("Thank you, that is good news. A coordinator will ask what it led to."),
}

_TELLING = (MatchState.INTRODUCED, MatchState.MET)
EXPLAINED = N_("Thank you. The coordinator knows why.")


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of a question's page; `hand_on` is None for the company."""

    answer: AnswerForm
    reason: ReasonForm
    hand_on: HandOnForm | None


def forms(side: Side, submitted: str = "") -> Forms:
    """All forms; `submitted` ("answer", "reason" or "hand_on") names the one that reads the request."""
    answer = AnswerForm() if submitted == "answer" else AnswerForm(formdata=None)
    reason = ReasonForm() if submitted == "reason" else ReasonForm(formdata=None)
    for form in (answer, reason):
        form.fill_choices(side, offered_reasons(db(), DeclineReason))
    if side is Side.COMPANY:
        return Forms(answer, reason, None)
    hand_on = (
        HandOnForm(prefix="colleague")
        if submitted == "hand_on"
        else HandOnForm(formdata=None, prefix="colleague")
    )
    return Forms(answer, reason, hand_on)


def question_page(question: Question, shown: Forms, *, urls: Urls, back: str | None = None) -> str:
    """The question with its answers while it is open, else how it stands; later the company tells here how it went."""
    given = question.introduction.answers.get(question.side)
    if given is not None and not shown.reason.errors:
        shown.reason.reason.data, shown.reason.note.data = given.reason, given.note
    content = question.offering.content
    return render_template(
        "answers/question.html",
        question=question,
        state=question.state.value,
        title=_title(question),
        told=told(question),
        own_words=question.introduction.condition(question.side),
        form=shown.answer,
        hand_on=shown.hand_on,
        reason_form=shown.reason,
        given=given,
        urls=urls,
        telling=_telling(question),
        back=back,
        offering=content.text(language()),
        title_lang=foreign(content.text_language(language())),
        offering_lang=foreign(content.description_language(language())),
        need_lang=_need_language(question),
        need_text=_need_text(question),
        town=_town(question),
    )


@dataclass(frozen=True, slots=True)
class Telling:
    """What the company may tell of how it went; `told` is what it told last, `asked` that it is asked, not only let."""

    choices: tuple[Progress, ...]
    told: Told | None
    asked: bool


def _telling(question: Question) -> Telling | None:
    """None where there is nothing to tell: nobody has met in the minute of the second yes, and a recorded outcome stands."""
    ended = question.introduction.ended_at
    if question.side is not Side.COMPANY or question.match_state not in _TELLING or ended is None:
        return None
    match = matches.get_match(db(), question.introduction.match_id)
    told = last_told(db(), match)
    asked = question.introduction.followed_up_at or told or match.state is MatchState.MET
    if not asked and day_in_finland(now()) <= day_in_finland(ended):
        return None
    return Telling(tellable(match, told), told, bool(asked))


def chosen_progress() -> Progress:
    """What the pressed button says. Raises NotFound for anything else."""
    pressed = request.form.get("progress", "")
    if pressed not in list(Progress):
        raise NotFound("progress", pressed)
    return Progress(pressed)


def confirm_page(
    question: Question, form: HandOnForm, mail: MailPreview, strange: tuple[str, list[str]] | None, url: str
) -> str:
    """To whom a question would go, with the mail as it would leave; `strange` warns of a domain that is not the institution's."""
    warning = ""
    if strange:
        domain, known = strange
        warning = _(
            "This address ends in %(domain)s. The addresses of %(institution)s that we know end in %(known)s.",
            domain=domain,
            institution=question.offering.institution_name,
            known=", ".join(known),
        )
    return render_template("answers/hand_on.html", form=form, mail=mail, warning=warning, url=url)


def not_handed_on(reason: str) -> str:
    """Why a colleague's address cannot take a question, as it stands beside the field; '' when it is not the address."""
    if reason == "same":
        return _("This address has the question already.")
    if reason == "left":
        return _("This address is of somebody who no longer answers for your organisation.")
    return ""


def thanks(progress: Progress) -> str:
    return _(_THANKS[progress])


def told(question: Question) -> str:
    """How things stand, in a sentence or two."""
    introduction, mine = question.introduction, question.introduction.answers.get(question.side)
    due = show_date(introduction.due_at)
    company = question.side is Side.COMPANY
    if question.state in _SAID:
        return _(_SAID[question.state])
    if question.state is QuestionState.WAITING:
        return _(
            "You hear from us as soon as the other side has answered, on %(day)s at the latest.", day=due
        )
    if question.state is QuestionState.AGREED:
        if question.match_state is MatchState.INTRODUCED:
            return _(
                "Both have said yes. A mail with the other side's name and address is on its way to you."
            )
        return _("Both have said yes, and you have met.")
    if question.state is QuestionState.DECLINED and mine is not None:
        day = show_date(mine.at)
        if mine.answer is Answer.NOT_NOW:
            return _("You answered “not now” on %(day)s. A coordinator knows of it.", day=day)
        return _("You answered “no” on %(day)s. A coordinator knows of it.", day=day)
    if question.state is QuestionState.LAPSED:
        return _(
            "An answer was hoped for by %(day)s. If you are still interested, tell the coordinators: they can ask again.",
            day=due,
        )
    if question.state is QuestionState.CALLED_OFF:
        return (
            _("The need was closed or the question was taken back. You need not do anything.")
            if company
            else _("The company or the coordinator has taken the question back. You need not do anything.")
        )
    return _handed_on(question) if question.state is QuestionState.HANDED_ON else ""


def _handed_on(question: Question) -> str:
    if question.handed:
        return _(
            "This question was handed on to %(email)s on %(day)s, whose answer counts.",
            email=question.handed.to,
            day=show_date(question.handed.at),
        )
    return _("This question was handed on to somebody else at your organisation, whose answer counts.")


def _title(question: Question) -> str:
    if question.state is not QuestionState.OPEN:
        return _(_TITLES[question.state])
    if question.side is Side.COMPANY:
        return _("May we introduce you to %(institution)s?", institution=question.offering.institution_name)
    return _("Could you help this company?")


def _need_language(question: Question) -> str | None:
    return foreign(question.opened.language) if question.opened else None


def _need_text(question: Question) -> list[str]:
    """The opened text in paragraphs."""
    told = question.opened.told if question.opened else ()
    return [line for line in "\n".join(told).split("\n") if line.strip()]


def _town(question: Question) -> str:
    code = question.opened.municipality if question.opened else None
    return places.get_municipality(code).name(language()) if code else ""
