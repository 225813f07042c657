"""An institution's own offerings: the list, the form, preview, publishing, and what others may not do."""

import re

from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.codes import Help, Language, Sector, SizeClass
from matchmaker.model.offering import (
    Offering,
    OfferingContent,
    OfferingKind,
    OfferingState,
    OfferingText,
    Target,
)
from matchmaker.store import offerings
from matchmaker.store.database import write_tx
from tests.conftest import NOW, CountQueries, SignIn, new_client
from tests.web.institution.conftest import MEMBER, SMALL, Other, created

FILLED = {
    "kind": "project",
    "title_fi": "Kylmätestit",
    "description_fi": "Testaamme laitteen pakkasessa.",
    "title_en": "Cold tests",
    "description_en": "We test your device in the cold.",
    "keywords": "pakkanen, jäätyminen\ncold; Pakkanen",
    "helps": ["testing", "piloting"],
    "sectors": ["energy"],
    "unit_fi": "Kylmälabra",
    "place": "Kuopio",
    "starts": "1.1.2026",
    "ends": "2027-12-31",
    "funder": "EAKR",
    "target_text_fi": "Laitevalmistajat",
    "target_text_en": "Makers of devices",
    "how_to_get_en": "Call us.",
    "target_regions": ["FI1D2"],
    "target_municipalities": "Pieksämäki, joensuu",
    "target_sectors": ["energy"],
    "target_sizes": ["small"],
    "how_to_get_fi": "Soita.",
    "link": "www.example.fi/kylma",
}
CONTENT = OfferingContent(
    kind=OfferingKind.PROJECT,
    texts={
        Language.FI: OfferingText("Kylmätestit", "Testaamme laitteen pakkasessa."),
        Language.EN: OfferingText(
            "Cold tests",
            "We test your device in the cold.",
            target_text="Makers of devices",
            how_to_get="Call us.",
        ),
    },
    keywords=("pakkanen", "jäätyminen", "cold"),
    helps=frozenset({Help.TESTING, Help.PILOTING}),
    sectors=frozenset({Sector.ENERGY}),
    unit="Kylmälabra",
    place="Kuopio",
    starts=NOW.date().replace(month=1, day=1),
    ends=NOW.date().replace(year=2027, month=12, day=31),
    funder="EAKR",
    target_text="Laitevalmistajat",
    target=Target(
        regions=frozenset({"FI1D2"}),
        municipalities=frozenset({"593", "167"}),
        sectors=frozenset({Sector.ENERGY}),
        sizes=frozenset({SizeClass.SMALL}),
    ),
    how_to_get="Soita.",
    link="https://www.example.fi/kylma",
)
LISTED = "Koneiden värähtelymittaus (demo)"


def own(db: Database, title: str) -> Offering:
    sql = "SELECT o.id FROM offerings o JOIN offering_texts t ON t.version_id = o.version_id WHERE title = ?"
    return offerings.get_offering(db, db.execute(sql, [title]).fetchone()[0])


def test_list_shows_states_and_what_is_missing(member: FlaskClient) -> None:
    page = member.get("/institution/offerings").text
    rows = {
        re.sub(r"<[^>]+>", "", row[0]): row[1]
        for row in re.findall(r'<th scope="row".*?(<a .*?</a>)(.*?)</tr>', page, re.DOTALL)
    }
    draft = rows["Ageing tests for battery packs (demo)"]
    assert all(
        words in draft for words in ("Draft", "No text in Finnish", "Does not say how to get it", "Preview")
    )
    assert ('/edit#title_fi">No text in Finnish<' in draft, "/edit#how_to_get_en" in draft) == (True, True)
    finnish_only = rows["Hitsausrobotin kokeilu omalla tuotteella (demo)"]
    assert ("No text in English" in finnish_only, "No text in Finnish" in finnish_only) == (True, False)
    complete = rows["Vibration measurements for machines (demo)"]
    assert ("Published" in complete, "No text" in complete) == (True, False)
    assert "Invented for the demo" in page


def test_list_in_finnish(app: Flask, member: FlaskClient) -> None:
    member.environ_base["HTTP_ACCEPT_LANGUAGE"] = "fi"
    page = member.get("/institution/offerings").text
    for words in (
        "Tarjontamme",
        "Luonnos",
        "Ei suomenkielistä tekstiä",
        "Esikatsele",
        "Keksitty demoa varten",
    ):
        assert words in page


def test_whole_form_becomes_a_draft(member: FlaskClient, app_db: Database) -> None:
    offering = created(member, app_db, FILLED)
    assert (offering.content, offering.state, offering.is_demo) == (CONTENT, OfferingState.DRAFT, True)


def test_edit_form_holds_everything_and_saving_it_changes_nothing(
    member: FlaskClient, app_db: Database
) -> None:
    offering = created(member, app_db, FILLED)
    page = member.get(f"/institution/offerings/{offering.id}/edit").text
    for words in (
        'value="2026-01-01"',
        'value="2027-12-31"',
        "Joensuu, Pieksämäki",
        "Testaamme laitteen pakkasessa.",
    ):
        assert words in page
    assert re.search(r'<details class="disclosure" open', page)  # what excludes companies is in sight
    again = member.post(f"/institution/offerings/{offering.id}/edit", data={**FILLED, "version": "1"})
    assert again.status_code == 302
    assert offerings.get_offering(app_db, offering.id) == offering


