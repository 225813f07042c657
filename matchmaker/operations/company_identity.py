"""Who must not be recognised in what institutions read before both have said yes: a company by its names and its people."""

from collections.abc import Iterable

from sqlite_utils import Database

from matchmaker.model.company import Company
from matchmaker.operations.naming import Identity
from matchmaker.store import companies, users


def identity_of(db: Database, company_id: str) -> Identity:
    """The names of one company."""
    return identities_of(db, [companies.get_company(db, company_id)])[company_id]


def identities_of(db: Database, found: Iterable[Company]) -> dict[str, Identity]:
    """The names of companies by id, those they had before and those of people who have left them too; as many queries
    however many companies.
    """
    profiles = {company.id: company.profile for company in found}
    people = users.list_member_names(db, list(profiles))
    former = companies.list_former_names(db, list(profiles))
    return {
        company_id: Identity(
            tuple(dict.fromkeys((profile.name, *former.get(company_id, ())))),
            tuple(people.get(company_id, ())),
        )
        for company_id, profile in profiles.items()
    }
