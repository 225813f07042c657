"""Which pairs of words a reader is shown: words that name something, joined by more than chance."""

import pytest

from matchmaker.matching.documents import Document, Field, Passage
from matchmaker.matching.explained import Explanation
from matchmaker.matching.explanation import explain
from matchmaker.matching.index import build
from matchmaker.matching.meeting import LineKind, Meetings

OTHER = "Ruokapalvelun kehittäminen"


def explained(
    analyser, make, need: Document | str, offering: str, *, language: str | None = None
) -> Explanation:
    offered = make("o", offering, language=language)
    asked = need if isinstance(need, Document) else make("n", need)
    return explain(build([offered, make("p", OTHER)], analyser), asked, offered)


def pairs(explanation: Explanation) -> set[tuple[str, str]]:
    """The pairs of words that are told as such; concepts that are only related are told as a field."""
    return {
        (line.need_words[0], line.offering_words[0])
        for line in explanation.lines
        if line.kind is not LineKind.RELATED
    }


@pytest.mark.parametrize(
    ("need", "offering"),
    [
        ("Laite maksoi 20 000 euroa", "Euro-BioImaging-keskus"),
        ("Laite maksoi 20 000 euroa", "Tuki on enintään 5 000 euroa"),
        ("Olemme pieni yritys", "Palvelu pienille yrityksille"),
        ("It takes a week", "A week of training"),
        ("Teräs on rautaa", "Käynti kunnassa nimeltä Rautalampi"),
        ("Laitteen hallin", "Metallien erottelu"),
        ("Our plastic implant", "Cooling of a power plant"),
        ("Kesätyöntekijä", "Kehittäminen alkaa kesästä"),
        ("Hälytys soi", "Valppauden tutkimus"),
        ("Hukkalämpöä karkaa", "Tuhkan lämpökäsittely"),
        ("Tarjouslaskenta on hidasta", "Lujuuslaskenta"),
        ("Puupelletti murenee", "Puurakenteiden testaus"),
    ],
    ids=str,
)
def test_words_that_meet_by_chance_are_no_pair(analyser, make, need, offering):
    found = explained(analyser, make, need, offering)
    assert pairs(found) == set()
    assert found.remainder + found.subject == pytest.approx(
        found.score - sum(line.share for line in found.lines)
    ), "what is not told still counts"


@pytest.mark.parametrize(
    ("need", "offering", "pair", "kind"),
    [
        (
            "Savukaasuja pitäisi mitata",
            "Mittaus savukaasuista",
            ("Savukaasuja", "savukaasuista"),
            LineKind.WORD,
        ),
        ("Hakekattila nokeaa", "Kattilavalmistajat", ("Hakekattila", "Kattilavalmistajat"), LineKind.PART),
        ("Sairaalan vesi", "Vedenkäsittely", ("vesi", "Vedenkäsittely"), LineKind.PART),
        ("Anturit hajoaa", "Sensorit", ("Anturit", "Sensorit"), LineKind.CONCEPT),
        ("The valve leaks through the gasket", "Tiiviste", ("gasket", "Tiiviste"), LineKind.DICTIONARY),
    ],
    ids=str,
)
def test_words_that_name_the_same_thing_are_a_pair(full_analyser, make, need, offering, pair, kind):
    lines = explained(full_analyser, make, need, offering).lines
    assert (pair, kind) in [((line.need_words[0], line.offering_words[0]), line.kind) for line in lines]


def test_concepts_that_are_only_related_name_their_field(analyser, make):
    """'Compressor' and 'energy survey' are no pair of words; both have to do with compressed air or surveys."""
    found = explained(
        analyser, make, "Our compressor is old", "Surveys of energy use in plants", language="en"
    )
    related = [line for line in found.lines if line.kind is LineKind.RELATED]
    assert related
    assert all(line.names["fi"] and line.names["en"] for line in related)
    assert pairs(found) == set()


def test_words_of_the_company_are_told_apart_from_those_of_its_need(analyser, make):
    need = Document(
        "n",
        "1",
        (
            Passage(Field.DESCRIPTION, "Laakerit hajoaa", "fi"),
            Passage(Field.COMPANY, "Hitsaamme kattiloita", None),
        ),
    )
    lines = explained(analyser, make, need, "Laakerit ja kattilat").lines
    told = {line.need_words[0]: (line.company, line.share) for line in lines if line.kind is LineKind.WORD}
    assert told["Laakerit"][0] is False
    assert told["kattiloita"][0] is True
    assert told["kattiloita"][1] < told["Laakerit"][1]


def test_a_long_profile_weighs_no_more_than_a_short_one(analyser, make):
    def company_share(makes: str) -> float:
        need = Document(
            "n",
            "1",
            (Passage(Field.DESCRIPTION, "Laakerit hajoaa", "fi"), Passage(Field.COMPANY, makes, "fi")),
        )
        found = explained(
            analyser, make, need, "Laakerit, kattilat, robotit, pumput, turbiinit ja savukaasut"
        )
        return sum(line.share for line in found.lines if line.company) / found.score

    long = "Kattilat robotit pumput turbiinit savukaasut moottorit puhaltimet suodattimet säiliöt putket"
    assert company_share(long) < 0.5
    assert company_share(long) < 1.7 * company_share("Kattilat robotit pumput")


def test_common_words_tell_something_only_as_terms(analyser):
    meetings = Meetings(analyser)
    assert meetings.tells("fi:vesi")
    assert meetings.tells("fi:laakeri")
    assert meetings.tells("en:game")
    for empty in ("fi:euro", "fi:pieni", "fi:yritys", "en:compani", "en:week", "x:20", "fi:bio", "en:promiz"):
        assert not meetings.tells(empty), empty
