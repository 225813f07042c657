"""Help while a need is written: what its text lacks, the summary proposed for institutions, what they would see, what may fit."""

from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue
from wtforms import Field

from matchmaker.i18n import N_
from matchmaker.model import places
from matchmaker.model.codes import Help, Language, Sector, SizeClass, Urgency
from matchmaker.model.company import CompanyProfile
from matchmaker.model.need import Audience, NeedPart
from matchmaker.model.user import Role
from matchmaker.operations.guess_language import guess_language
from matchmaker.operations.naming import Identity
from matchmaker.operations.need_from_text import LONGEST_TITLE, need_from_text
from matchmaker.operations.propose_summary import doubtful, nameless, propose_summary, telling, without
from matchmaker.operations.rank_need import rank_need
from matchmaker.operations.writing_help import Hint, writing_help
from matchmaker.store import companies
from matchmaker.web import clock
from matchmaker.web.access import allow, viewer
from matchmaker.web.company import blueprint
from matchmaker.web.company.forms import ContentForm, NeedForm
from matchmaker.web.company.people import own_user
from matchmaker.web.database import db
from matchmaker.web.engine import index
from matchmaker.web.limits import WRITING_HELP, limiter
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import keep_typed, label, language
from matchmaker.web.match_cards import MatchCard, match_cards
from matchmaker.web.need_fields import DETECT, LONGEST_NAME, SHORTEST_DESCRIPTION

PREVIEWED = 3
LONGEST_CHECKED = 10_000

