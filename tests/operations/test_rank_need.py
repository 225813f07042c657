"""Ranking a need against the demo's catalogue: what a visitor and a coordinator see when nothing fits."""

from dataclasses import dataclass

import pytest
from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.matching.engine import Analyser
from matchmaker.matching.index import Index
from matchmaker.model.codes import Language
from matchmaker.model.company import CompanyProfile
from matchmaker.model.need import NeedContent
from matchmaker.operations.catalogue_index import CatalogueIndex
from matchmaker.operations.need_from_text import need_from_text
from matchmaker.operations.rank_need import RankedNeed, rank_need
from matchmaker.store.database import open_database
from tests.conftest import NOW

BOILER = "Hakekattilan savukaasuissa on liikaa hiukkasia. Tarvitaan päästömittaus ja neuvo palamisen säätöön."
HIRING = "Palkataan kokenut hitsaaja heti töihin, vakituinen työsuhde. Palkka sopimuksen mukaan."


@dataclass(frozen=True)
class Demo:
    db: Database
    index: Index

    def preview(self, text: str, most: int | None = None) -> RankedNeed:
        content = need_from_text(self.index, text=text)
        return rank_need(self.db, self.index, content=content, company=None, as_of=NOW.date(), most=most)


@pytest.fixture
def demo(settings: Settings, analyser: Analyser) -> Demo:
    return Demo(open_database(settings.database), CatalogueIndex(settings.index_folder, analyser).current())


def test_need_for_research_is_answered(demo: Demo):
    ranked = demo.preview(BOILER)
    assert not ranked.no_good_match
    assert ranked.results
    assert not any(result.uncertain for result in ranked.results)
    assert demo.preview(BOILER, most=2).results == ranked.results[:2]


@pytest.mark.parametrize(
    "text",
    [HIRING, "Who sells second-hand lathes? Please send a price.", "Alv-ilmoitus ja tilinpäätös myöhässä."],
)
def test_everyday_business_is_no_good_match_with_three_uncertain_ones(demo: Demo, text: str):
    ranked = demo.preview(text)
    assert ranked.no_good_match
    assert [(result.rank, result.uncertain) for result in ranked.results] == [(1, True), (2, True), (3, True)]


def test_what_the_company_makes_does_not_decide_the_scope(demo: Demo):
    """A bookkeeper or a cleaning firm has needs for research, too."""
    content = NeedContent(title="Hiukkaset savukaasussa", description=BOILER, language=Language.FI)
    cleaner = CompanyProfile(name="Siivous ja tilit Oy", makes="siivous, kirjanpito ja kuljetus")
    ranked = rank_need(demo.db, demo.index, content=content, company=cleaner, as_of=NOW.date())
    assert not ranked.no_good_match
