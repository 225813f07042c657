"""The coordinators' thesaurus: searching, reading, trying, adding, correcting, taking back."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.user import Actor
from matchmaker.operations.save_concept import add_concept, edit_concept, get_concept
from matchmaker.store import audit, own_concepts
from matchmaker.text.thesaurus import Concept
from matchmaker.web.admin.concept_form import terms
from tests.conftest import NOW, CountQueries

PAGE = "/coordinator/thesaurus"
NEW = {
    "fi": "zörbön vika\nzörböily",
    "en": "zorbo fault",
    "fi_lay": "zörbö piippaa",
    "en_lay": "",
    "related": ["bearings"],
}


def seen(page: str) -> str:
    found = re.search(r'name="seen" type="hidden" value="(\w+)"', page)
    assert found
    return found[1]


def words(page: str) -> str:
    """A page's text without its tags."""
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def test_search_knows_terms_of_both_languages_lay_words_and_ids(coordinator: FlaskClient) -> None:
    for query in ("hitsaus", "WELDING", "hitsari", "robot_welding"):
        assert "/coordinator/thesaurus/concepts/" in coordinator.get(f"{PAGE}?q={query}").text, query
    first = re.findall(r"/concepts/(\w+)", coordinator.get(f"{PAGE}?q=hitsaus").text)[0]
    assert first == "welding"
    assert "No concept has such a term" in coordinator.get(f"{PAGE}?q=zzzz").text
    for odd in ('"', "%", "' OR 1=1", "\x00", "a" * 5000, "|"):
        assert coordinator.get(PAGE, query_string={"q": odd}).status_code == 200


def test_concept_is_shown_with_its_relations_both_ways(coordinator: FlaskClient) -> None:
    page = coordinator.get(f"{PAGE}/concepts/welding").text
    for part in ("hitsaustekniikka", "welder", "/concepts/robot_welding", "/concepts/welding_fumes"):
        assert part in page, part
    narrower = page[page.index("Narrower concepts") :]
    assert "/concepts/laser_welding" in narrower


def test_pages_in_finnish(coordinator: FlaskClient) -> None:
    coordinator.environ_base["HTTP_ACCEPT_LANGUAGE"] = "fi"
    assert "Omia käsitteitä ei vielä ole" in coordinator.get(PAGE).text
    assert "Alakäsitteet" in coordinator.get(f"{PAGE}/concepts/welding").text
    assert "Arkiset sanat suomeksi" in coordinator.get(f"{PAGE}/new").text
    assert "Kokeile sanastoa" in coordinator.get(f"{PAGE}/try").text


def test_new_concept_is_added_listed_and_told(coordinator: FlaskClient, app_db: Database) -> None:
    page = coordinator.post(f"{PAGE}/new", data=NEW, follow_redirects=True).text
    assert ("The concept is added." in page, "zörbö piippaa" in page, "Your own" in page) == (True,) * 3
    kept = Concept(
        "zorbo_fault",
        ("zörbön vika", "zörböily"),
        ("zorbo fault",),
        ("zörbö piippaa",),
        (),
        (),
        ("bearings",),
    )
    assert own_concepts.list_concepts(app_db) == (kept,)
    assert "zorbo fault" in coordinator.get(PAGE).text
    (entry,) = audit.list_for_object(app_db, "concept", "zorbo_fault")
    assert (entry.action, entry.actor_name) != ("", "")
    assert "A concept was added to the thesaurus" in page
    assert "+ zörbön vika | zörböily" in page


def test_relations_are_found_without_losing_what_was_typed(
    coordinator: FlaskClient, app_db: Database
) -> None:
    page = coordinator.post(f"{PAGE}/new", data={**NEW, "find": "värähtelymittaus", "look": "1"}).text
    assert "zörbö piippaa" in page
    assert re.search(r'name="broader" value="vibration_measurement">', page)
    assert re.search(r'name="related" value="bearings" checked', page)
    data = {**NEW, "find": "värähtelymittaus", "broader": ["vibration_measurement"]}
    assert coordinator.post(f"{PAGE}/new", data=data).status_code == 302
    assert own_concepts.list_concepts(app_db)[0].broader == ("vibration_measurement",)
    nothing = coordinator.post(f"{PAGE}/new", data={**NEW, "find": "qqqq", "look": "1"})
    assert "Try a part of the word." in nothing.text


