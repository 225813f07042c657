"""The thesaurus as coordinators read it: searching, one concept with its relations, and what is found in a need."""

from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request
from flask.typing import ResponseReturnValue

from matchmaker.i18n import N_
from matchmaker.matching.engine import Analyser
from matchmaker.matching.spotting import spot
from matchmaker.model.cleaning import clean_line
from matchmaker.model.user import Role
from matchmaker.operations.save_concept import get_concept
from matchmaker.store import audit, own_concepts
from matchmaker.text.thesaurus import Concept, Thesaurus
from matchmaker.text.thesaurus_check import Fault, Finding, doubts
from matchmaker.text.thesaurus_search import search
from matchmaker.web import history
from matchmaker.web.access import allow
from matchmaker.web.admin import blueprint
from matchmaker.web.admin.concept_form import TrialForm
from matchmaker.web.database import db
from matchmaker.web.engine import catalogue_index, index
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import keep_typed, language
from matchmaker.web.reasons import mark

MOST_FOUND = 50
EXAMPLES = frozenset({"usability", "vibration_measurement", "welding"})
"""What a coordinator may look at as long as there is nothing of one's own."""
_DOUBTS = {
    Fault.DOUBLE_TERM: N_("“%(term)s” is also a term of %(others)s. It counts less for each of them."),
    Fault.SHRUNK_TERM: N_(
        "“%(term)s” is not used: without its small words only a common word is left. Add a word that tells more."
    ),
    Fault.EMPTY_TERM: N_(
        "“%(term)s” is not used: it has nothing but small words. Add a word that tells more."
    ),
}


@dataclass(frozen=True, slots=True)
class ConceptLine:
    """A concept in a list: its names in the reader's language and in the other one, and whether it is the installation's."""

    concept: Concept
    name: str
    other_name: str
    in_base: bool
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class SpottedLine:
    """A concept found in a text: its number in the highlights, its name, the words it was found by, its weight."""

    number: int
    concept: Concept
    name: str
    words: tuple[str, ...]
    weight: float


@blueprint.get("/coordinator/thesaurus")
@allow(Role.COORDINATOR)
def thesaurus() -> ResponseReturnValue:
    query = clean_line(request.args.get("q", ""))[:100]
    present = analyser().thesaurus
    own = {one.concept.id: one for one in own_concepts.list_own(db())}
    found = (
        search(present.concepts, query, limit=MOST_FOUND) if query else [one.concept for one in own.values()]
    )
    base = set(present.base.ids)
    times = {name: one.changed_at for name, one in own.items()}
    return render_template(
        "admin/thesaurus.html",
        query=query,
        lines=[_line(concept, base, times.get(concept.id)) for concept in found],
        total=len(present),
        own=len(own),
        examples=_named(present, [name for name in present.concepts.ids if name in EXAMPLES]),
        in_use=in_use(),
    )


@blueprint.get("/coordinator/thesaurus/concepts/<concept_id>")
@allow(Role.COORDINATOR)
def concept(concept_id: str) -> ResponseReturnValue:
    present = get_concept(db(), concept_id)
    whole = analyser().thesaurus
    mine = present.concept
    narrower = [one.id for one in whole.concepts if mine.id in one.broader]
    referring = [one.id for one in whole.concepts if mine.id in one.related and one.id not in mine.related]
    return render_template(
        "admin/concept.html",
        present=present,
        name=mine.label(language()),
        broader=_named(whole, mine.broader),
        narrower=_named(whole, narrower),
        related=_named(whole, mine.related),
        referring=_named(whole, referring),
        doubts=doubts_of(mine.id),
        history=history.history(audit.list_for_object(db(), "concept", mine.id), {}),
        in_use=in_use(),
    )


@blueprint.route("/coordinator/thesaurus/try", methods=["GET", "POST"])
@allow(Role.COORDINATOR)
def try_thesaurus() -> ResponseReturnValue:
    """Shows what is found in a text; keeps nothing of it."""
    form = TrialForm()
    if not form.validate_on_submit():
        return render_template(
            "admin/try_thesaurus.html", form=form, spotted=None
        ), 422 if form.errors else 200
    keep_typed()
    text = form.text.data
    spotted, spans = spot(analyser(), text)
    lines = [
        SpottedLine(number, one.concept, one.concept.label(language()), one.words, round(one.weight, 2))
        for number, one in enumerate(spotted, start=1)
    ]
    segments = mark(text, spans, [line.number for line in lines])
    return render_template("admin/try_thesaurus.html", form=form, spotted=lines, segments=segments)


def analyser() -> Analyser:
    """The analyser with the thesaurus as it is in the database, which the index reaches a little later."""
    return catalogue_index().follow(db())


def in_use() -> bool:
    """Whether needs and searches are read with the thesaurus as it is in the database."""
    return index().analyser.thesaurus.digest == analyser().thesaurus.digest


def names_of(whole: Thesaurus) -> dict[str, str]:
    """Every concept by its name in the reader's language, with the other one's where it differs."""
    return {concept.id: _both_names(concept) for concept in whole.concepts}


def doubts_of(concept_id: str) -> list[str]:
    """What deserves a look in a concept, in words."""
    reading = analyser()
    found = doubts(reading.thesaurus.concepts, concept_id, reading.term_keys)
    return [_doubt(finding, concept_id, reading.thesaurus) for finding in found]


def _doubt(finding: Finding, concept_id: str, whole: Thesaurus) -> str:
    others = _named(whole, [name for name in finding.concepts if name != concept_id])
    return _(_DOUBTS[finding.fault], term=finding.detail, others=", ".join(name for _id, name in others))


def _line(concept: Concept, base: set[str], changed_at: datetime | None) -> ConceptLine:
    other = "en" if language() == "fi" else "fi"
    return ConceptLine(
        concept, concept.label(language()), concept.label(other), concept.id in base, changed_at
    )


def _both_names(concept: Concept) -> str:
    names = [concept.label(language()), concept.label("en" if language() == "fi" else "fi")]
    return " / ".join(dict.fromkeys(names))


def _named(whole: Thesaurus, ids: list[str] | tuple[str, ...]) -> list[tuple[str, str]]:
    """(id, name) of each concept; one that a release has dropped goes by its id, and has no page."""
    found = ((name, whole.concepts.find(name)) for name in ids)
    return [(name, one.label(language())) if one else ("", name) for name, one in found]
