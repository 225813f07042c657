"""Records of every shape become documents, facts and askers; a wrong line is named."""

import json
from datetime import date

import pytest

from matchmaker.matching.documents import Field, Passage
from matchmaker.matching.eligibility import Asker
from matchmaker.matching.jsonlines import asker, document, facts, read_documents, run_line
from matchmaker.model.codes import SizeClass


def test_one_text():
    found = document({"id": "a", "text": "Welding", "lang": "en"})
    assert found.passages == (Passage(Field.DESCRIPTION, "Welding", "en"),)


def test_both_languages_and_keywords():
    found = document(
        {
            "id": "a",
            "title_fi": "Hitsaus",
            "title_en": "Welding",
            "description_en": "Tests",
            "keywords": ["a", "b"],
        }
    )
    assert found.passages == (
        Passage(Field.TITLE, "Hitsaus", "fi"),
        Passage(Field.TITLE, "Welding", "en"),
        Passage(Field.DESCRIPTION, "Tests", "en"),
        Passage(Field.KEYWORDS, "a; b"),
    )


def test_version_follows_the_text():
    one, same, other = (document({"id": "a", "text": text}) for text in ("x", "x", "y"))
    assert one.version == same.version != other.version


@pytest.mark.parametrize("line", ["[1]", '{"text": "x"}', '{"id": "a b"}', "{"])
def test_wrong_line_is_named(line):
    with pytest.raises(ValueError, match="line 2"):
        list(read_documents([json.dumps({"id": "a", "text": "x"}), line]))


def test_facts_of_a_record():
    found = facts(
        {
            "id": "a",
            "ends": "2022-09-30",
            "target_regions": ["Pohjois-Savo"],
            "target_municipalities": "Pieksämäki",
            "provider": "Savonia",
        }
    )
    assert (found.ends, found.institution) == (date(2022, 9, 30), "Savonia")
    assert (found.target.regions, found.target.municipalities) == ({"FI1D2"}, {"593"})
    with pytest.raises(ValueError, match="Atlantis"):
        facts({"id": "a", "target_regions": ["Atlantis"]})


def test_company_in_free_words_is_known_as_far_as_it_is():
    record = {"id": "n", "company": {"municipality": "Kuopio", "size": "small", "sector": "kattilat"}}
    assert asker(record) == Asker("297", "FI1D2", None, SizeClass.SMALL)
    assert asker({"id": "n"}) == Asker()


def test_run_line():
    assert run_line("n1", "o2", 3, 0.25, "tag") == "n1 Q0 o2 3 0.25000000 tag"
