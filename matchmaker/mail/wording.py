"""An installation's own wording of mails: what stands there as long as nobody changes it, and what a change may contain.

A wording is a subject and a body in the syntax of `matchmaker.mail.letter`, with placeholders like {{ title }} and
conditions like {% if words %} ... {% endif %}; nothing else of Jinja. It names only what the template's mails know, and
keeps the placeholders of which the template makes its links.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from jinja2 import TemplateError, TemplateSyntaxError, nodes

from matchmaker.config import Settings
from matchmaker.mail.letter import Letter
from matchmaker.mail.rendering import Wording, letter, packaged, sandbox
from matchmaker.mail.samples import sample_params
from matchmaker.mail.usual import usual_text
from matchmaker.model.codes import Language

# A digest is a list of other mails; its few words are not worth a form of their own.
_FIXED = frozenset({"digest"})
# What every mail knows.
COMMON = frozenset({"base_url", "cluster_name"})
# The mails that introduce two people are for nothing without these.
_CONTACTS = {
    "introduced_company": frozenset({"institution_email"}),
    "introduced_institution": frozenset({"company_email"}),
}
_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.If,
    nodes.Compare,
    nodes.Operand,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.List,
)
_LINK_LINE = re.compile(
    r"^(?:\[[^\]]*\]\s+)?(\{\{ (?:base_url|link) \}\}\S*(?:\s*\{\{ \w+ \}\}\S*)*)$", re.MULTILINE
)


class Fault(StrEnum):
    """What can be wrong with a wording."""

    SYNTAX = "syntax"
    FORBIDDEN = "forbidden"
    UNKNOWN = "unknown"
    MISSING = "missing"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault, in the field `subject` or `body`; `name` is the placeholder or the part of the syntax, `line` counts from 1."""

    fault: Fault
    field: str
    name: str = ""
    line: int = 0


def template_names() -> tuple[str, ...]:
    """The templates that can be worded, in alphabetical order."""
    folder = Path(__file__).parent / "templates"
    names = {path.stem for path in folder.glob("*.txt") if not path.stem.startswith("_")}
    return tuple(sorted(names - _FIXED))


@lru_cache(maxsize=128)
def usual_wording(template: str, language: Language) -> Wording:
    """What the template says in a language, as a wording. Raises KeyError for a name that is none."""
    if template not in template_names():
        raise KeyError(template)
    subject, body = (
        usual_text(packaged(language), template, block, language) for block in ("subject", "body")
    )
    return Wording(" ".join(subject.split()), body)


def placeholders(template: str) -> tuple[str, ...]:
    """The names that a wording may use, those of its own mails first, all in alphabetical order."""
    wording = usual_wording(template, Language.EN)
    own = _names(wording.subject) | _names(wording.body)
    return (*sorted(own - COMMON), *sorted(COMMON))


def required(template: str) -> frozenset[str]:
    """The names that the body must use: without them a mail would lead nowhere."""
    body = usual_wording(template, Language.EN).body
    links = " ".join(found[1] for found in _LINK_LINE.finditer(body))
    in_links = frozenset(re.findall(r"\{\{ (\w+) \}\}", links)) & _printed(body)
    return (in_links - COMMON) | _CONTACTS.get(template, frozenset())


def check(settings: Settings, *, template: str, language: Language, wording: Wording) -> list[Problem]:
    """Everything that is wrong with a wording; an empty list when it may be kept."""
    known = frozenset(placeholders(template))
    found = [
        *_field_problems("subject", wording.subject, known),
        *_field_problems("body", wording.body, known),
    ]
    if any(problem.fault in (Fault.SYNTAX, Fault.FORBIDDEN) for problem in found):
        return found
    missing = sorted(required(template) - _printed(wording.body))
    found += [Problem(Fault.MISSING, "body", name) for name in missing]
    if not found:
        found += _trial(settings, template, language, wording)
    return found


def preview(
    settings: Settings, *, template: str, language: Language, wording: Wording | None = None
) -> Letter:
    """A letter with sample values. Raises jinja2.TemplateError and its kin for a wording that does not work."""
    params = sample_params(settings, language, placeholders(template))
    return letter(settings, template=template, language=language, params=params, wording=wording)


def _field_problems(field: str, text: str, known: frozenset[str]) -> Iterator[Problem]:
    try:
        tree = sandbox().parse(text)
    except TemplateSyntaxError as error:
        yield Problem(Fault.SYNTAX, field, line=error.lineno)
        return
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _ALLOWED):
            yield Problem(Fault.FORBIDDEN, field, type(node).__name__, node.lineno)
            return
    for name in sorted(_names(text) - known):
        yield Problem(Fault.UNKNOWN, field, name)


def _trial(settings: Settings, template: str, language: Language, wording: Wording) -> list[Problem]:
    try:
        tried = preview(settings, template=template, language=language, wording=wording)
    except (TemplateError, TypeError, ValueError) as error:
        return [Problem(Fault.BROKEN, "body", str(error))]
    empty = [field for field, text in (("subject", tried.subject), ("body", tried.body)) if not text]
    return [Problem(Fault.BROKEN, field) for field in empty]


def _names(text: str) -> frozenset[str]:
    return frozenset(node.name for node in sandbox().parse(text).find_all(nodes.Name))


def _printed(text: str) -> frozenset[str]:
    """The placeholders that stand outside all conditions."""
    outputs = [node for node in sandbox().parse(text).body if isinstance(node, nodes.Output)]
    return frozenset(node.name for output in outputs for node in output.nodes if isinstance(node, nodes.Name))
