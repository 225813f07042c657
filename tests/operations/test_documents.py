"""What is matched of a need: its words, but not who wrote them."""

from matchmaker.model.codes import Language
from matchmaker.model.company import CompanyProfile
from matchmaker.model.need import NeedContent
from matchmaker.operations.documents import need_document, written_document

TEXT = "Terve, Esa täällä Korhosen Konepajalta. Saumat vuotaa paineputkissa. t. Esa Korhonen 040 123 4567"
CONTENT = NeedContent(title="Saumat vuotaa", description=TEXT, language=Language.FI)


def matched(company: CompanyProfile | None, content: NeedContent = CONTENT) -> str:
    return need_document(content, company, key="n", version="1").passages[1].text


def test_names_and_contact_details_do_not_take_part_and_leave_every_character_in_its_place():
    text = matched(None)
    assert text.split() == ["Terve,", "täällä", ".", "Saumat", "vuotaa", "paineputkissa.", "t."]
    assert all(here in (there, " ") for here, there in zip(text, TEXT, strict=True))
    assert written_document(CONTENT, None, key="n", version="1").passages[1].text == TEXT


def test_company_is_left_out_by_its_registered_name():
    content = NeedContent(title="", description="Savon Hitsauksen saumat halkeilee.", language=Language.FI)
    named = written_document(content, None, key="n", version="1").passages[0].text
    assert named == content.description
    company = CompanyProfile(name="Savon Hitsaus Oy")
    assert need_document(content, company, key="n", version="1").passages[0].text.split() == [
        "saumat",
        "halkeilee.",
    ]
