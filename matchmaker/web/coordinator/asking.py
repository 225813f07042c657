"""What a coordinator sees around a question to both sides: before asking, while answers are awaited, and afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from matchmaker.i18n import N_
from matchmaker.model.introduction import Introduction, Side, TieKind
from matchmaker.model.match import Match, MatchState
from matchmaker.model.need import Need
from matchmaker.model.user import Role
from matchmaker.operations.ask_both_sides import AskFacts, ask_facts
from matchmaker.operations.company_identity import identity_of
from matchmaker.operations.preview_mails import MailPreview, preview_question
from matchmaker.operations.quality_gate import doubts_of
from matchmaker.operations.recipients import anybody, recipient_of
from matchmaker.store import companies, introductions, needs, offerings, settings
from matchmaker.store.second_thoughts import Reconsidered, list_reconsidered
from matchmaker.web.access import viewer
from matchmaker.web.clock import now
from matchmaker.web.coordinator.forms import AskForm, ToldForm
from matchmaker.web.database import db
from matchmaker.web.database import settings as installation
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import label, language, show_date

UNKNOWN = "no-institution-contact"
SOMEBODY = "name@example.com"  # in the preview of a mail whose address nobody has typed yet
HINDRANCES: Mapping[str, str] = {
    "closed": N_("The need is closed, so nothing more is decided about it."),
    "no-consent": N_(
        "The company has not agreed to be introduced, so the institution may not be asked. Ask it for its permission first."
    ),
    "blocked": N_(
        "The need cannot be taken up yet: something of its checklist stands in the way. See the need first."
    ),
    "clarification": N_("The company has been asked something about the need. Wait for its answer first."),
    "no-company-contact": N_("No mail reaches the company. Call it, and write down what it says."),
    "no-institution-contact": N_(
        "Nobody at the institution is known yet. Type the address of somebody who can answer, or add a contact person."
    ),
    TieKind.CUSTOMER: N_(
        "The company is the institution's customer already. Confirm that you want to ask all the same."
    ),
    TieKind.CONFLICT: N_(
        "A conflict of interest between the two is recorded. Confirm that you want to ask all the same."
    ),
}


_NOTHING_CAME = N_("Call the company and tell it that nothing came of it this time.")
CALLS: Mapping[MatchState, str] = {
    MatchState.INTRODUCED: N_("Both said yes. Call the company and tell it who will be in touch."),
    MatchState.DECLINED: _NOTHING_CAME,
    MatchState.LAPSED: _NOTHING_CAME,
}


@dataclass(frozen=True, slots=True)
class Asking:
    """What `coordinator/_asking.html` shows before asking.

    `refusal` is why nobody can be asked, '' when they can; `unknown` that an address has to be typed; `undo_minutes` how long
    the mails wait; `previews` is the mail to the institution, in each language that its people read; `typed`
    that the form came back; `doubts` are words in what it will read that may tell who the company is.
    """

    facts: AskFacts
    refusal: str
    unknown: str
    ties: list[str]
    doubts: list[str]
    form: AskForm
    undo_minutes: int
    previews: list[MailPreview]
    typed: bool


@dataclass(frozen=True, slots=True)
class SideLine:
    """How one side stands; `told_by` is who said it on the phone."""

    side: str
    email: str
    answer: str
    tone: str
    at: datetime | None
    reason: str
    note: str
    told_by: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest question of a match; `open` while answers are awaited.

    `call` is what to tell the company on the phone, '' where nobody has to call, `script` that in words to say; `by_phone`
    that it may still answer so; `again` is who said yes after all, in sentences.
    """

    introduction: Introduction
    lines: list[SideLine]
    open: bool
    call: str
    by_phone: bool
    again: list[str]
    script: str


def asking(match: Match, typed: AskForm | None = None) -> Asking | None:
    """What to know before asking about an approved match, with the form as it was typed; None in any other state."""
    if match.state is not MatchState.APPROVED:
        return None
    facts = ask_facts(db(), match)
    form = typed or AskForm(formdata=None)
    form.fill_choices([(person.email, person.name or person.email) for person in facts.institution])
    return Asking(
        facts=facts,
        refusal=_(HINDRANCES[facts.hindrance]) if facts.hindrance not in (None, UNKNOWN) else "",
        unknown=_(HINDRANCES[UNKNOWN]) if facts.hindrance == UNKNOWN else "",
        ties=[_tie(tie.kind, tie.note) for tie in facts.ties],
        doubts=_doubts(match),
        form=form,
        undo_minutes=settings.get_number(db(), "undo_minutes"),
        previews=[] if facts.hindrance not in (None, UNKNOWN) else _previews(match, facts, form),
        typed=typed is not None,
    )


def _doubts(match: Match) -> list[str]:
    need = needs.get_need(db(), match.need_id)
    return doubts_of(need.content, identity_of(db(), need.company_id))


