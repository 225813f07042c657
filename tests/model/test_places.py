"""Municipalities and regions are found by the names that people write."""

import pytest

from matchmaker.model import places
from matchmaker.model.codes import Language
from matchmaker.model.errors import NotFound


def test_every_municipality_has_a_code_of_three_digits_and_a_region() -> None:
    codes = {region.code for region in places.regions()}
    assert len(places.municipalities()) == 309
    assert len(codes) == 19
    assert {town.region for town in places.municipalities()} == codes
    assert all(len(town.code) == 3 and town.code.isdecimal() for town in places.municipalities())


@pytest.mark.parametrize("text", ["297", "Kuopio", "kuopio", " KUOPIO "])
def test_kuopio_is_found_by_code_and_by_name_in_any_case(text: str) -> None:
    found = places.find_municipality(text)
    assert found is not None
    assert (found.code, found.name_fi, found.region) == ("297", "Kuopio", "FI1D2")


@pytest.mark.parametrize(
    ("text", "code"), [("Idensalmi", "140"), ("jyväskylä", "179"), ("Helsingfors", "091"), ("91", "091")]
)
def test_swedish_names_umlauts_and_lost_zeros_are_understood(text: str, code: str) -> None:
    found = places.find_municipality(text)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("text", ["", "Atlantis", "999", "²", "Kuopio; DROP TABLE"])
def test_unknown_places_are_none(text: str) -> None:
    assert places.find_municipality(text) is None
    assert places.find_region(text) is None


@pytest.mark.parametrize("text", ["FI1D2", "fi1d2", "Pohjois-Savo", "Norra Savolax", "north savo"])
def test_north_savo_is_found_in_three_languages(text: str) -> None:
    found = places.find_region(text)
    assert found is not None
    assert found.code == "FI1D2"
    assert found.name(Language.EN) == "North Savo"
    assert found.name(Language.FI) == "Pohjois-Savo"


def test_joroinen_belongs_to_north_savo_and_pieksamaki_does_not() -> None:
    joroinen = places.find_municipality("Joroinen")
    pieksamaki = places.find_municipality("Pieksämäki")
    assert joroinen is not None
    assert pieksamaki is not None
    assert places.region_of(joroinen.code) == "FI1D2"
    assert places.region_of(pieksamaki.code) == "FI1D1"
    assert places.region_of("999") is None


def test_get_raises_for_what_is_no_code() -> None:
    assert places.get_municipality("915").name_fi == "Varkaus"
    assert places.get_region("FI1D2").name_fi == "Pohjois-Savo"
    for wrong in ("Varkaus", "999", ""):
        with pytest.raises(NotFound):
            places.get_municipality(wrong)
        with pytest.raises(NotFound):
            places.get_region(wrong)


def test_lists_follow_the_finnish_alphabet() -> None:
    names = [town.name_fi for town in places.municipalities()]
    assert names[0] == "Akaa"
    assert names.index("Varkaus") < names.index("Vöyri") < names.index("Ylöjärvi") < names.index("Ähtäri")
    assert places.regions()[0].name_fi == "Ahvenanmaa"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Kuopijo", "Kuopio"), ("iislami", "Iisalmi"), ("Siilinjarvi", "Siilinjärvi"), ("Helsinky", "Helsinki")],
)
def test_a_misspelt_municipality_is_recognised(typed: str, meant: str) -> None:
    found = places.suggest_municipality(typed)
    assert found is not None
    assert found.name_fi == meant


@pytest.mark.parametrize("typed", ["", "Atlantis", "Pohjois-Savo", "x" * 5000])
def test_what_is_no_place_suggests_none(typed: str) -> None:
    assert places.suggest_municipality(typed) is None
