"""The audit trail in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from matchmaker.i18n import N_
from matchmaker.model.codes import Language
from matchmaker.model.company import ConsentPurpose
from matchmaker.model.introduction import Answer, DeclineReason, Progress, Side, SupportKind, TieKind
from matchmaker.model.match import MatchState, RejectReason
from matchmaker.model.need import Audience, ClosingResult, CompanyClosing, NeedChannel, NeedState
from matchmaker.model.user import Role
from matchmaker.operations.offer_reasons import KINDS
from matchmaker.operations.profile_words import PARTS, fact_in_words
from matchmaker.store.audit import AuditEntry
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import label, language
from matchmaker.web.setting_names import NAMES

SENTENCES: Mapping[str, str] = {
    "accept_member": N_("A member was accepted into the company"),
    "accept_need": N_("The need was taken up"),
    "add_concept": N_("A concept was added to the thesaurus"),
    "add_contact": N_("A contact person was added"),
    "add_institution": N_("The institution was added"),
    "add_match": N_("A match was added by hand"),
    "add_note": N_("An internal note was written"),
    "answer_clarification": N_("The company answered a question"),
    "answer_introduction": N_("A side answered"),
    "answer_permission": N_("The company answered whether it may be introduced"),
    "archive_offering": N_("The offering was archived"),
    "ask_clarification": N_("The company was asked something"),
    "ask_permission": N_("The company was asked for its permission to be introduced"),
    "ask_to_join": N_("Somebody asked to join the company"),
    "assign_need": N_("The need was handed over"),
    "call_company": N_("The company was told by phone what came of a question"),
    "change_setting": N_("A deadline or limit was changed"),
    "choose_mail_language": N_("Somebody chose the language of mails"),
    "close_need": N_("The need was closed"),
    "confirm_offering": N_("The offering was confirmed as valid"),
    "decide_match": N_("A match was decided"),
    "disable_user": N_("An account was closed"),
    "edit_concept": N_("A concept of the thesaurus was changed"),
    "edit_institution": N_("The institution's details were changed"),
    "edit_need": N_("The need's text was changed"),
    "explain_answer": N_("A side said why it had answered no"),
    "enable_user": N_("An account was opened again"),
    "end_contact": N_("A contact person was removed"),
    "end_membership": N_("A membership ended"),
    "enter_need": N_("The need was entered for the company"),
    "fail_backup": N_("A backup failed"),
    "follow_up": N_("The company was asked how it went"),
    "give_consent": N_("A consent was given"),
    "grant_role": N_("A role was given from the command line"),
    "hand_on_introduction": N_("The institution handed the question on"),
    "handle_correction": N_("A correction was handled"),
    "import_offerings": N_("Offerings were imported"),
    "introduce": N_("The need came into dialogue"),
    "invite_member": N_("A person was invited to the company's pages"),
    "invite_user": N_("Somebody was invited"),
    "load_demo": N_("Demo data was loaded"),
    "make_backup": N_("A backup was made"),
    "mark_unconfirmed": N_("The offering was marked as not confirmed"),
    "merge_companies": N_("Two entries of the company were merged"),
    "offer_reason": N_("A reason is offered again"),
    "open_answer": N_("The company changed who may see an answer"),
    "publish_offering": N_("The offering was published"),
    "put_aside_mail": N_("A mail was put aside"),
    "read_answer": N_("A coordinator read what the company answered"),
    "reconsider_answer": N_("A side would say yes after all"),
    "record_outcome": N_("What came of it was recorded"),
    "remove_outcome": N_("What had been recorded was removed"),
    "record_tie": N_("A tie between company and institution was noted"),
    "refresh_matches": N_("The suggestions were made anew"),
    "register_company": N_("The company was registered"),
    "remind_clarification": N_("The company was reminded of a question"),
    "remind_offering": N_("The institution was asked to confirm the offering"),
    "remind_permission": N_("The company was reminded of the permission"),
    "remind_sides": N_("A silent side was reminded"),
    "remove_concept": N_("A concept was removed from the thesaurus"),
    "remove_tie": N_("A tie between company and institution was removed"),
    "reopen_need": N_("The need was opened again"),
    "request_backup": N_("A backup was asked for"),
    "reset_concept": N_("A concept of the thesaurus is again as it comes with the service"),
    "reset_mail_wording": N_("A mail got its usual wording back"),
    "restore_offering": N_("The offering was put back as it was before it was archived"),
    "resume_mails": N_("Somebody wants these mails again"),
    "retire_reason": N_("A reason is no longer offered"),
    "retry_failed_mails": N_("All mails that were given up were tried again"),
    "retry_mail": N_("A mail was tried again"),
    "save_mail_wording": N_("The wording of a mail was changed"),
    "save_offering": N_("The offering was edited"),
    "save_profile": N_("The company's profile was changed"),
    "send_correction": N_("Somebody sent a correction"),
    "sign_in": N_("Somebody signed in"),
    "stop_mails": N_("Somebody wants no such mails any more"),
    "submit_need": N_("The need was sent"),
    "take_back_question": N_("The institution took back what it had handed on"),
    "take_back_call": N_("The company had not been called after all"),
    "take_back_answer": N_("What the company had said on the phone was taken back"),
    "tell_by_phone": N_("What a mail said that did not arrive was told by phone"),
    "tell_progress": N_("The company told how it went"),
    "undo_decision": N_("A decision was taken back"),
    "withdraw_consent": N_("A consent was taken back"),
    "withdraw_need": N_("The company took the need back"),
    "write_down_answer": N_("What the company answered on the phone was written down"),
    "word_summary": N_("What institutions read first was worded by a coordinator"),
}


# Facts of the closed lists that belong to a step, in the order they are told.
_WORDS: Mapping[str, tuple[tuple[str, type[StrEnum]], ...]] = {
    "accept_need": (("after", NeedState),),
    "answer_introduction": (("side", Side), ("answer", Answer)),
    "close_need": (("result", ClosingResult), ("why", CompanyClosing)),
    "end_membership": (("role", Role),),
    "enter_need": (("channel", NeedChannel),),
    "explain_answer": (("side", Side), ("reason", DeclineReason)),
    "give_consent": (("purpose", ConsentPurpose),),
    "grant_role": (("role", Role),),
    "introduce": (("after", NeedState),),
    "invite_user": (("role", Role),),
    "open_answer": (("after", Audience),),
    "reconsider_answer": (("side", Side),),
    "record_outcome": (("kind", SupportKind),),
    "record_tie": (("kind", TieKind),),
    "remove_outcome": (("kind", SupportKind),),
    "remove_tie": (("kind", TieKind),),
    "reopen_need": (("after", NeedState),),
    "reset_mail_wording": (("language", Language),),
    "save_mail_wording": (("language", Language),),
    "submit_need": (("channel", NeedChannel),),
    "take_back_answer": (("answer", Answer),),
    "tell_progress": (("progress", Progress),),
    "withdraw_consent": (("purpose", ConsentPurpose),),
    "withdraw_need": (("why", CompanyClosing),),
}

# Numbers and names that any step may keep; of lists their length is told.
_FIGURES: Mapping[str, str] = {
    "version": N_("version %(what)s"),
    "suggested": N_("suggestions: %(what)s"),
    "mails": N_("mails: %(what)s"),
    "changed": N_("changed: %(what)s"),
    "added": N_("new: %(what)s"),
    "kept": N_("kept: %(what)s"),
    "unchanged": N_("unchanged: %(what)s"),
    "new_institutions": N_("new institutions: %(what)s"),
    "offerings": N_("offerings: %(what)s"),
    "users": N_("users: %(what)s"),
    "folder": N_("folder %(what)s"),
    "seconds": N_("seconds: %(what)s"),
    "despite": N_("reason given: %(what)s"),
}
_NAMED = ("folder", "despite")


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One step: when, who, what, and the facts that belong to it."""

    at: datetime
    who: str
    what: str
    detail: str


