"""The checklist before a need is taken up: each point alone, and the blockers that stop."""

from dataclasses import replace

import pytest

from matchmaker.matching.scope import NOTHING_SAID, Scope
from matchmaker.model.codes import Language
from matchmaker.model.company import ConsentPurpose
from matchmaker.model.errors import NotAllowed
from matchmaker.model.need import Audience, NeedContent, NeedPart, NeedState
from matchmaker.operations.handle_need import accept_need
from matchmaker.operations.naming import Identity
from matchmaker.operations.quality_gate import (
    SEVERITIES,
    GateFacts,
    Point,
    Severity,
    blockers,
    check_need,
    findings,
)
from matchmaker.store import audit, companies
from tests.conftest import NOW
from tests.operations.conftest import Desk

GOOD = NeedContent(
    title="Teräskotelon hitsi halkeaa",
    description=(
        "Hitsaamme 8 mm teräslevystä koteloita, ja sauma halkeaa talvella pakkasessa. Haluamme tietää, mistä halkeamat"
        " johtuvat ja kestäisikö toinen lisäaine paremmin."
    ),
    language=Language.FI,
    summary="Valmistava yritys haluaa tietää, miksi hitsattu kotelo halkeaa pakkasessa.",
)
FINE = GateFacts(
    content=GOOD,
    consents=frozenset(ConsentPurpose),
    reachable=True,
    mailable=True,
    guessed=Language.FI,
    scope=NOTHING_SAID,
    identity=Identity(("Kotelopaja Oy",), ("Pirkko Pajanen",)),
    others=(),
)


def points(facts: GateFacts) -> list[Point]:
    return [finding.point for finding in findings(facts)]


def with_content(**changed) -> GateFacts:
    return replace(FINE, content=replace(GOOD, **changed))


def test_a_good_need_has_nothing_to_check():
    assert points(FINE) == []


@pytest.mark.parametrize(
    ("facts", "point"),
    [
        (replace(FINE, consents=frozenset(ConsentPurpose) - {ConsentPurpose.MATCH}), Point.NO_CONSENT),
        (replace(FINE, reachable=False), Point.NO_WAY_TO_REACH),
        (replace(FINE, consents=frozenset(ConsentPurpose) - {ConsentPurpose.INTRODUCE}), Point.NO_INTRODUCTION),
        (replace(FINE, mailable=False), Point.BY_PHONE),
        (replace(FINE, guessed=Language.EN), Point.OTHER_LANGUAGE),
        (replace(FINE, scope=Scope(3.0, 0.0, "buying", ("ostaa",))), Point.EVERYDAY),
        (with_content(summary="Kotelopaja Oy etsii apua."), Point.NAMED),
        (with_content(summary="Soita 040 123 4567."), Point.NAMED),
        (with_content(summary="Kysy: pirkko@kotelopaja.fi"), Point.NAMED),
        (with_content(title="Hitsi halkeaa", description="Sauma halkeaa teräksessä."), Point.TOO_SHORT),
    ],
)  # fmt: skip
def test_each_point_is_found_alone(facts: GateFacts, point: Point):
    assert points(facts) == [point]


def test_a_name_in_a_part_that_is_closed_to_institutions_is_no_harm():
    closed = {NeedPart.TITLE: Audience.COORDINATOR, NeedPart.DESCRIPTION: Audience.COORDINATOR}
    named = f"{GOOD.description} Terveisin Kotelopaja Oy"
    assert points(with_content(description=named)) == [Point.NAMED]
    assert points(with_content(description=named, openness=closed)) == []


def test_text_without_material_size_or_trouble_is_only_weak():
    vague = with_content(
        title="Yhteistyö",
        description="Olemme pieni yritys ja olisi mukava jutella joskus jonkun kanssa kaikenlaisesta meidän alaltamme.",
    )
    found = findings(vague)
    assert Point.NO_DETAIL in [finding.point for finding in found]
    assert {f.severity for f in found if f.point is Point.NO_DETAIL} == {Severity.MINOR}


def test_another_open_need_of_the_company_that_is_alike_is_named(desk: Desk):
    same = replace(desk.need, id="b" * 16)
    facts = replace(FINE, content=desk.need.content, others=(same,))
    (found,) = [finding for finding in findings(facts) if finding.point is Point.DUPLICATE]
    assert (found.need_id, found.words) == (same.id, (same.content.title,))
    assert Point.DUPLICATE not in points(replace(FINE, others=(same,)))


def test_the_gravest_comes_first():
    order = list(Severity)
    bad = replace(FINE, consents=frozenset(), reachable=False, guessed=Language.EN)
    weights = [order.index(SEVERITIES[point]) for point in points(bad)]
    assert weights == sorted(weights)
    assert len(weights) == 4


def test_the_need_of_the_desk_is_read_from_the_database(desk: Desk):
    assert blockers(desk.db, desk.need) == ()
    assert Point.NO_INTRODUCTION not in [f.point for f in check_need(desk.db, desk.index, desk.need)]
    for consent in companies.list_consents(desk.db, desk.company.id, desk.need_id):
        companies.withdraw_consent(desk.db, consent.id, NOW)
    found = [finding.point for finding in check_need(desk.db, desk.index, desk.need)]
    assert found[0] is Point.NO_CONSENT
    assert Point.NO_INTRODUCTION in found


def test_a_blocked_need_is_taken_up_only_with_a_reason_that_is_kept(desk: Desk):
    for consent in companies.list_consents(desk.db, desk.company.id, desk.need_id):
        companies.withdraw_consent(desk.db, consent.id, NOW)
    with pytest.raises(NotAllowed, match="blocked"):
        accept_need(desk.db, need_id=desk.need_id, actor=desk.actor, now=NOW, despite="   ")
    assert desk.need.state is NeedState.SUBMITTED
    accept_need(desk.db, need_id=desk.need_id, actor=desk.actor, now=NOW, despite="Lupa tulee postissa.")
    assert desk.need.state is NeedState.ACCEPTED
    entry = audit.list_for_need(desk.db, desk.need_id)[0]
    assert entry.detail["despite"] == "Lupa tulee postissa."
    assert entry.detail["blocked"] == ["no-consent"]
