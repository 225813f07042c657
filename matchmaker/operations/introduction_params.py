"""What the mails of introductions and of offerings to confirm say, looked up when they leave."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from babel.dates import format_date
from sqlite_utils import Database

from matchmaker.i18n import translator
from matchmaker.i18n.labels import label
from matchmaker.model.codes import Language
from matchmaker.model.company import ConsentPurpose
from matchmaker.model.errors import NotFound
from matchmaker.model.introduction import Introduction, Progress, Side
from matchmaker.model.match import MatchState
from matchmaker.operations.common_words import common_words
from matchmaker.operations.company_identity import identity_of
from matchmaker.operations.days import HELSINKI
from matchmaker.operations.opened_need import ASKED_STATES, BOTH_SAID_YES, opened_need
from matchmaker.operations.recipients import institution_recipients, recipient_of
from matchmaker.store import companies, follow_up, introductions, matches, needs, offerings
from matchmaker.store.database import to_time
from matchmaker.store.second_thoughts import list_reconsidered

LONGEST_TEXT = 1500
LONGEST_NAME = 60  # of a need in the subject of a mail
_LOCALES = {Language.FI: "fi", Language.EN: "en_GB"}
_NEEDS_CONSENT = ("ask_", "remind_", "introduced_")
# What may still become the next best: not decided against, and not asked about yet.
_NEXT = (MatchState.APPROVED, MatchState.SUGGESTED, MatchState.ON_HOLD)


def introduction_params(
    db: Database, template: str, params: Mapping[str, Any], language: Language
) -> dict[str, object]:
    """The live parameters of a mail about an introduction (`introduction_id`) or an offering (`offering_id`), else none.

    Raises NotFound for a question or an introduction whose company has taken its consent back, and for a no that its side
    has thought over.
    """
    if "introduction_id" in params:
        introduction = introductions.get_introduction(db, str(params["introduction_id"]))
        if template.startswith(_NEEDS_CONSENT) and not _consented(db, introduction):
            # It waited, perhaps for a mail server that was down, while the company changed its mind.
            raise NotFound("consent", introduction.need_id)
        found = _question(db, introduction, language, for_institution=template.endswith("_institution"))
        if template == "ask_institution":
            found |= who_handed_on(db, introduction.institution_id, params)
        if template.startswith("introduced_"):
            found |= _contacts(db, introduction)
        if template.startswith("over_"):
            if list_reconsidered(db, [introduction]):
                # It waited while the side that had said no thought again; the coordinator asks both anew.
                raise NotFound("answer", introduction.id)
            found["not_now"] = introduction.not_now
        if template in ("introduction_result", "answer_reconsidered"):
            found |= _result(db, introduction, language)
        if template == "progress_told":
            found["company"] = needs.get_need(db, introduction.need_id).company_name
            found["match_id"] = introduction.match_id
            before = params.get("said_before")
            found["before"] = translator(language).gettext(label(Progress(before))) if before else ""
        return found
    if "offering_id" in params:
        offering = offerings.get_offering(db, str(params["offering_id"]))
        return {
            "offering_id": offering.id,
            "offering": offering.content.title(language),
            "confirmed": day(offering.confirmed_at, language) if offering.confirmed_at else "",
            "until": day(to_time(str(params["until"])), language),
        }
    return {}


def _consented(db: Database, introduction: Introduction) -> bool:
    need_id = introduction.need_id
    return need_id in companies.list_needs_with_consent(db, [need_id], ConsentPurpose.INTRODUCE)


def day(moment: datetime, language: Language) -> str:
    """A day in Finland as the reader writes it."""
    return format_date(moment.astimezone(HELSINKI).date(), "medium", locale=_LOCALES[language])


def who_handed_on(db: Database, institution_id: str, params: Mapping[str, Any]) -> dict[str, object]:
    """Who handed the question on, by name and address, and what they wrote; '' for both where it was not handed on."""
    email = str(params.get("handed_by", ""))
    people = {person.email: person.name for person in institution_recipients(db, institution_id)}
    name = people.get(email, "")
    return {
        "sender": f"{name} ({email})" if name else email,
        "message": params.get("handed_why", ""),
    }


def question_preview(db: Database, introduction: Introduction, language: Language) -> dict[str, object]:
    """What the question to an institution will say, of an introduction that is not kept yet."""
    return _question(db, introduction, language, for_institution=True, state=MatchState.ASKED)


def _question(
    db: Database,
    introduction: Introduction,
    language: Language,
    *,
    for_institution: bool,
    state: MatchState | None = None,
) -> dict[str, object]:
    """The offering, the need as far as the reader may know it in the match's state, the reason, the dates."""
    match = matches.get_match(db, introduction.match_id)
    need = needs.get_need(db, introduction.need_id)
    offering = offerings.get_offering(db, introduction.offering_id)
    about, text, within = need.content.title, need.content.title, None
    if for_institution:
        about, text, within = _opened(db, introduction, state or match.state)
    words = translator(language).gettext
    return {
        "helps": ", ".join(words(label(kind)) for kind in sorted(need.content.helps)),
        "urgency": words(label(need.content.urgency)),
        "line": introduction.line,
        "company_yes": Side.COMPANY in introduction.answers and introduction.declined_by is None,
        "about": _cut(" ".join(about.split()), LONGEST_NAME),
        "need_id": need.id,
        "need": text,
        "offering_id": offering.id,
        "offering": offering.content.title(language),
        "institution": offering.institution_name,
        "words": ", ".join(common_words(match.reasons, within=within, reader=language)),
        "asked": day(introduction.asked_at, language),
        "due": day(introduction.due_at, language),
    }