def history(entries: list[AuditEntry], names: Mapping[str, str]) -> list[HistoryLine]:
    """Entries in words, in their order. `names` says what the ids of matches, users and the like stand for."""
    return [
        HistoryLine(
            at=entry.at,
            who=entry.actor_name or _nameless(entry),
            what=_(SENTENCES.get(entry.action, entry.action)),
            detail=_profile(entry.detail) if entry.action == "save_profile" else _detail(entry, names),
        )
        for entry in entries
    ]


def _nameless(entry: AuditEntry) -> str:
    """Who acted without an account: the service, or somebody with the link of a mail."""
    if entry.actor_role in (Role.COMPANY, Role.INSTITUTION):
        return _("By a link in a mail: %(side)s", side=label(Role(entry.actor_role)))
    return _("The service")


def _detail(entry: AuditEntry, names: Mapping[str, str]) -> str:
    facts = entry.detail
    parts = [names[entry.object_id]] if entry.object_id in names and entry.object_type != "user" else []
    if entry.action in ("decide_match", "undo_decision"):
        parts.append(f"{label(MatchState(str(facts['before'])))} → {label(MatchState(str(facts['after'])))}")
        if facts.get("reason"):
            parts.append(label(RejectReason(str(facts["reason"]))))
    if entry.action == "change_setting":
        name = NAMES.get(entry.object_id, entry.object_id)
        parts += [_(name), f"{facts['before']} → {facts['after']}"]
    if entry.object_type == "reason":
        kind, _colon, code = entry.object_id.partition(":")
        parts.append(label(KINDS[kind](code)))
    if entry.action == "assign_need":
        parts.append(names.get(str(facts.get("assignee") or ""), _("Nobody yet")))
    parts += [label(kind(str(facts[fact]))) for fact, kind in _WORDS.get(entry.action, ()) if facts.get(fact)]
    if "granted" in facts:
        parts.append(_("Yes") if facts["granted"] else _("No"))
    if facts.get("told_by"):
        parts.append(_("told by phone: %(person)s", person=str(facts["told_by"])))
    if entry.object_type == "concept":
        signs = (("+", facts.get("added")), ("−", facts.get("removed")))
        parts.append("; ".join(f"{sign} {words}" for sign, words in signs if words))
    parts += [names[str(facts[fact])] for fact in ("user", "mail") if facts.get(fact) in names]
    return ": ".join([*parts, *_figures(facts)])


def _profile(facts: Mapping[str, Any]) -> str:
    """What was changed of a company's details, with what it was where the trail keeps that."""
    before, after = facts.get("before", {}), facts.get("after", {})
    spoken = language()
    return "; ".join(
        f"{_(PARTS[name])}: {fact_in_words(name, before[name], spoken)} → {fact_in_words(name, after[name], spoken)}"
        if name in before
        else _(PARTS[name])
        for name in facts["changed"]
    )


def _figures(facts: Mapping[str, object]) -> list[str]:
    told = []
    for fact, text in _FIGURES.items():
        value = facts.get(fact)
        if value and (isinstance(value, (int, float, list)) or fact in _NAMED):
            told.append(_(text, what=len(value) if isinstance(value, list) else value))
    return [", ".join(told)] if told else []
