"""Whether the holder of a mailed link still answers for a side: links outlive accounts, memberships and contact persons."""

from datetime import datetime

from sqlite_utils import Database

from matchmaker.model.errors import LinkInvalid
from matchmaker.model.introduction import Introduction, Side
from matchmaker.model.need import Need
from matchmaker.model.offering import Offering
from matchmaker.operations.introduction_mails import SIDES
from matchmaker.operations.recipients import (
    asked_person,
    company_recipients,
    institution_recipients,
    side_recipients,
)
from matchmaker.store import action_links, introductions


def still_answers(db: Database, introduction: Introduction, side: Side, email: str) -> bool:
    """Whether a link that was mailed to `email` speaks for a side now.

    Not when the question was handed on, when the account was closed, or when the person has left the company or the
    institution since. Once who was asked has left, those who may answer for the side are written to in their place.
    """
    asked = asked_person(db, introduction, side)
    if asked is not None:
        return asked.email == email
    return email in {person.email for person in side_recipients(db, introduction, side)}


def question_of_link(db: Database, token: str, now: datetime) -> tuple[Introduction, Side, str]:
    """The question of a link that may have been used already, the side that its address speaks for, and the address.

    Raises LinkInvalid for a link that answers no question (`unknown`), for one whose time is over (`expired`) and for one
    whose holder no longer speaks for the side (`handed-on`).
    """
    known = action_links.find_action_link(db, token, now)
    if known is None or known.link.action not in SIDES:
        raise LinkInvalid("unknown")
    if known.expired:
        raise LinkInvalid("expired")
    side = SIDES[known.link.action]
    introduction = introductions.get_introduction(db, known.link.object_id)
    if not still_answers(db, introduction, side, known.link.email):
        raise LinkInvalid("handed-on")
    return introduction, side, known.link.email


def answers_for_company(db: Database, need: Need, email: str) -> bool:
    """Whether an address belongs to somebody who may answer for the company of a need."""
    return email in {person.email for person in company_recipients(db, need)}


def answers_for_offering(db: Database, offering: Offering, email: str) -> bool:
    """Whether an address belongs to somebody who answers for the institution of an offering."""
    return email in {person.email for person in institution_recipients(db, offering.institution_id)}