def test_looking_saves_nothing(coordinator: FlaskClient, app_db: Database) -> None:
    assert coordinator.post(f"{PAGE}/new", data={**NEW, "look": "1"}).status_code == 200
    assert own_concepts.list_concepts(app_db) == ()


def test_correction_and_the_way_back(coordinator: FlaskClient, app_db: Database) -> None:
    form = coordinator.get(f"{PAGE}/concepts/welding/edit").text
    base = get_concept(app_db, "welding").concept
    data = {
        "fi": "\n".join((*base.fi, "zörbäys")),
        "en": "\n".join(base.en),
        "broader": list(base.broader),
        "related": list(base.related),
        "seen": seen(form),
    }
    page = coordinator.post(f"{PAGE}/concepts/welding/edit", data=data, follow_redirects=True).text
    assert ("Corrected here" in page, "zörbäys" in page, "As it comes with the service" in page) == (
        True,
    ) * 3
    assert "Corrected here" in coordinator.get(f"{PAGE}?q=zörbäys").text
    page = coordinator.post(f"{PAGE}/concepts/welding/remove", follow_redirects=True).text
    assert "The concept is again as it comes with the service." in page
    assert ("Corrected here" in page, own_concepts.list_concepts(app_db)) == (False, ())
    assert "A concept of the thesaurus was changed" in page  # the history stays


def test_own_concept_is_removed_unless_another_refers_to_it(
    coordinator: FlaskClient, app_db: Database
) -> None:
    coordinator.post(f"{PAGE}/new", data=NEW)
    coordinator.post(
        f"{PAGE}/new", data={"fi": "toinen zörbö", "en": "second zorbo", "related": ["zorbo_fault"]}
    )
    page = coordinator.post(f"{PAGE}/concepts/zorbo_fault/remove", follow_redirects=True).text
    assert "second zorbo would refer to zorbo fault" in page
    coordinator.post(f"{PAGE}/concepts/second_zorbo/remove")
    assert "The concept is removed." in (
        coordinator.post(f"{PAGE}/concepts/zorbo_fault/remove", follow_redirects=True).text
    )
    assert coordinator.get(f"{PAGE}/concepts/zorbo_fault").status_code == 404


def test_bad_concepts_are_refused_and_keep_what_was_typed(coordinator: FlaskClient, app_db: Database) -> None:
    for changes in (
        {"fi": ""},
        {"en": " \n | "},
        {"fi_lay": "x" * 101},
        {"fi_lay": "\n".join(f"sana {number}" for number in range(81))},
        {"related": ["no_such_concept"]},
        {"broader": ["' OR 1=1"]},
    ):
        refused = coordinator.post(f"{PAGE}/new", data={**NEW, **changes})
        assert (refused.status_code, "zörböily" in refused.text or "fi" in changes) == (422, True), changes
    assert own_concepts.list_concepts(app_db) == ()


def test_circle_of_broader_concepts_is_refused_in_words(coordinator: FlaskClient, app_db: Database) -> None:
    base = get_concept(app_db, "welding")
    data = {
        "fi": "hitsaus",
        "en": "welding",
        "find": "laser_welding",
        "broader": ["laser_welding"],
        "seen": base.fingerprint,
    }
    refused = coordinator.post(f"{PAGE}/concepts/welding/edit", data=data)
    assert (refused.status_code, own_concepts.list_concepts(app_db)) == (422, ())
    assert "would be broader than itself" in refused.text


