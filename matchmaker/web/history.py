"""The audit trail in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from matchmaker.i18n import N_
from matchmaker.model.match import MatchState
from matchmaker.model.need import ClosingResult
from matchmaker.store.audit import AuditEntry
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import label

SENTENCES: Mapping[str, str] = {
    "accept_member": N_("A member was accepted into the company"),
    "accept_need": N_("The need was taken up"),
    "add_match": N_("A match was added by hand"),
    "add_note": N_("An internal note was written"),
    "archive_offering": N_("The offering was archived"),
    "ask_to_join": N_("Somebody asked to join the company"),
    "assign_need": N_("The need was handed over"),
    "close_need": N_("The need was closed"),
    "confirm_offering": N_("The offering was confirmed as valid"),
    "decide_match": N_("A match was decided"),
    "end_membership": N_("A membership ended"),
    "enter_need": N_("The need was entered for the company"),
    "give_consent": N_("A consent was given"),
    "grant_role": N_("A role was given from the command line"),
    "handle_correction": N_("A correction was handled"),
    "import_offerings": N_("Offerings were imported"),
    "load_demo": N_("Demo data was loaded"),
    "merge_companies": N_("Two entries of the company were merged"),
    "publish_offering": N_("The offering was published"),
    "refresh_matches": N_("The suggestions were made anew"),
    "register_company": N_("The company was registered"),
    "save_offering": N_("The offering was edited"),
    "save_profile": N_("The company's profile was changed"),
    "send_correction": N_("Somebody sent a correction"),
    "sign_in": N_("Somebody signed in"),
    "submit_need": N_("The need was sent"),
    "undo_decision": N_("A decision was taken back"),
    "withdraw_consent": N_("A consent was taken back"),
    "withdraw_need": N_("The company took the need back"),
}


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One step: when, who, what, and the facts that belong to it."""

    at: datetime
    who: str
    what: str
    detail: str


def history(entries: list[AuditEntry], titles: Mapping[str, str]) -> list[HistoryLine]:
    """Entries in words, in their order. `titles` names matches by id."""
    return [
        HistoryLine(
            at=entry.at,
            who=entry.actor_name or _("The service"),
            what=_(SENTENCES[entry.action]),
            detail=_detail(entry, titles),
        )
        for entry in entries
    ]


def _detail(entry: AuditEntry, titles: Mapping[str, str]) -> str:
    parts = [titles[entry.object_id]] if entry.object_id in titles else []
    if entry.action in ("decide_match", "undo_decision"):
        before, after = MatchState(str(entry.detail["before"])), MatchState(str(entry.detail["after"]))
        parts.append(f"{label(before)} → {label(after)}")
    if entry.action == "close_need":
        parts.append(label(ClosingResult(str(entry.detail["result"]))))
    return ": ".join(parts)
