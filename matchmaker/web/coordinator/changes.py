"""What changed in a need between its versions, part by part and word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from matchmaker.model.need import Need, NeedContent, NeedPart
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import label

_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Change:
    """One part: its name, and its text as (kind, text) pairs, kind `same`, `gone` or `new`."""

    part: str
    pieces: list[tuple[str, str]]


def changes(versions: Sequence[Need]) -> list[Change]:
    """What the latest version changed of the one before it; nothing for a need with one version."""
    if len(versions) < 2:
        return []
    before, after = (_parts(version.content) for version in versions[-2:])
    return [
        Change(part, list(_pieces(before[part], after[part])))
        for part in after
        if before[part] != after[part]
    ]


def _parts(content: NeedContent) -> dict[str, str]:
    return {
        label(NeedPart.TITLE): content.title,
        label(NeedPart.DESCRIPTION): content.description,
        _("Summary"): content.summary,
        _("Language"): label(content.language),
        _("Kind of help"): ", ".join(label(help_) for help_ in sorted(content.helps)),
        label(NeedPart.SECTOR): label(content.sector) if content.sector else "",
        _("How urgent"): label(content.urgency),
        _("Phone"): content.phone,
        _("Wish for a call"): _("Yes") if content.call_me else "",
        **{_("Who sees: %(part)s", part=label(part)): _audience(content, part) for part in NeedPart},
    }


def _audience(content: NeedContent, part: NeedPart) -> str:
    audience = content.openness.get(part)
    return label(audience) if audience else ""


def _pieces(before: str, after: str) -> Iterator[tuple[str, str]]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if kind == "equal":
            yield "same", "".join(old[old_from:old_to])
            continue
        if old_to > old_from:
            yield "gone", "".join(old[old_from:old_to])
        if new_to > new_from:
            yield "new", "".join(new[new_from:new_to])