def test_change_made_meanwhile_asks_again(coordinator: FlaskClient, app_db: Database) -> None:
    old = get_concept(app_db, "welding")
    other = Concept("welding", ("hitsaus", "toisen lisäys"), ("welding",))
    edit_concept(app_db, content=other, seen=old.fingerprint, actor=Actor.system(), now=NOW)
    data = {"fi": "hitsaus\nzörbäys", "en": "welding", "seen": old.fingerprint}
    refused = coordinator.post(f"{PAGE}/concepts/welding/edit", data=data)
    assert (refused.status_code, "Somebody else has changed this concept" in refused.text) == (409, True)
    assert get_concept(app_db, "welding").concept == other
    again = {**data, "seen": seen(refused.text)}
    assert coordinator.post(f"{PAGE}/concepts/welding/edit", data=again).status_code == 302
    assert get_concept(app_db, "welding").concept.fi == ("hitsaus", "zörbäys")


def test_doubtful_terms_are_told_and_kept(coordinator: FlaskClient) -> None:
    data = {"fi": "zörbö\nhitsaus\nmikä tämä on", "en": "zorbo\ncan people get out"}
    page = words(coordinator.post(f"{PAGE}/new", data=data, follow_redirects=True).text)
    assert "“hitsaus” is also a term of welding." in page
    assert "“mikä tämä on” is not used: it has nothing but small words." in page
    assert "“can people get out” is not used" in page


def test_trial_shows_what_is_found_with_the_newest_words(coordinator: FlaskClient, app: Flask) -> None:
    text = "Koneen zörbö piippaa ja hitsaus ei onnistu"
    page = coordinator.post(f"{PAGE}/try", data={"text": text}).text
    assert ("zorbo fault" in page, "/concepts/welding" in page) == (False, True)
    coordinator.post(f"{PAGE}/new", data=NEW)
    page = coordinator.post(f"{PAGE}/try", data={"text": text}).text
    assert ("zorbo fault" in page, '<mark data-pair="' in page) == (True, True)
    assert "zörbö" in re.findall(r"<mark[^>]*>(\w+)", page)
    assert coordinator.post(f"{PAGE}/try", data={"text": ""}).status_code == 422
    assert coordinator.post(f"{PAGE}/try", data={"text": "x" * 10_001}).status_code == 422
    assert "No concept is found" in coordinator.post(f"{PAGE}/try", data={"text": "niin on"}).text


def test_page_tells_when_changes_are_not_yet_in_use(coordinator: FlaskClient) -> None:
    """No worker runs in this test, so the old index serves on with the old words."""
    waiting = "The last changes are being taken into use."
    assert waiting not in coordinator.get(PAGE).text
    coordinator.post(f"{PAGE}/new", data=NEW)
    assert waiting in coordinator.get(PAGE).text
    assert coordinator.get("/offerings?q=zörböily").status_code == 200


def test_administrator_finds_the_step_in_the_trail(
    coordinator: FlaskClient, admin: FlaskClient, app_db: Database
) -> None:
    coordinator.post(f"{PAGE}/new", data=NEW)
    page = admin.get("/admin/audit?type=concept&id=zorbo_fault").text
    assert ("A concept was added to the thesaurus" in page, f"{PAGE}/concepts/zorbo_fault" in page) == (
        True,
        True,
    )


def test_list_costs_the_same_however_long(
    coordinator: FlaskClient, app_db: Database, count_queries: CountQueries
) -> None:
    coordinator.get(PAGE)
    few = count_queries(lambda: coordinator.get(PAGE))
    for number in range(5):
        content = Concept("", (f"zörbö {number}",), (f"zorbo {number}",))
        add_concept(app_db, content=content, actor=Actor.system(), now=NOW)
    assert count_queries(lambda: coordinator.get(PAGE)) == few


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hitsaus\r\n  kaarihitsaus \n\nHitsaus", ("hitsaus", "kaarihitsaus")),
        ("yksi|kaksi", ("yksi", "kaksi")),
        ("", ()),
        (None, ()),
    ],
)
def test_terms_are_read_line_by_line(text: str | None, expected: tuple[str, ...]) -> None:
    assert terms(text) == expected
