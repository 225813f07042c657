"""Whether the holder of a mailed link still answers for a side: links outlive accounts, memberships and contact persons."""

from sqlite_utils import Database

from matchmaker.model.introduction import Introduction, Side
from matchmaker.model.need import Need
from matchmaker.model.offering import Offering
from matchmaker.operations.recipients import (
    asked_person,
    company_recipients,
    institution_recipients,
    side_recipients,
)


def still_answers(db: Database, introduction: Introduction, side: Side, email: str) -> bool:
    """Whether a link that was mailed to `email` speaks for a side now.

    Not when the question was handed on, when the account was closed, or when the person has left the company or the
    institution since. Once who was asked has left, those who may answer for the side are written to in their place.
    """
    asked = asked_person(db, introduction, side)
    if asked is not None:
        return asked.email == email
    return email in {person.email for person in side_recipients(db, introduction, side)}


def answers_for_company(db: Database, need: Need, email: str) -> bool:
    """Whether an address belongs to somebody who may answer for the company of a need."""
    return email in {person.email for person in company_recipients(db, need)}


def answers_for_offering(db: Database, offering: Offering, email: str) -> bool:
    """Whether an address belongs to somebody who answers for the institution of an offering."""
    return email in {person.email for person in institution_recipients(db, offering.institution_id)}