def test_publishing_makes_a_draft_public(member: FlaskClient, client: FlaskClient, app_db: Database) -> None:
    offering = created(member, app_db)
    preview = member.get(f"/institution/offerings/{offering.id}").text
    assert "A preview: only the organisation itself" in preview
    assert client.get(f"/offerings/{offering.id}").status_code == 404
    number = offerings.catalogue_number(app_db)
    answer = member.post(f"/institution/offerings/{offering.id}/publish", follow_redirects=True)
    assert "Published. Companies find it in the catalogue" in answer.text
    assert "Confirmed by the organisation on 24 Nov 2026." in client.get(f"/offerings/{offering.id}").text
    assert offerings.catalogue_number(app_db) == number + 1


def test_imported_offering_is_confirmed_by_one_press(member: FlaskClient, app_db: Database) -> None:
    offering = own(app_db, LISTED)
    with write_tx(app_db):
        app_db.execute(
            "UPDATE offerings SET state = 'unconfirmed', confirmed_at = NULL WHERE id = ?", [offering.id]
        )
    page = member.get("/institution/offerings").text
    assert ("Still valid" in page, "Never confirmed by the organisation" in page) == (True, True)
    member.post(f"/institution/offerings/{offering.id}/confirm")
    confirmed = offerings.get_offering(app_db, offering.id)
    assert (confirmed.state, confirmed.confirmed_at) == (OfferingState.PUBLISHED, NOW)
    assert f"/{offering.id}/confirm" not in member.get("/institution/offerings").text, "once a day is enough"


def test_editing_a_listed_offering_is_public_at_once(
    member: FlaskClient, client: FlaskClient, app_db: Database
) -> None:
    offering = own(app_db, LISTED)
    data = {**SMALL, "version": str(offering.version_number), "title_en": "Shaking machines"}
    answer = member.post(f"/institution/offerings/{offering.id}/edit", data=data, follow_redirects=True)
    assert "Saved. The change is public at once." in answer.text
    assert "Shaking machines" in client.get(f"/offerings/{offering.id}").text


def test_changed_in_between_keeps_the_typed_text_and_overwrites_only_knowingly(
    member: FlaskClient, sign_in: SignIn, app_db: Database
) -> None:
    offering = created(member, app_db)
    url = f"/institution/offerings/{offering.id}/edit"
    sign_in(MEMBER).post(url, data={**SMALL, "version": "1", "place": "Kuopio"})
    late = member.post(url, data={**SMALL, "version": "1", "place": "Varkaus"})
    assert late.status_code == 409
    assert "Somebody else saved this offering while you were writing" in late.text
    assert 'value="Varkaus"' in late.text
    assert offerings.get_offering(app_db, offering.id).content.place == "Kuopio"
    seen = re.search(r'name="version" type="hidden" value="(\d+)"', late.text)
    assert seen
    assert member.post(url, data={**SMALL, "version": seen[1], "place": "Varkaus"}).status_code == 302
    assert offerings.get_offering(app_db, offering.id).content.place == "Varkaus"


def test_other_institutions_offerings_are_not_there(
    member: FlaskClient, other: Other, app_db: Database
) -> None:
    assert "Muun" not in member.get("/institution/offerings").text
    for offering_id in (other.draft, other.listed, "a" * 16, "..", "%00"):
        for page in ("", "/edit"):
            assert member.get(f"/institution/offerings/{offering_id}{page}").status_code in (308, 404)
        for step in ("edit", "publish", "confirm", "archive", "restore"):
            answer = member.post(
                f"/institution/offerings/{offering_id}/{step}", data={**SMALL, "version": "1"}
            )
            assert answer.status_code in (308, 404), step
    assert offerings.get_offering(app_db, other.draft).state is OfferingState.DRAFT
    assert offerings.get_offering(app_db, other.listed).content.texts == {
        Language.FI: OfferingText("Muun julkinen", "Muun laitoksen kuvaus.")
    }


def test_draft_is_seen_by_its_institution_and_coordinators_only(
    app: Flask, sign_in: SignIn, other: Other, draft_id: str
) -> None:
    paths = (
        f"/offerings/{draft_id}",
        f"/institution/offerings/{draft_id}",
        f"/coordinator/offerings/{draft_id}",
    )
    seen = {
        name: [browser.get(path).status_code for path in paths]
        for name, browser in (
            ("public", new_client(app)),
            ("company", sign_in("company@demo.example.com")),
            ("other institution", other.browser),
            ("own institution", sign_in(MEMBER)),
            ("coordinator", sign_in("coordinator@demo.example.com")),
            ("admin", sign_in("admin@demo.example.com")),
        )
    }
    assert seen == {
        "public": [404, 302, 302],
        "company": [404, 404, 404],
        "other institution": [404, 404, 404],
        "own institution": [404, 200, 404],
        "coordinator": [404, 404, 200],
        "admin": [404, 404, 200],
    }


def test_draft_is_in_no_search_and_no_suggestion(
    member: FlaskClient, client: FlaskClient, app_db: Database
) -> None:
    created(member, app_db, {**SMALL, "title_en": "Xylophone resonance"})
    assert "Xylophone" not in client.get("/offerings?q=xylophone").text
    assert "Xylophone" not in client.post("/", data={"description": "A xylophone has a bad resonance"}).text


def test_list_costs_the_same_however_long(
    member: FlaskClient, app_db: Database, count_queries: CountQueries
) -> None:
    few = count_queries(lambda: member.get("/institution/offerings"))
    for number in range(4):
        created(member, app_db, {**SMALL, "title_en": f"Test {number}"})
    assert count_queries(lambda: member.get("/institution/offerings")) == few