_HINTS = {
    Hint.CONTACT_DETAILS: N_(
        "There are contact details in the text. They are not needed: you are reached at your own address, and institutions"
        " see them only if you let them."
    ),
    Hint.NAME_ONLY: N_(
        "This names a thing but no need. What is the matter with it, or what should be found out?"
    ),
    Hint.TOO_SHORT: N_("The text is very short. Two or three sentences more find help much better."),
    Hint.NO_TROUBLE: N_(
        "What is the trouble, or what do you want to find out? The text does not say it yet."
    ),
    Hint.NO_DETAIL: N_("No material, size or standard is named, so suggestions will be weak."),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What an institution would see of the need when it is asked, part by part; '' for what is closed or not told."""

    summary: str
    title: str
    description: str
    facts: list[tuple[str, str]]
    always: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Check:
    """All that is said of a need while it is written; `nothing_fits` when the catalogue was asked and nothing clearly fitted.

    `left_out` tells who the company is and stands in the text, but not in the summary; `doubts` are words which institutions
    would read before both have said yes and which look as if they told it. `field` is the need's or the company's sector, ''
    while it is unknown; `written` is whether there is a text at all.
    """

    hints: list[str]
    seen: Seen
    cards: list[MatchCard]
    nothing_fits: bool
    left_out: list[str]
    doubts: list[str]
    field: str
    written: bool

    @property
    def mark(self) -> str:
        """What a form carries that was shown with this check: that it was, and which doubtful words were pointed out."""
        return "; ".join(["yes", *self.doubts])


@blueprint.post("/needs/help")
@allow(Role.SIGNED_IN)
@limiter.limit(WRITING_HELP)
def help_while_writing() -> ResponseReturnValue:
    """The check of what is being typed, as a piece of a page. Keeps and logs nothing."""
    form = NeedForm()
    identify(form)
    propose(form)
    return render_template(
        "company/_help.html", check=check(form, preview=True), summary=form.summary.data or ""
    )


def identify(form: ContentForm) -> None:
    """Tell the form whom it must not name: the viewer and the company, as it is known or typed."""
    user, profile = own_user(), own_profile()
    typed = request.form.get("company_name", "").strip()[:LONGEST_NAME]
    names = (profile.name,) if profile else (typed,) if typed else ()
    person = user.name or request.form.get("person_name", "").strip()[:LONGEST_NAME]
    form.identity = Identity(companies=names, people=(person,) if person else ())


def propose(form: ContentForm) -> None:
    """Write the proposed summary into an empty field."""
    if form.summary.data or not (form.description.data or "").strip():
        return
    form.summary.data = propose_summary(
        form.title.data or "",
        form.description.data[:LONGEST_CHECKED],
        _language(form),
        form.identity,
        title_shown=_asked(form, NeedPart.TITLE),
    )


def take_out(form: ContentForm) -> bool:
    """Take the word whose button was pressed out of what institutions would read; whether one was."""
    word = request.form.get("take_out", "").strip()
    if not word:
        return False
    fields: list[Field] = [form.title, form.summary]
    if _asked(form, NeedPart.DESCRIPTION):
        fields.append(form.description)
    for field in fields:
        field.data = without(field.data or "", word)
    keep_typed()
    return True


def check(form: ContentForm, *, preview: bool = False) -> Check:
    """What is to be said of a form as it stands; `preview` also ranks the catalogue for it."""
    text = f"{form.title.data or ''}\n{form.description.data or ''}".strip()[:LONGEST_CHECKED]
    worth = preview and len(form.description.data or "") >= SHORTEST_DESCRIPTION
    cards = _cards(form) if worth else []
    seen = _seen(form)
    read = f"{seen.title}\n{seen.summary}\n{seen.description}"
    return Check(
        hints=[_(_HINTS[hint]) for hint in writing_help(text, _language(form))],
        seen=seen,
        cards=cards,
        nothing_fits=worth and not cards,
        left_out=[word for word in telling(text, form.identity, _language(form)) if word not in read],
        doubts=doubtful(read[:LONGEST_CHECKED], form.identity, _language(form)),
        field=form.sector.data or _own_sector(),
        written=bool((form.description.data or "").strip()),
    )


def own_profile() -> CompanyProfile | None:
    """The profile of the viewer's company, None without one."""
    company_id = viewer().company_id
    return companies.get_company(db(), company_id).profile if company_id else None


def _own_sector() -> str:
    profile = own_profile()
    return profile.sector.value if profile and profile.sector else ""


def _language(form: ContentForm) -> Language:
    named = form.language.data
    if named and named != DETECT and named in list(Language):
        return Language(named)
    text = f"{form.title.data or ''}\n{form.description.data or ''}"
    return guess_language(index(), text=text[:LONGEST_CHECKED])


def _cards(form: ContentForm) -> list[MatchCard]:
    content = need_from_text(
        index(),
        text=(form.description.data or "")[:LONGEST_CHECKED],
        title=(form.title.data or "")[:LONGEST_TITLE],
    )
    ranked = rank_need(
        db(), index(), content=content, company=own_profile(), as_of=clock.today(), most=PREVIEWED
    )
    if ranked.no_good_match:
        return []
    return match_cards(db(), ranked.results)


def _seen(form: ContentForm) -> Seen:
    profile = own_profile() or CompanyProfile(name="")
    sector, size = form.sector.data, profile.size or _typed(form, "size")
    told = {
        NeedPart.SECTOR: label(Sector(sector)) if sector in list(Sector) else "",
        NeedPart.SIZE: label(SizeClass(size)) if size in list(SizeClass) else "",
        NeedPart.MUNICIPALITY: _town(profile.municipality or ""),
        NeedPart.MAKES: profile.makes or _typed(form, "makes"),
    }
    return Seen(
        summary=form.summary.data or "",
        title=nameless(form.title.data or "", _language(form), form.identity)
        if _asked(form, NeedPart.TITLE)
        else "",
        description=(form.description.data or "") if _asked(form, NeedPart.DESCRIPTION) else "",
        always=_always_seen(form),
        facts=[(label(part), text) for part, text in told.items() if text and _asked(form, part)],
    )


def _typed(form: ContentForm, name: str) -> str:
    """A fact of the company that the questionnaire asks for; '' where it does not."""
    return (form[name].data or "") if name in form else ""


def _always_seen(form: ContentForm) -> list[tuple[str, str]]:
    """What tells nobody who asks, and is open whatever the company chose."""
    helps = [label(Help(value)) for value in form.helps.data or () if value in list(Help)]
    urgency = form.urgency.data
    return [
        (_("Kind of help"), ", ".join(helps)),
        (_("When help is needed"), label(Urgency(urgency)) if urgency in list(Urgency) else ""),
    ]


def _asked(form: ContentForm, part: NeedPart) -> bool:
    name = f"open_{part.value}"
    return bool(name in form and form[name].data == Audience.ASKED)


def _town(code: str) -> str:
    return places.get_municipality(code).name(language()) if code else ""
