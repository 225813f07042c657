"""Whether the holder of a mailed link still answers for a side: links outlive accounts, memberships and contact persons."""

from sqlite_utils import Database

from matchmaker.model.introduction import Introduction, Side
from matchmaker.model.need import Need
from matchmaker.model.offering import Offering
from matchmaker.operations.recipients import company_recipients, institution_recipients
from matchmaker.store import institutions, needs, users


def still_answers(db: Database, introduction: Introduction, side: Side, email: str) -> bool:
    """Whether a link that was mailed to `email` speaks for a side now.

    Not when the question was handed on, when the account was closed, or when the person has left the company or the
    institution since. Somebody whom the institution handed the question to need not belong to it.
    """
    if introduction.email(side) != email:
        return False
    if side is Side.COMPANY:
        return answers_for_company(db, needs.get_need(db, introduction.need_id), email)
    user = users.find_user_by_email(db, email)
    if user is not None and user.disabled_at is not None:
        return False
    present = {person.email for person in institution_recipients(db, introduction.institution_id)}
    return email in present or not institutions.ever_belonged(db, introduction.institution_id, email)


def answers_for_company(db: Database, need: Need, email: str) -> bool:
    """Whether an address belongs to somebody who may answer for the company of a need."""
    return email in {person.email for person in company_recipients(db, need)}


def answers_for_offering(db: Database, offering: Offering, email: str) -> bool:
    """Whether an address belongs to somebody who answers for the institution of an offering."""
    return email in {person.email for person in institution_recipients(db, offering.institution_id)}
