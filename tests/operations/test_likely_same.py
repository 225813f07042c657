"""Two spellings of one company."""

from time import process_time

import pytest
from sqlite_utils import Database

from matchmaker.model.company import CompanyProfile
from matchmaker.operations.likely_same import Sign, Told, keys_of, likely_same, within
from matchmaker.store import companies
from matchmaker.store.database import write_tx
from tests.conftest import NOW


def add(db: Database, name: str, website: str = "") -> str:
    with write_tx(db):
        profile = CompanyProfile(name, municipality="297", website=website)
        return companies.add_company(db, profile, now=NOW).id


@pytest.mark.parametrize(
    ("name", "signs"),
    [
        ("Järvi-Suomen Sähkö", [Sign.NAME]),
        ("JÄRVISUOMEN SÄHKÖ OYJ", [Sign.NAME]),
        ("Jarvi Suomen Sahko Osakeyhtiö", [Sign.NAME]),
        ("Oy Järvi-Suomen Sähkö Ab", [Sign.NAME]),
        ("Tmi Järvi Suomen Sähkö", [Sign.NAME]),
        ("T:mi Järvi Suomen Sähkö", [Sign.NAME]),
        ("Järvi-Suomen Sähkö Ltd. (keksitty)", [Sign.NAME]),
        ("Järvi-Suoemn Sähkö Oy", [Sign.SPELLING]),
        ("Järvi-Suomen Sähkkö Ky", [Sign.SPELLING]),
        ("Jäävi-Suomen Säkö Ky", [Sign.SPELLING]),
        ("Järvi-Suomen Sähkö 2 Oy", []),
        ("Järvi-Suomen Putki Oy", []),
        ("Oy", []),
        ("", []),
        ("Ä" * 10_000, []),
    ],
)
def test_a_name_is_known_in_another_spelling(db: Database, name: str, signs: list[Sign]) -> None:
    add(db, "Järvi-Suomen Sähkö Oy")
    assert [sign for twin in likely_same(db, Told(name)) for sign in twin.signs] == signs


def test_short_names_are_other_companies(db: Database) -> None:
    add(db, "Raja Oy")
    assert likely_same(db, Told("Paja Oy")) == []
    assert likely_same(db, Told("Raja Ky")) != []


def test_a_domain_speaks_for_a_company_unless_everybody_has_it(db: Database) -> None:
    here = add(db, "Saha Oy", "https://www.saha.example/yhteys")
    add(db, "Muu Oy", "https://gmail.com")
    add(db, "Toinen Oy", "https://iso.saha.example.com")
    (twin,) = likely_same(db, Told(email="Kaisa@SAHA.example"))
    assert (twin.company.id, twin.signs) == (here, (Sign.DOMAIN,))
    assert likely_same(db, Told(email="kaisa@gmail.com", website="https://[gmail.com")) == []
    assert likely_same(db, Told("Saha", website="https://saha.example"), other_than=here) == []


def test_the_likeliest_comes_first_and_a_merged_entry_not_at_all(db: Database) -> None:
    near, same, gone = (
        add(db, name) for name in ("Savon Hitsuas Oy", "Savon Hitsaus Ky", "Savon Hitsaus Oy")
    )
    with write_tx(db):
        companies.mark_merged(db, gone, same, NOW)
    assert [twin.company.id for twin in likely_same(db, Told("Savon Hitsaus"))] == [same, near]


@pytest.mark.parametrize(
    ("one", "other", "typos", "answer"),
    [
        ("hitsaus", "hitsuas", 1, True),
        ("hitsaus", "hitsas", 1, True),
        ("hitsaus", "hhitsaus", 1, True),
        ("hitsaus", "hitsau", 1, True),
        ("hitsaus", "hitseus", 1, True),
        ("abcdef", "bacdfe", 1, False),
        ("abcdef", "bacdfe", 2, True),
        ("abc", "xyz", 2, False),
        ("a", "b", 0, False),
        ("", "", 0, True),
    ],
)
def test_typos(one: str, other: str, typos: int, answer: bool) -> None:
    assert within(one, other, typos) is within(other, one, typos) is answer


def test_ten_thousand_names_are_compared_at_once() -> None:
    names = [f"Savon Hitsaus ja Konepaja {number} Oy" for number in range(10_000)]
    begun = process_time()
    assert keys_of(names)[-1] == "savonhitsausjakonepaja9999"
    assert process_time() - begun < 0.2
