"""A small catalogue of real-looking offerings in both languages, and the index of it."""

from collections.abc import Callable

import pytest

from matchmaker.matching.documents import Document, Field, Passage
from matchmaker.matching.engine import Analyser
from matchmaker.matching.index import Index, build


def document(
    name: str, title: str, description: str = "", *, language: str | None = None, version: str = "1"
) -> Document:
    passages = (Passage(Field.TITLE, title, language), Passage(Field.DESCRIPTION, description, language))
    return Document(name, version, tuple(passage for passage in passages if passage.text))


OFFERINGS = (
    document(
        "boiler",
        "Polttokokeet leijukerroskattilalla",
        "Savukaasujen ja päästöjen mittaus oikealla polttoaineella.",
    ),
    document(
        "weld",
        "Welding procedure tests",
        "We weld and break test pieces and write the procedure (ISO 15614-1).",
    ),
    document(
        "vibration",
        "Värähtelymittaukset ja kunnonvalvonta",
        "Laakerivian löytäminen ajoissa pyörivistä koneista.",
    ),
    document(
        "usability", "Usability testing with nurses", "Summative evaluation of medical devices, IEC 62366-1."
    ),
    document("biogas", "Biokaasututkimukset", "Syötteiden metaanintuottopotentiaali ja mädätteen analyysit."),
    document(
        "robot", "Robotisoinnin kokeiluympäristö", "Hitsausrobotti ja konenäkö pienten sarjojen kokeiluun."
    ),
    document("food", "Food product development", "Pilot kitchen, shelf life and sensory evaluation."),
    document(
        "funding", "Rahoitusneuvonta", "Autamme hakemaan rahoitusta tuotekehitykseen ja kansainvälistymiseen."
    ),
)


@pytest.fixture(scope="session")
def index(analyser: Analyser) -> Index:
    return build(OFFERINGS, analyser)


@pytest.fixture
def make() -> Callable[..., Document]:
    return document