def _previews(match: Match, facts: AskFacts, form: AskForm) -> list[MailPreview]:
    """The mail as it would leave now: to the person who is chosen, else to the first one in each language."""
    chosen = [person for person in facts.institution if person.email == form.institution_email.data]
    typed = form.other_email.data if form.other_email.data and not form.other_email.errors else ""
    if typed or not facts.institution:
        need = needs.get_need(db(), match.need_id)
        chosen = [anybody(db(), typed or SOMEBODY, need.content.language)]
    return preview_question(
        db(),
        installation(),
        match,
        chosen or facts.institution,
        form.line.data or "",
        actor=viewer().actor(Role.COORDINATOR),
        now=now(),
    )


def standing(match: Match) -> Standing | None:
    """How the two sides of an asked match stand; None before asking and after an undo."""
    introduction = introductions.find_introduction(db(), match.id)
    if introduction is None:
        return None
    return standing_of(match, introduction, list_reconsidered(db(), [introduction]))


def standing_of(match: Match, introduction: Introduction, again: Reconsidered) -> Standing | None:
    """How the two sides of a match's newest introduction stand; None after an undo. `again` is who said yes after all."""
    if match.state in (MatchState.APPROVED, MatchState.SUGGESTED, MatchState.ON_HOLD, MatchState.REJECTED):
        return None
    return Standing(
        introduction=introduction,
        lines=[_line(introduction, side) for side in Side],
        open=introduction.ended_at is None,
        call=_call(match.state, introduction) if introduction.call_since else "",
        by_phone=introduction.ended_at is None and Side.COMPANY in introduction.silent,
        again=_again(match, again.get(introduction.id, {})),
        script=_script(match.state, introduction) if introduction.call_since else "",
    )


def _again(match: Match, said: Mapping[Side, datetime]) -> list[str]:
    if match.state not in (MatchState.DECLINED, MatchState.LAPSED):
        return []
    return [
        _("%(side)s said yes after all on %(day)s.", side=label(side), day=show_date(said[side]))
        for side in Side
        if side in said
    ]


def told_form(need: Need, asked: Asking | None, shown: Standing | None) -> ToldForm | None:
    """The form that writes down what the company said on the phone; None where it has nothing to say."""
    if not (asked and not asked.refusal) and not (shown and shown.by_phone):
        return None
    form = ToldForm(formdata=None, told_by=_who_told(need))
    return with_own_ids(form, asked)


def with_own_ids(form: ToldForm, asked: Asking | None) -> ToldForm:
    """Two forms on a page have fields of the same names: give these ids of their own, and the institution's people."""
    form.fill_choices(asked.form.institution_email.choices if asked else [])
    for field in form:
        field.id = f"told-{field.id}"
    return form


def _who_told(need: Need) -> str:
    """Who agreed to the newest consent of the need: most likely the same person."""
    given = companies.list_consents(db(), need.company_id, need.id)
    return given[-1].agreed_by if given else ""


def _call(state: MatchState, introduction: Introduction) -> str:
    if state is MatchState.INTRODUCED and introduction.followed_up_at is not None:
        return _("Call the company and ask how it went. Then record what came of it.")
    return _(CALLS[state]) if state in CALLS else ""


def _script(state: MatchState, introduction: Introduction) -> str:
    """Who will be in touch, from where, about what and since when; '' for any other call."""
    if state is not MatchState.INTRODUCED or introduction.followed_up_at or introduction.ended_at is None:
        return ""
    person = recipient_of(db(), introduction, Side.INSTITUTION)
    offering = offerings.get_offering(db(), introduction.offering_id)
    return _(
        "“%(person)s of %(institution)s will be in touch with you about %(offering)s. They got your number on %(day)s.”",
        person=(person.name or person.email) if person else _("Somebody"),
        institution=offering.institution_name,
        offering=offering.content.title(language()),
        day=show_date(introduction.ended_at),
    )


def _line(introduction: Introduction, side: Side) -> SideLine:
    given = introduction.answers.get(side)
    if side is Side.INSTITUTION and not introduction.institution_asked:
        return SideLine(label(side), "", _("Was not asked"), "neutral", None, "", "")
    if given is None:
        text, tone = (
            (_("No answer yet"), "waiting") if introduction.ended_at is None else (_("No answer"), "neutral")
        )
        return SideLine(label(side), introduction.email(side), text, tone, None, "", "")
    return SideLine(
        side=label(side),
        email=introduction.email(side),
        answer=label(given.answer),
        tone="good" if given.answer.value == "yes" else "stopped",
        at=given.at,
        reason=label(given.reason) if given.reason else "",
        note=given.note,
        told_by=given.told_by,
    )


def _tie(kind: TieKind, note: str) -> str:
    return f"{label(kind)}: {note}" if note else label(kind)
