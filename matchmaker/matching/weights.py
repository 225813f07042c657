"""Every number the score depends on. The ablation table in DECISIONS.md says what each is worth."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from matchmaker.matching.documents import Field


class Channel(StrEnum):
    """The prefix of a channel's terms in the index. Letters (`LETTER`) reads the word channel's vectors."""

    BRIDGE = "b"
    CONCEPT = "c"
    WORD = "w"
    LETTER = "l"


_FIELDS = {Field.TITLE: 2.0, Field.KEYWORDS: 2.0, Field.DESCRIPTION: 1.0, Field.COMPANY: 0.4}
_CHANNELS = {Channel.WORD: 0.25, Channel.LETTER: 0.15, Channel.BRIDGE: 0.2, Channel.CONCEPT: 0.4}
_SEARCH = {Channel.WORD: 0.5, Channel.LETTER: 0.3, Channel.BRIDGE: 0.1, Channel.CONCEPT: 0.1}


@dataclass(frozen=True, slots=True)
class Weights:
    """`channels` sum to 1. Relations pass weight one hop on, on the need's side more than on the offering's."""

    channels: Mapping[Channel, float] = field(default_factory=lambda: MappingProxyType(_CHANNELS))
    fields: Mapping[Field, float] = field(default_factory=lambda: MappingProxyType(_FIELDS))
    saturation: float = 1.5
    common_from: float = 3.0
    common_to: float = 7.0
    common_floor: float = 0.05
    translation: float = 1.0
    need_broader: float = 0.4
    need_related: float = 0.3
    offering_broader: float = 0.2
    offering_related: float = 0.1
    nearest: int = 6
    nearest_from: float = 0.45


DEFAULT = Weights()
SEARCH = Weights(channels=MappingProxyType(_SEARCH))
