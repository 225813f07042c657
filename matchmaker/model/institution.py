"""The organisation that provides offerings."""

from dataclasses import dataclass
from datetime import datetime

from matchmaker.model.codes import InstitutionKind, Language


@dataclass(frozen=True, slots=True)
class Institution:
    """A provider of offerings; a demo one is invented and says so."""

    id: str
    name: str
    kind: InstitutionKind
    website: str
    is_demo: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Contact:
    """A person of an institution who can answer without an account."""

    id: str
    institution_id: str
    name: str
    email: str
    language: Language
