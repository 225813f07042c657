"""Templates to letters: the packaged ones, translated by gettext, and an installation's own wording in their place.

Packaged templates are Jinja texts that extend `_frame.txt` and fill its blocks `subject` and `body`. An installation's
wording is plain text with placeholders; it is written by administrators and runs in a sandbox that knows no calls.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import BaseLoader, Environment, PackageLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from matchmaker.config import Settings
from matchmaker.i18n import translator
from matchmaker.mail.letter import SOFT_BREAK, Letter, one_line
from matchmaker.model.codes import Language

SUBJECT_ENDS = "\x1e"


@dataclass(frozen=True, slots=True)
class Wording:
    """An installation's own text for a template in one language."""

    subject: str
    body: str


def letter(
    settings: Settings,
    *,
    template: str,
    language: Language,
    params: Mapping[str, object],
    wording: Wording | None = None,
) -> Letter:
    """Render a template, or the wording that stands in its place.

    Raises jinja2.TemplateNotFound for an unknown template, jinja2.TemplateError for a missing parameter or a wording that
    does not work.
    """
    values = {
        "base_url": settings.base_url,
        "cluster_name": settings.cluster(language),
        "demo": settings.demo,
    } | dict(params)
    if wording is not None:
        subject, body = (
            sandbox().from_string(text).render(values) for text in (wording.subject, wording.body)
        )
    else:
        text = packaged(language).get_template(f"{template}.txt").render(values, SUBJECT_ENDS=SUBJECT_ENDS)
        subject, _, body = text.partition(SUBJECT_ENDS)
    return Letter(one_line(subject), body.strip())


@lru_cache(maxsize=len(Language))
def packaged(language: Language) -> Environment:
    """The environment of the packaged templates in a language."""
    environment = Environment(  # noqa: S701 -- plain text; the HTML part escapes what it is given
        loader=PackageLoader("matchmaker.mail"),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        finalize=_soften,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(translator(language), newstyle=True)  # type: ignore[attr-defined]
    return environment


@lru_cache(maxsize=1)
def sandbox() -> Environment:
    """The environment of an installation's wordings. What they may contain is checked before they are kept."""
    environment = ImmutableSandboxedEnvironment(
        loader=BaseLoader(),
        undefined=StrictUndefined,
        finalize=_soften,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.clear()
    return environment


def _soften(value: object) -> object:
    """Line ends of a value become soft ones, so that no need's title can make a button, a list or a subject of its own."""
    return SOFT_BREAK.join(value.splitlines()) if isinstance(value, str) and value != SUBJECT_ENDS else value
