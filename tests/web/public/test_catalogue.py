"""Browsing, searching and correcting the catalogue."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.matching.finding import MOST_RELATED
from matchmaker.store import notes
from tests.conftest import CountQueries, new_client


def titles(page: str) -> list[str]:
    return [
        re.sub(r"<[^>]+>", "", title) for title in re.findall(r'class="match-card-title"[^>]*>(.*?)</h', page)
    ]


def offering_id(db: Database, external_id: str) -> str:
    found: str = db.execute("SELECT id FROM offerings WHERE external_id = ?", [external_id]).fetchone()[0]
    return found


def test_search_understands_finnish_inflection_and_compounds(client: FlaskClient) -> None:
    for query in ("hitsaus", "hitsauksen", "hitsauksesta", "HITSAUS"):
        best = [title.lower() for title in titles(client.get(f"/offerings?q={query}").text)[:2]]
        assert any("hitsa" in title or "weld" in title for title in best), query


def found(page: str) -> tuple[list[str], list[str]]:
    """The titles that have the words, and those that are only related."""
    hits, _, related = page.partition("Related, without these words")
    return titles(hits), titles(related)


def test_what_nothing_has_is_said_before_what_is_related(client: FlaskClient) -> None:
    page = client.get("/offerings?q=vetokoe").text
    hits, related = found(page)
    assert "No service or project has “vetokoe” in any form or language." in page
    assert hits == []
    assert 1 <= len(related) <= MOST_RELATED
    assert any("itsaus" in title for title in related), "tensile tests are tests of materials and of welds"


def test_hits_have_the_word_its_concept_or_its_translation_and_are_counted(client: FlaskClient) -> None:
    for query in ("hitsaus", "hitsauksesta", "welding"):
        page = client.get(f"/offerings?q={query}").text
        hits, related = found(page)
        assert f"{len(hits)} services and projects have what you searched for" in page
        assert {"HybWeld", "Hitsausmenetelmien vertailukokeet"} <= set(hits), query
        assert len(hits) < 10
        assert not set(hits) & set(related)


def test_hits_have_all_words_asked_for(client: FlaskClient) -> None:
    both, _ = found(client.get("/offerings?q=robotti hitsaus").text)
    one, _ = found(client.get("/offerings?q=robotti").text)
    assert 0 < len(both) < len(one)


def test_filters_that_hide_every_hit_are_blamed(client: FlaskClient) -> None:
    page = client.get("/offerings?q=hitsaus&sector=food").text
    assert "No service or project with these filters has “hitsaus”" in page


@pytest.mark.parametrize("query", ['"', "'", "%", "a" * 5000, "\x00", "🔥", "AND OR NOT", "hitsaus*", "-1"])
def test_odd_queries_are_answered(query: str, client: FlaskClient) -> None:
    assert client.get("/offerings", query_string={"q": query}).status_code == 200


@pytest.mark.parametrize(
    "odd", ["endpoint=x", "_method=POST", "_external=1&_scheme=javascript", "_anchor=x", "self=x"]
)
def test_links_to_further_pages_take_nothing_else_from_the_address(odd: str, client: FlaskClient) -> None:
    response = client.get(f"/offerings?{odd}&sector=energy&lang=en")
    assert response.status_code == 200
    assert 'href="/offerings?sector=energy&amp;page=2"' in response.text


def test_filters_narrow_and_nonsense_is_ignored(client: FlaskClient) -> None:
    everything = client.get("/offerings").text
    assert "services and projects" in everything
    projects = client.get("/offerings?kind=project&sector=energy&open=1").text
    assert re.search(r"\b\d{1,2} services? (or|and) projects?\b", projects)
    for nonsense in ("kind=x", "sector=' OR 1", "help=9", "page=-3", "page=x", "place=" + "q" * 300):
        assert client.get(f"/offerings?{nonsense}").status_code == 200


def test_ended_projects_stand_in_a_group_of_their_own(client: FlaskClient) -> None:
    page = client.get("/offerings?kind=project&q=NewTech").text
    group = page.index("Ended: the results and the people may still help")
    assert page.index(">NewTech<") > group


def test_open_filter_leaves_ended_ones_out(client: FlaskClient) -> None:
    page = client.get("/offerings?kind=project&open=1").text
    assert "Ended: the results" not in page


def test_page_of_an_offering_names_its_source_and_that_nobody_confirmed_it(
    client: FlaskClient, app_db: Database
) -> None:
    page = client.get(f"/offerings/{offering_id(app_db, 'o002')}").text
    assert "not confirmed by the organisation" in page
    assert 'href="https://navitas.fi/en/networks"' in page
    assert "30 Sept 2022" in page or "30 Sep 2022" in page


def test_text_in_another_language_is_marked_with_it(client: FlaskClient, app_db: Database) -> None:
    finnish_only = app_db.execute(
        "SELECT o.id FROM offerings o WHERE state = 'unconfirmed' AND NOT EXISTS"
        " (SELECT 1 FROM offering_texts t WHERE t.version_id = o.version_id AND language = 'en') ORDER BY external_id LIMIT 1"
    ).fetchone()[0]
    page = client.get(f"/offerings/{finnish_only}").text
    assert '<h1 lang="fi">' in page
    assert "The text is only in Finnish so far." in page


def test_anybody_can_send_a_correction(client: FlaskClient, app_db: Database) -> None:
    target = offering_id(app_db, "o002")
    data = {"body": "Hanke päättyi jo.", "name": "Navitas", "email": "info@navitas.example"}
    assert client.post(f"/offerings/{target}/correct", data=data).location == f"/offerings/{target}"
    (message,) = notes.list_open_corrections(app_db)
    assert (message.offering_id, message.body, message.email) == (
        target,
        "Hanke päättyi jo.",
        "info@navitas.example",
    )


def test_correction_without_an_address_keeps_the_text(client: FlaskClient, app_db: Database) -> None:
    target = offering_id(app_db, "o002")
    page = client.post(f"/offerings/{target}/correct", data={"body": "Hanke päättyi jo.", "email": "x"})
    assert page.status_code == 422
    assert "Hanke päättyi jo." in page.text
    assert notes.list_open_corrections(app_db) == []


def test_drafts_and_archived_offerings_are_not_there(client: FlaskClient, app_db: Database) -> None:
    draft = app_db.execute("SELECT id FROM offerings WHERE state = 'draft'").fetchone()[0]
    assert client.get(f"/offerings/{draft}").status_code == 404
    assert client.get(f"/offerings/{draft}/correct").status_code == 404


def test_catalogue_page_costs_the_same_however_long(client: FlaskClient, count_queries: CountQueries) -> None:
    few = count_queries(lambda: client.get("/offerings?kind=project&place=Joensuu"))
    many = count_queries(lambda: client.get("/offerings"))
    assert many == few


def test_a_place_under_two_names_is_one_choice_in_the_readers_language(app: Flask, app_db: Database):
    found = {}
    for language, name in (("fi", "Suomi"), ("en", "Finland")):
        page = new_client(app, language).get(f"/offerings?place={name}").text
        choices = page.split('id="place"')[1].split("</select>")[0]
        assert (">Suomi<" in choices, ">Finland<" in choices) == (name == "Suomi", name == "Finland")
        assert f'<option selected value="{name}">' in choices
        found[language] = set(re.findall(r"/offerings/(\w{16})", page))
    assert found["fi"] == found["en"]
    assert len(found["fi"]) == 3
    north = new_client(app, "en").get("/offerings").text
    assert 'value="North Savo"' in north
