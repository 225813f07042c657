"""What a page about one offering shows: to the public, to its institution and to coordinators."""

from collections.abc import Mapping
from typing import NamedTuple

from matchmaker.i18n import N_
from matchmaker.model import places
from matchmaker.model.codes import Language
from matchmaker.model.offering import LISTED, Offering, OfferingState, Target
from matchmaker.store import institutions
from matchmaker.web import clock
from matchmaker.web.database import db
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import language

TONES: Mapping[OfferingState, str] = {
    OfferingState.DRAFT: "neutral",
    OfferingState.PUBLISHED: "good",
    OfferingState.UNCONFIRMED: "attention",
    OfferingState.ARCHIVED: "stopped",
}
_HALF = {
    Language.FI: N_(
        "The Finnish text is half there: it has a title but no description, which is shown in English."
    ),
    Language.EN: N_(
        "The English text is half there: it has a title but no description, which is shown in Finnish."
    ),
}
_NO_TEXT = {Language.FI: N_("No text in Finnish"), Language.EN: N_("No text in English")}
_NO_DESCRIPTION = {
    Language.FI: N_("No description in Finnish"),
    Language.EN: N_("No description in English"),
}


class Missing(NamedTuple):
    """What is missing, in words, and the field of the form that is for it; '' where a button is."""

    text: str
    field: str = ""


def page_values(offering: Offering) -> dict[str, object]:
    """The values that `public/_offering.html` reads."""
    content = offering.content
    return {
        "offering": offering,
        "institution": institutions.get_institution(db(), offering.institution_id),
        "target_places": target_places(content.target),
        "ended": content.ended(clock.today()),
        "not_started": content.starts is not None and content.starts > clock.today(),
    }


def target_places(target: Target) -> list[str]:
    """The regions and municipalities an offering is restricted to, by name."""
    regions = [places.get_region(code).name(language()) for code in sorted(target.regions)]
    return regions + [
        places.get_municipality(code).name(language()) for code in sorted(target.municipalities)
    ]


def half_there(offering: Offering) -> list[str]:
    """What a reader of the other language finds half translated, in words."""
    return [_(_HALF[code]) for code in offering.content.half_translated]


def missing(offering: Offering) -> list[Missing]:
    """What a company would miss on the page of an offering; nothing of it keeps the offering from the catalogue."""
    content = offering.content
    said = []
    for code in Language:
        text = content.texts.get(code)
        if text is None:
            said.append(Missing(_(_NO_TEXT[code]), f"title_{code}"))
        elif not text.description:
            said.append(Missing(_(_NO_DESCRIPTION[code]), f"description_{code}"))
    if not content.told("how_to_get", language())[0] and not content.ended(clock.today()):
        said.append(
            Missing(_("Does not say how to get it"), f"how_to_get_{content.text_language(language())}")
        )
    if offering.state in LISTED and offering.confirmed_at is None:
        said.append(Missing(_("Never confirmed by the organisation")))
    elif offering.state is OfferingState.UNCONFIRMED:
        said.append(Missing(_("Its confirmation has run out")))
    return said
