"""What people call the numbers that an administrator may change."""

from collections.abc import Mapping

from matchmaker.i18n import N_

NAMES: Mapping[str, str] = {
    "read_need_days": N_("Reading a need, in working days"),
    "clarification_days": N_("Answering a question about the need, in days"),
    "answer_days": N_("Answering a question to both sides, in days"),
    "undo_minutes": N_("Taking a question to both sides back, in minutes"),
    "remind_answer_days": N_("Reminder of a question, in days"),
    "follow_up_days": N_("Asking how it went, in days"),
    "busy_institution_introductions": N_("Many open introductions, from how many on"),
    "offering_valid_days": N_("How long a confirmation of an offering is valid, in days"),
    "remind_offering_days": N_("Reminder to confirm an offering, in days before"),
}
