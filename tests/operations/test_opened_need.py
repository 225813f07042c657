"""An institution sees what the company opened to it, no more, and reasons that rest on that alone."""

from dataclasses import replace
from datetime import datetime

import pytest

from matchmaker.matching.engine import Analyser
from matchmaker.matching.index import build
from matchmaker.model.codes import Language, Sector, SizeClass
from matchmaker.model.company import CompanyProfile
from matchmaker.model.match import MatchState
from matchmaker.model.need import (
    Audience,
    ClosingResult,
    Need,
    NeedChannel,
    NeedContent,
    NeedPart,
    NeedState,
)
from matchmaker.model.offering import Offering, OfferingContent, OfferingKind, OfferingState, OfferingText
from matchmaker.operations.documents import offering_document
from matchmaker.operations.naming import Identity
from matchmaker.operations.opened_need import (
    ASKED_STATES,
    BOTH_SAID_YES,
    explain_opened,
    opened_document,
    opened_need,
)
from tests.conftest import NOW

COMPANY = CompanyProfile(
    "Salainen Saha Oy", municipality="297", size=SizeClass.SMALL, makes="Höyläämme lautaa sahalla."
)
WHO = Identity((COMPANY.name,), ("Xandra Salainen",))
OPENNESS = {
    NeedPart.TITLE: Audience.ASKED,
    NeedPart.DESCRIPTION: Audience.COORDINATOR,
    NeedPart.SECTOR: Audience.ASKED,
    NeedPart.MUNICIPALITY: Audience.INTRODUCED,
    NeedPart.SIZE: Audience.INTRODUCED,
    NeedPart.MAKES: Audience.COORDINATOR,
}


def need(openness: dict[NeedPart, Audience], result: ClosingResult | None = None) -> Need:
    return Need(
        id="n" * 16,
        company_id="c" * 16,
        company_name=COMPANY.name,
        company_municipality="297",
        state=NeedState.CLOSED if result else NeedState.ACCEPTED,
        result=result,
        channel=NeedChannel.WEB,
        assignee_id=None,
        created_by=None,
        version_id="v" * 16,
        version_number=1,
        content=NeedContent(
            title="Puhallin tärisee",
            description="Laakerit hajoavat puolen vuoden välein.",
            language=Language.FI,
            sector=Sector.MACHINERY,
            openness=openness,
        ),
        no_good_match=False,
        submitted_at=NOW,
        waiting_since=NOW,
    )


def offering(now: datetime) -> Offering:
    return Offering(
        id="o" * 16,
        institution_id="i" * 16,
        institution_name="Koelaitos",
        external_id=None,
        state=OfferingState.PUBLISHED,
        version_id="w" * 16,
        version_number=1,
        content=OfferingContent(
            OfferingKind.SERVICE,
            {Language.FI: OfferingText("Laakerien kunto", "Mittaamme puhaltimien laakerit ja tärinän.")},
        ),
        source="",
        confirmed_at=now,
        is_demo=False,
        created_at=now,
        changed_at=now,
    )


def test_asked_institution_sees_what_is_open_to_the_asked() -> None:
    shown = opened_need(need(OPENNESS), COMPANY, identity=WHO, state=MatchState.ASKED, consented=True)
    assert (shown.title, shown.description, shown.sector) == ("Puhallin tärisee", "", Sector.MACHINERY)
    assert (shown.municipality, shown.size, shown.makes, shown.taken_back) == (None, None, "", False)


def test_the_companys_people_are_named_only_after_both_have_said_yes() -> None:
    asked = need(OPENNESS)
    asked = replace(asked, content=replace(asked.content, title="Xandra Salainen kysyy puhaltimesta"))
    for state, seen in ((MatchState.ASKED, False), (MatchState.INTRODUCED, True)):
        shown = opened_need(asked, COMPANY, identity=WHO, state=state, consented=True)
        assert ("Xandra" in shown.title, "puhaltimesta" in shown.title) == (seen, True)


@pytest.mark.parametrize("state", sorted(BOTH_SAID_YES))
def test_introduced_institution_sees_more_but_never_what_is_for_the_coordinator(state: MatchState) -> None:
    shown = opened_need(need(OPENNESS), COMPANY, identity=WHO, state=state, consented=True)
    assert (shown.municipality, shown.size) == ("297", SizeClass.SMALL)
    assert (shown.description, shown.makes) == ("", "")


@pytest.mark.parametrize("state", sorted(set(MatchState) - set(ASKED_STATES)))
def test_nothing_can_be_shown_before_the_institution_is_asked(state: MatchState) -> None:
    with pytest.raises(ValueError, match=state.value):
        opened_need(need(OPENNESS), COMPANY, identity=WHO, state=state, consented=True)


@pytest.mark.parametrize("audience", list(Audience))
@pytest.mark.parametrize("part", list(NeedPart))
def test_each_part_follows_its_own_audience(part: NeedPart, audience: Audience) -> None:
    closed = dict.fromkeys(NeedPart, Audience.COORDINATOR)
    for state in ASKED_STATES:
        shown = opened_need(
            need({**closed, part: audience}), COMPANY, identity=WHO, state=state, consented=True
        )
        open_now = audience is Audience.ASKED or (audience is Audience.INTRODUCED and state in BOTH_SAID_YES)
        assert bool(getattr(shown, part.value)) == open_now
        assert shown.empty == (not open_now)


def test_withdrawn_need_and_withdrawn_consent_close_everything() -> None:
    everything = dict.fromkeys(NeedPart, Audience.ASKED)
    for shown in (
        opened_need(need(everything), COMPANY, identity=WHO, state=MatchState.INTRODUCED, consented=False),
        opened_need(
            need(everything, ClosingResult.WITHDRAWN),
            COMPANY,
            identity=WHO,
            state=MatchState.ASKED,
            consented=True,
        ),
    ):
        assert (shown.taken_back, shown.empty, opened_document(shown).passages) == (True, True, ())


def test_reasons_rest_on_the_opened_parts_alone(analyser: Analyser, now: datetime) -> None:
    offered = offering(now)
    index = build([offering_document(offered)], analyser)
    everything = need(dict.fromkeys(NeedPart, Audience.ASKED))
    title_only = need(OPENNESS)
    whole, part = (
        explain_opened(
            index, opened_need(asked, COMPANY, identity=WHO, state=MatchState.ASKED, consented=True), offered
        )
        for asked in (everything, title_only)
    )
    words = [{word.casefold() for line in found.lines for word in line.need_words} for found in (whole, part)]
    assert "laakerit" in words[0]
    assert "laakerit" not in words[1]
    assert any("puhallin" in word for word in words[1])


def test_nothing_opened_gives_no_reasons(analyser: Analyser, now: datetime) -> None:
    offered = offering(now)
    index = build([offering_document(offered)], analyser)
    openness = dict.fromkeys(NeedPart, Audience.COORDINATOR)
    closed = opened_need(need(openness), COMPANY, identity=WHO, state=MatchState.ASKED, consented=True)
    found = explain_opened(index, closed, offered)
    assert (found.lines, found.score) == ((), 0)
