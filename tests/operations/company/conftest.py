"""A sawmill with its first person, one who comes later, and a need with every consent."""

import pytest
from sqlite_utils import Database

from matchmaker.model.codes import Language
from matchmaker.model.company import CompanyProfile, ConsentChannel, ConsentPurpose
from matchmaker.model.need import Need, NeedChannel, NeedContent
from matchmaker.model.user import Actor, Role, User
from matchmaker.operations.join_company import register_company
from matchmaker.store import audit, companies, needs, users
from matchmaker.store.database import write_tx
from tests.conftest import NOW

SHOP = CompanyProfile("Saha Oy", business_id="2077474-0", municipality="297", makes="Sahatavaraa")


def add_person(db: Database, email: str) -> User:
    with write_tx(db):
        return users.add_user(db, email=email, language=Language.FI, now=NOW)


@pytest.fixture
def kaisa(db: Database) -> User:
    return add_person(db, "kaisa@example.com")


@pytest.fixture
def ville(db: Database) -> User:
    return add_person(db, "ville@example.com")


@pytest.fixture
def company_id(db: Database, kaisa: User) -> str:
    return register_company(db, profile=SHOP, user=kaisa, now=NOW).company_id


@pytest.fixture
def need(db: Database, company_id: str, kaisa: User) -> Need:
    with write_tx(db):
        need = needs.add_need(
            db,
            company_id=company_id,
            content=NeedContent("Hitsi halkeaa", "Miksi?", Language.FI),
            channel=NeedChannel.WEB,
            submission_key="k",
            created_by=kaisa.id,
            now=NOW,
        )
        for purpose in ConsentPurpose:
            companies.add_consent(
                db,
                company_id=company_id,
                need_id=need.id,
                purpose=purpose,
                text_version="1",
                agreed_by="Kaisa",
                channel=ConsentChannel.FORM,
                given_at=NOW,
                recorded_by=kaisa.id,
            )
    return need


def actor(user: User) -> Actor:
    return Actor(user.id, Role.COMPANY)


def actions(db: Database, kind: str, key: str) -> list[str]:
    return [entry.action for entry in reversed(audit.list_for_object(db, kind, key))]


def given(db: Database, need: Need) -> set[ConsentPurpose]:
    return {
        c.purpose for c in companies.list_consents(db, need.company_id, need.id) if c.withdrawn_at is None
    }
