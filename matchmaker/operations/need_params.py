"""What the mails about a need and about a question to its company say, looked up when they leave."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlite_utils import Database

from matchmaker.i18n import N_, translator
from matchmaker.model.codes import Language
from matchmaker.model.errors import NotFound
from matchmaker.operations.introduction_params import day
from matchmaker.operations.naming import Identity
from matchmaker.operations.need_from_text import proposed_title
from matchmaker.operations.propose_summary import nameless
from matchmaker.store import drafts, follow_up, handovers, matches, needs, permissions

PARTS: Mapping[str, str] = {
    "title": N_("Title"),
    "description": N_("Description of the need"),
    "summary": N_("Summary"),
    "language": N_("Language"),
    "helps": N_("Kind of help"),
    "sector": N_("Field"),
    "urgency": N_("How urgent"),
    "call_me": N_("Wish for a call"),
    "phone": N_("Phone"),
    "openness": N_("What institutions may see"),
}


def need_params(db: Database, params: Mapping[str, Any], language: Language) -> dict[str, object]:
    """The live parameters of a mail about a need (`need_id`), a question about it (`clarification_id`), a permission asked
    for (`permission_id`), its handing over (`handover_id`) or a text that waits to be confirmed (`draft_id`), else none.

    Raises NotFound for what has been purged.
    """
    if "clarification_id" in params:
        asked = follow_up.get_clarification(db, str(params["clarification_id"]))
        due = {"question": asked.question, "answer": asked.answer or "", "due": day(asked.due_at, language)}
        return {**due, **_need(db, asked.need_id)}
    if "handover_id" in params:
        handed = handovers.get_handover(db, str(params["handover_id"]))
        return {"sender": handed.from_name, "message": handed.message, **_need(db, handed.need_id)}
    if "draft_id" in params:
        return _draft(db, str(params["draft_id"]), language)
    if "permission_id" in params:
        request = permissions.get_permission_request(db, str(params["permission_id"]))
        told = {"granted": bool(request.granted), "due": day(request.due_at, language)}
        return {**told, **_need(db, request.need_id)}
    if "need_id" not in params:
        return {}
    return {**_need(db, str(params["need_id"])), **_parts(params.get("changed", ()), language)}


def _parts(changed: Iterable[str], language: Language) -> dict[str, object]:
    """The corrected parts of a need in words, where some were."""
    words = translator(language)
    named = ", ".join(dict.fromkeys(words.gettext(PARTS[name]) for name in changed))
    return {"parts": named} if named else {}


def _draft(db: Database, draft_id: str, language: Language) -> dict[str, object]:
    """Whoever typed the text may have typed anybody's address: its first words leave without addresses and numbers."""
    draft = drafts.find_draft(db, draft_id)
    if draft is None:
        raise NotFound("draft", draft_id)
    text = str(draft.form.get("title") or draft.form.get("description") or "")
    title = nameless(proposed_title(text), language, Identity())
    return {"title": title, "hours": drafts.UNCONFIRMED_HOURS}


def _need(db: Database, need_id: str) -> dict[str, object]:
    need = needs.get_need(db, need_id)
    return {
        "need_id": need.id,
        "title": need.content.title,
        "company": need.company_name,
        "ending": need.result or "",
        "no_good_match": need.no_good_match,
        "suggested": len(matches.list_matches(db, need.id)),
    }
