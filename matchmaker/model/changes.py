"""What differs between two states of one record."""

from dataclasses import fields
from typing import TypeVar

from matchmaker.model.company import CompanyProfile
from matchmaker.model.need import NeedContent

Record = TypeVar("Record", CompanyProfile, NeedContent)


def changed_parts(before: Record, after: Record) -> list[str]:
    """The names of the parts in which two records of a kind differ, in their order."""
    return [
        field.name for field in fields(after) if getattr(before, field.name) != getattr(after, field.name)
    ]