def _opened(db: Database, introduction: Introduction, state: MatchState) -> tuple[str, str, str]:
    """The need as it is open to the institution: what names it in a subject, the text for reading (the summary before both
    said yes), and all of it."""
    if state not in ASKED_STATES:
        return "", "", ""
    need = needs.get_need(db, introduction.need_id)
    company = companies.get_company(db, need.company_id)
    opened = opened_need(
        need,
        company.profile,
        identity=identity_of(db, company.id),
        state=state,
        consented=_consented(db, introduction),
        asked=follow_up.list_clarifications(db, need.id),
    )
    whole = (opened.title, opened.description)
    summarised = opened.summary and (state not in BOTH_SAID_YES or not any(whole))
    parts = (opened.title, opened.summary) if summarised else whole
    answers = "\n\n".join(f"{one.question}\n– {one.answer}" for one in opened.answers)
    text = "\n\n".join(part for part in parts if part)
    read = "\n\n".join(_cut(part, LONGEST_TEXT) for part in (text, answers) if part)
    return opened.title or opened.summary, read, opened.text


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rsplit(" ", 1)[0] + "…"


def _contacts(db: Database, introduction: Introduction) -> dict[str, object]:
    """Who the two are, once both have said yes; '' for what is not known."""
    need = needs.get_need(db, introduction.need_id)
    company = companies.get_company(db, need.company_id).profile
    asker = recipient_of(db, introduction, Side.COMPANY)
    provider = recipient_of(db, introduction, Side.INSTITUTION)
    return {
        **_conditions(introduction),
        "company": company.name,
        "company_website": company.website,
        "company_person": asker.name if asker else told_by(introduction),
        "company_email": asker.email if asker else "",
        "company_phone": need.content.phone,
        "institution_person": provider.name if provider else "",
        "institution_email": provider.email if provider else "",
    }


def _conditions(introduction: Introduction) -> dict[str, object]:
    """On what condition each side said yes; '' for none."""
    return {f"{side.value}_condition": introduction.condition(side) for side in Side}


def _what_came(introduction: Introduction, *, taken_back: bool) -> str:
    """`called-off` where both said yes and the company took its need or consent back before this mail left."""
    if introduction.both_said_yes:
        return "called-off" if taken_back else "agreed"
    return "declined" if introduction.declined_by else "lapsed"


def told_by(introduction: Introduction) -> str:
    """Who said yes for the company on the phone; '' when it answered itself."""
    given = introduction.answers.get(Side.COMPANY)
    return given.told_by if given else ""


def _result(db: Database, introduction: Introduction, language: Language) -> dict[str, object]:
    """What came of the question, who declined and why, and which match is the next best of the need."""
    need = needs.get_need(db, introduction.need_id)
    declined_by = introduction.declined_by
    given = introduction.answers[declined_by] if declined_by else None
    left = [m for m in matches.list_matches(db, introduction.need_id, states=_NEXT) if not m.uncertain]
    left.sort(key=lambda match: match.state is not MatchState.APPROVED)
    following = left[0] if left else None
    return {
        **_conditions(introduction),
        "match_id": introduction.match_id,
        "company": need.company_name,
        "company_phone": need.content.phone,
        "result": _what_came(introduction, taken_back=not _consented(db, introduction)),
        "declined_by": declined_by.value if declined_by else "",
        "not_now": introduction.not_now,
        "reason": translator(language).gettext(label(given.reason)) if given and given.reason else "",
        "note": given.note if given else "",
        "silent": [side.value for side in introduction.silent],
        "unreached": [side.value for side in Side if recipient_of(db, introduction, side) is None],
        "next_match_id": following.id if following else "",
        "next_offering": offerings.get_offering(db, following.offering_id).content.title(language)
        if following
        else "",
    }
