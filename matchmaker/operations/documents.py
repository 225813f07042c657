"""From records of the model to the documents that `matching` ranks, and to the facts that eligibility looks at."""

from dataclasses import replace

from matchmaker.matching.documents import Document, Field, Passage
from matchmaker.matching.eligibility import Asker
from matchmaker.model import places
from matchmaker.model.company import CompanyProfile
from matchmaker.model.need import NeedContent
from matchmaker.model.offering import Offering
from matchmaker.operations.naming import Identity
from matchmaker.operations.naming_places import who_and_where


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
    """What is matched of a need: its text as written, with blanks for what only tells who the company is and where.

    Every character keeps its place, so that marks fit the text as written too. What the company makes counts a little.
    """
    document = written_document(content, company, key=key, version=version)
    identity = Identity((company.name,)) if company is not None else Identity()
    passages = tuple(replace(passage, text=_blanked(passage.text, identity)) for passage in document.passages)
    return replace(document, passages=passages)


def written_document(
    content: NeedContent, company: CompanyProfile | None, *, key: str, version: str
) -> Document:
    """What the company wrote and what it makes, every word of it. `key` and `version` name the need, or a passing text."""
    passages = [
        Passage(Field.TITLE, content.title, content.language),
        Passage(Field.DESCRIPTION, content.description, content.language),
    ]
    if company is not None and company.makes:
        passages.append(Passage(Field.COMPANY, company.makes, None))
    return Document(key, version, tuple(passage for passage in passages if passage.text))


def _blanked(text: str, identity: Identity) -> str:
    """A name is no subject: 'Esa' is not the space agency, 'Korhosen Konepaja' asks for nothing by being called that."""
    for mention in who_and_where(text, identity):
        text = text[: mention.start] + " " * (mention.end - mention.start) + text[mention.end :]
    return text


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
