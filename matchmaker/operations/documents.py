"""From records of the model to the documents that `matching` ranks, and to the facts that eligibility looks at."""

from matchmaker.matching.documents import Document, Field, Passage
from matchmaker.matching.eligibility import Asker
from matchmaker.model import places
from matchmaker.model.company import CompanyProfile
from matchmaker.model.need import NeedContent
from matchmaker.model.offering import Offering


def offering_document(offering: Offering) -> Document:
    """Title and description in every language there is, and the keywords, whose language is mixed in real catalogues."""
    passages = [
        Passage(field, text, language)
        for language, texts in offering.content.texts.items()
        for field, text in ((Field.TITLE, texts.title), (Field.DESCRIPTION, texts.description))
        if text
    ]
    passages += [Passage(Field.KEYWORDS, keyword, None) for keyword in offering.content.keywords]
    return Document(offering.id, offering.version_id, tuple(passages))


def need_document(
    content: NeedContent, company: CompanyProfile | None, *, key: str, version: str
) -> Document:
    """What the company wrote; what it makes counts a little. `key` and `version` name the need, or a passing text."""
    passages = [
        Passage(Field.TITLE, content.title, content.language),
        Passage(Field.DESCRIPTION, content.description, content.language),
    ]
    if company is not None and company.makes:
        passages.append(Passage(Field.COMPANY, company.makes, None))
    return Document(key, version, tuple(passage for passage in passages if passage.text))


def asker(content: NeedContent, company: CompanyProfile | None) -> Asker:
    """What eligibility may compare with an offering's declared target."""
    municipality = company.municipality if company else None
    return Asker(
        municipality=municipality,
        region=places.region_of(municipality) if municipality else None,
        sector=(company.sector if company and company.sector else content.sector),
        size=company.size if company else None,
        helps=content.helps,
    )
