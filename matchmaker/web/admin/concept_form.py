"""What a coordinator types of a concept, and the need it is tried on."""

from collections.abc import Mapping, Sequence

from wtforms import Field, HiddenField, SelectMultipleField
from wtforms.form import BaseForm
from wtforms.validators import DataRequired, Length, StopValidation

from matchmaker.model.cleaning import clean_line
from matchmaker.text.thesaurus import Concept
from matchmaker.web.forms import Form, LineField, TextField
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import lazy_gettext as _l

LONGEST_TERM = 100
MOST_TERMS = 80
LONGEST_TRIAL = 10_000


def terms(text: str | None) -> tuple[str, ...]:
    """One term a line; the stroke that separates terms in files separates them here too. Doubles go, whatever their case."""
    lines = (clean_line(part) for line in (text or "").splitlines() for part in line.split("|"))
    found: dict[str, str] = {}
    for line in lines:
        if line:
            found.setdefault(line.casefold(), line)
    return tuple(found.values())


def _sensible(_form: BaseForm, field: Field) -> None:
    found = terms(field.data)
    if len(found) > MOST_TERMS:
        raise StopValidation(_("At most %(most)d terms, please.", most=MOST_TERMS))
    long = next((term for term in found if len(term) > LONGEST_TERM), None)
    if long:
        raise StopValidation(
            _(
                "“%(start)s…” is longer than %(max)d characters. Put each term on a line of its own.",
                start=long[:30],
                max=LONGEST_TERM,
            )
        )


class ConceptForm(Form):
    """A concept's terms and relations. `find` looks for concepts to relate to and saves nothing."""

    fi = TextField(
        _l("Terms in Finnish"), [DataRequired(_l("Write at least one term in Finnish.")), _sensible]
    )
    en = TextField(
        _l("Terms in English"), [DataRequired(_l("Write at least one term in English.")), _sensible]
    )
    fi_lay = TextField(_l("Everyday words in Finnish"), [_sensible])
    en_lay = TextField(_l("Everyday words in English"), [_sensible])
    find = LineField(_l("Find concepts"), [Length(max=LONGEST_TERM)])
    broader = SelectMultipleField(_l("Broader concepts"))
    related = SelectMultipleField(_l("Related concepts"))
    seen = HiddenField()

    def fill_choices(self, known: Mapping[str, str], found: Sequence[str]) -> None:
        """`known` names every concept that may be chosen, `found` are the ids that were looked for."""
        for field in (self.broader, self.related):
            chosen = [name for name in field.data or () if name in known]
            field.choices = [(name, known[name]) for name in dict.fromkeys([*chosen, *found])]

    def concept(self, concept_id: str) -> Concept:
        """What was typed, as a concept."""
        return Concept(
            id=concept_id,
            fi=terms(self.fi.data),
            en=terms(self.en.data),
            fi_lay=terms(self.fi_lay.data),
            en_lay=terms(self.en_lay.data),
            broader=tuple(self.broader.data or ()),
            related=tuple(self.related.data or ()),
        )


def values_of(concept: Concept) -> dict[str, object]:
    """What the form shows of a concept."""
    lines = {name: "\n".join(getattr(concept, name)) for name in ("fi", "en", "fi_lay", "en_lay")}
    return {**lines, "broader": list(concept.broader), "related": list(concept.related)}


class TrialForm(Form):
    """A need to try the thesaurus on; nothing of it is kept."""

    text = TextField(
        _l("A need in somebody's own words"),
        [
            DataRequired(_l("Write a sentence to try.")),
            Length(
                max=LONGEST_TRIAL,
                message=_l("This is longer than 10,000 characters. Shorten it, the most important first."),
            ),
        ],
    )
