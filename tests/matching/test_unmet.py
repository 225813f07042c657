"""Which part of a need nothing answers: only what names something, and only when another part is answered."""

from matchmaker.matching.documents import Document, Field, Passage
from matchmaker.matching.explanation import explain
from matchmaker.matching.unmet import unmet
from tests.matching.conftest import OFFERINGS

BOILER = "Hakekattilan savukaasut pitäisi mitata."


def parts(index, text: str) -> tuple[str, ...]:
    need = Document("n", "1", (Passage(Field.TITLE, "Apua"), Passage(Field.DESCRIPTION, text, "fi")))
    return unmet(index.analyser, need, [explain(index, need, OFFERINGS[0])])


def test_a_sentence_that_no_offering_speaks_of_is_told_as_it_stands(index):
    assert parts(index, f"{BOILER} Lisäksi ponttonit vajoavat mutaan.") == ("ponttonit vajoavat mutaan",)


def test_a_sentence_that_names_nothing_is_no_part(index):
    assert parts(index, f"{BOILER} Budjetti on 5 000 euroa. Se on siinä. Kiitos avusta!") == ()


def test_a_need_of_which_nothing_is_answered_has_no_parts(index):
    assert parts(index, "Ponttonit vajoavat mutaan. Joutsenet pesivät kaislikossa.") == ()
