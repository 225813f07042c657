"""A coordinator adds a concept to the thesaurus, corrects one, or takes the correction back."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b

from sqlite_utils import Database

from matchmaker.model.errors import AlreadyDecided, MatchmakerError, NotFound
from matchmaker.model.user import Actor
from matchmaker.store import audit, offerings, own_concepts
from matchmaker.store.database import write_tx
from matchmaker.text import thesaurus as thesauri
from matchmaker.text.thesaurus import COLUMNS, Concept, Thesaurus
from matchmaker.text.thesaurus_check import Finding, errors

LONGEST_ID = 60


class ConceptRefused(MatchmakerError):
    """The thesaurus would be broken; `findings` says how, and nothing was kept."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = sorted(
            findings, key=lambda finding: (finding.fault, finding.concepts, finding.detail)
        )
        super().__init__(", ".join(f"{finding.fault} {finding.concepts}" for finding in self.findings))


@dataclass(frozen=True, slots=True)
class PresentConcept:
    """A concept as it is in force, as the product has it (None: added here), and when it was changed here (None: never)."""

    concept: Concept
    base: Concept | None
    changed_at: datetime | None

    @property
    def fingerprint(self) -> str:
        """Changes whenever the concept does: an edit names the one it began from."""
        return blake2b(repr(self.concept).encode("utf-8"), digest_size=8).hexdigest()


def present_thesaurus(db: Database) -> Thesaurus:
    """The product's thesaurus with the installation's own concepts laid over it, as they are now."""
    return thesauri.thesaurus(thesauri.base(), overlay=own_concepts.list_concepts(db))


def get_concept(db: Database, concept_id: str) -> PresentConcept:
    """The concept in force with this id. Raises NotFound."""
    base = thesauri.base().find(concept_id)
    own = own_concepts.find_own(db, concept_id)
    if own is not None:
        return PresentConcept(own.concept, base, own.changed_at)
    if base is None:
        raise NotFound("concept", concept_id)
    return PresentConcept(base, base, None)


def add_concept(db: Database, *, content: Concept, actor: Actor, now: datetime) -> Concept:
    """Keep a new concept; its id is made from its English name, whatever id `content` has.

    A second one with the same content is the first one, so that a double click makes one. Side effects: the concept, an
    audit row, a new catalogue number: the worker builds the index anew and ranks the open needs again. Raises
    ConceptRefused.
    """
    with write_tx(db):
        before = present_thesaurus(db)
        for own in before.own:
            if replace(own, id=content.id) == content:
                return own
        added = replace(content, id=_free_id(content, set(before.concepts.ids)))
        _accept(before, [*before.own, added])
        _keep(db, added, actor, now)
        detail = _difference(Concept(added.id, (), ()), added)
        audit.record(
            db,
            actor=actor,
            action="add_concept",
            object_type="concept",
            object_id=added.id,
            now=now,
            detail=detail,
        )
    return added


def edit_concept(db: Database, *, content: Concept, seen: str, actor: Actor, now: datetime) -> None:
    """Use this content for the concept of its id, in place of the base's or of an earlier own one.

    One that equals the base's is kept as such, so that later releases improve it. `seen` is the fingerprint of what the
    person began from. Side effects: as of `add_concept`; none when nothing changed. Raises NotFound, AlreadyDecided when
    somebody changed it meanwhile, ConceptRefused.
    """
    with write_tx(db):
        present = get_concept(db, content.id)
        if content == present.concept:
            return
        if present.fingerprint != seen:
            raise AlreadyDecided("concept", content.id, present.fingerprint)
        if content == present.base:
            _reset(db, present, actor, now)
            return
        before = present_thesaurus(db)
        _accept(before, [*(own for own in before.own if own.id != content.id), content])
        _keep(db, content, actor, now)
        audit.record(
            db,
            actor=actor,
            action="edit_concept",
            object_type="concept",
            object_id=content.id,
            now=now,
            detail=_difference(present.concept, content),
        )


def remove_own_concept(db: Database, *, concept_id: str, actor: Actor, now: datetime) -> bool:
    """Take back what the installation has for a concept; whether the product's concept is in force again.

    Side effects: as of `add_concept`; none where there is nothing of the installation's own. Raises NotFound,
    ConceptRefused when others refer to it or the relations would run in a circle.
    """
    with write_tx(db):
        present = get_concept(db, concept_id)
        if present.changed_at is not None:
            _reset(db, present, actor, now)
    return present.base is not None


def _reset(db: Database, present: PresentConcept, actor: Actor, now: datetime) -> None:
    before = present_thesaurus(db)
    name = present.concept.id
    _accept(before, [own for own in before.own if own.id != name])
    own_concepts.delete(db, name)
    offerings.bump_catalogue(db)
    after = present.base or Concept(name, (), ())
    detail = _difference(present.concept, after)
    action = "reset_concept" if present.base else "remove_concept"
    audit.record(
        db, actor=actor, action=action, object_type="concept", object_id=name, now=now, detail=detail
    )


def _keep(db: Database, concept: Concept, actor: Actor, now: datetime) -> None:
    own_concepts.save(db, concept, changed_by=actor.user_id, now=now)
    offerings.bump_catalogue(db)


def _accept(before: Thesaurus, own: Iterable[Concept]) -> None:
    """Refuse what would break the thesaurus; what was broken before does not forbid other changes."""
    after = thesauri.thesaurus(before.base, overlay=own)
    broken = errors(after.concepts) - errors(before.concepts)
    if broken:
        raise ConceptRefused(broken)


def _difference(before: Concept, after: Concept) -> dict[str, str]:
    """The terms and relations that came and went."""
    names = [name for name in COLUMNS if name != "id"]
    old = dict.fromkeys(term for name in names for term in getattr(before, name))
    new = dict.fromkeys(term for name in names for term in getattr(after, name))
    return {
        "added": " | ".join(term for term in new if term not in old),
        "removed": " | ".join(term for term in old if term not in new),
    }


def _free_id(content: Concept, taken: set[str]) -> str:
    """`heat_pump` for 'Heat pump', with a number when the thesaurus has it; later releases may bring the same one."""
    name = (content.en or content.fi or ("",))[0]
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode("ascii")
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:LONGEST_ID] or "concept"
    number = 1
    found = stem
    while found in taken:
        number += 1
        found = f"{stem}_{number}"
    return found
