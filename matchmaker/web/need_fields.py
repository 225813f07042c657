"""Fields and checks of needs and companies that the company's and the coordinator's forms share."""

from collections.abc import Callable, Mapping, Sequence

from wtforms import Field, RadioField, SelectField, SelectMultipleField
from wtforms.form import BaseForm
from wtforms.validators import DataRequired, Length, StopValidation, ValidationError

from matchmaker.i18n import N_
from matchmaker.model import places
from matchmaker.model.codes import Help, Language, Sector, SizeClass, Urgency
from matchmaker.model.need import DEFAULT_OPENNESS, Audience, NeedContent, NeedPart
from matchmaker.operations.keep_need_text import MOST_UNCONFIRMED
from matchmaker.operations.need_from_text import LONGEST_TITLE
from matchmaker.web import values
from matchmaker.web.did_you_mean import MeantField, corrected_town
from matchmaker.web.forms import LineField, TextField
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import label
from matchmaker.web.locale import lazy_gettext as _l
from matchmaker.web.openings import OpeningForm

LONGEST_NAME = 200
SHORTEST_DESCRIPTION = 20
LONGEST_DESCRIPTION = 10_000
NOT_SURE = "not-sure"
DETECT = "detect"

WRONG_BUSINESS_ID = N_("This is not a Finnish business ID. It looks like 1234567-1; check the digits.")
WRONG_PHONE = N_("This is not a telephone number. It looks like 040 123 4567.")

Check = Callable[[BaseForm, Field], None]


class ChoiceField(SelectField):
    """A select of a closed list whose first choice is 'nothing chosen'."""

    def __init__(self, text: str, pairs: Callable[[], Sequence[tuple[str, str]]], **kwargs: object) -> None:
        super().__init__(text, choices=lambda: [("", _("Choose")), *pairs()], default="", **kwargs)


class MunicipalityField(MeantField, LineField):
    """A municipality by name; `code` is its code once it is known."""

    code: str | None = None

    def __init__(self, text: str, **kwargs: object) -> None:
        super().__init__(
            text,
            [DataRequired(_l("Write the municipality where the company is."))],
            render_kw={"list": "municipalities", "autocomplete": "address-level2"},
            **kwargs,
        )

    def post_validate(self, form: BaseForm, validation_stopped: bool) -> None:  # noqa: ARG002 -- WTForms' signature
        if validation_stopped:
            return
        found = places.find_municipality(self.data)
        self.meant = self.corrected(self.data)
        if self.meant:
            raise ValidationError(
                _(
                    "There is no municipality called “%(typed)s”. Did you mean %(town)s?",
                    typed=self.data[:60],
                    town=self.meant,
                )
            )
        if found is None:
            raise ValidationError(
                _(
                    "There is no municipality called “%(typed)s”. Check the spelling; villages and regions do not count.",
                    typed=self.data[:60],
                )
            )
        self.code = found.code

    def corrected(self, typed: str) -> str:
        return corrected_town(typed)


def company_name_field() -> LineField:
    return LineField(
        _l("Name of the company"),
        [
            DataRequired(_l("Write the name of the company.")),
            Length(max=LONGEST_NAME, message=_l("The name is longer than %(max)d characters. Shorten it.")),
        ],
        render_kw={"autocomplete": "organization"},
    )


def sector_choices() -> list[tuple[str, str]]:
    return [(sector.value, label(sector)) for sector in Sector]


def kept_as(normalise: Callable[[str], str], message: str) -> Check:
    """A check that puts the kept form of what was typed into the field; empty is fine."""

    def check(_form: BaseForm, field: Field) -> None:
        if not field.data:
            return
        try:
            field.data = normalise(field.data)
        except ValueError as error:
            raise StopValidation(_(message)) from error

    return check


def phone_if_called(form: BaseForm, field: Field) -> None:
    """Who is to be called needs a number."""
    if form["call_me"].data and not field.data:
        raise StopValidation(_("Write the number to call, or untick the wish for a call."))


def business_id_field() -> LineField:
    return LineField(
        _l("Business ID (Y-tunnus)"),
        [kept_as(values.business_id, WRONG_BUSINESS_ID)],
        render_kw={"autocomplete": "off"},
    )


def size_field() -> ChoiceField:
    return ChoiceField(_l("Size of the company"), lambda: [(size.value, label(size)) for size in SizeClass])


def makes_field(text: str) -> TextField:
    return TextField(
        text, [Length(max=2000, message=_l("This is longer than %(max)d characters. Shorten it."))]
    )


def sector_field() -> ChoiceField:
    return ChoiceField(_l("Field"), sector_choices)


def title_field(text: str, missing: str) -> LineField:
    """The need in one sentence; `missing` asks for it."""
    return LineField(
        text,
        [
            DataRequired(missing),
            Length(
                max=LONGEST_TITLE,
                message=_l(
                    "The sentence is longer than %(max)d characters. Move the details to the description."
                ),
            ),
        ],
    )


def description_field(text: str, missing: str) -> TextField:
    """The need at length; `missing` asks for it."""
    return TextField(
        text,
        [
            DataRequired(missing),
            Length(
                min=SHORTEST_DESCRIPTION,
                message=_l(
                    "Tell us a little more: at least %(min)d characters, so that we know what to look for."
                ),
            ),
            Length(
                max=LONGEST_DESCRIPTION,
                message=_l(
                    "The text is longer than 10,000 characters. Keep the most important; the rest can be told later."
                ),
            ),
        ],
    )


def helps_field(text: str) -> SelectMultipleField:
    return SelectMultipleField(
        text,
        choices=lambda: [(NOT_SURE, _("Not sure yet")), *((kind.value, label(kind)) for kind in Help)],
    )


def urgency_field() -> RadioField:
    return RadioField(
        _l("How soon?"),
        choices=lambda: [(urgency.value, label(urgency)) for urgency in Urgency],
        default=Urgency.MONTHS.value,
    )


def language_field(text: str) -> SelectField:
    """The language of the text, named or left to the service to detect."""
    return SelectField(
        text,
        choices=lambda: [
            (DETECT, _("Detect from the text")),
            *((language.value, label(language)) for language in Language),
        ],
        default=DETECT,
    )


def too_many_unconfirmed() -> str:
    """What is said beside an address for which all the texts wait that may wait; it tells nothing of an account."""
    return _(
        "%(most)d texts wait for this address to be confirmed, and there is no room for more. Open the link in one of our"
        " mails, or try again tomorrow.",
        most=MOST_UNCONFIRMED,
    )


def need_content(
    form: OpeningForm,
    *,
    guessed: Language,
    call_me: bool,
    openness: Mapping[NeedPart, Audience] = DEFAULT_OPENNESS,
) -> NeedContent:
    """The need of a valid form that has the fields above; `guessed` is its language unless one was named.

    `openness` is that of the parts about which the form does not ask.
    """
    named = form["language"].data
    return NeedContent(
        title=form["title"].data,
        description=form["description"].data,
        language=guessed if named == DETECT else Language(named),
        helps=frozenset(Help(value) for value in form["helps"].data or () if value != NOT_SURE),
        sector=Sector(form["sector"].data) if form["sector"].data else None,
        urgency=Urgency(form["urgency"].data),
        call_me=call_me,
        phone=form["phone"].data or "",
        openness={**openness, **form.opened()},
        summary=(form["summary"].data or "") if "summary" in form else "",
    )
