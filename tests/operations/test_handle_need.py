"""Taking a need up, handing it over, noting."""

import pytest

from matchmaker.model.codes import Language
from matchmaker.model.errors import AlreadyDecided, NotFound
from matchmaker.model.need import NeedState
from matchmaker.operations.handle_need import accept_need, add_note, assign_need, see_handover
from matchmaker.operations.need_params import need_params
from matchmaker.store import audit, handovers, notes
from matchmaker.store.desk import Work, list_work
from tests.conftest import NOW
from tests.operations.conftest import Desk


def accept(desk: Desk, **changed):
    accept_need(desk.db, **{"need_id": desk.need_id, "actor": desk.actor, "now": NOW, **changed})


def assign(desk: Desk, assignee_id: str | None, message: str = ""):
    assign_need(
        desk.db, need_id=desk.need_id, assignee_id=assignee_id, message=message, actor=desk.actor, now=NOW
    )


def test_an_accepted_need_is_its_takers(desk: Desk):
    accept(desk)
    assert (desk.need.state, desk.need.assignee_id) == (NeedState.ACCEPTED, desk.coordinator.id)
    entry = audit.list_for_need(desk.db, desk.need_id)[0]
    assert (entry.action, entry.detail) == ("accept_need", {"before": "submitted", "after": "accepted"})


def test_a_need_is_accepted_once(desk: Desk):
    accept(desk)
    with pytest.raises(AlreadyDecided):
        accept(desk, actor=desk.other)
    assert desk.need.assignee_id == desk.coordinator.id


def test_accepting_leaves_an_assigned_need_with_its_coordinator(desk: Desk):
    assign(desk, desk.colleague.id)
    accept(desk)
    assert desk.need.assignee_id == desk.colleague.id


def test_a_need_is_handed_to_staff_only(desk: Desk):
    assign(desk, desk.colleague.id)
    with pytest.raises(NotFound):
        assign(desk, "a" * 16)
    assert desk.need.assignee_id == desk.colleague.id
    assign(desk, None)
    assert desk.need.assignee_id is None


def handed_mails(desk: Desk) -> list[str]:
    return [
        row["recipient"]
        for row in desk.db.query("SELECT recipient FROM outbox WHERE template = 'need_handed'")
    ]


def test_a_colleague_hears_of_a_need_once_and_reads_the_word_in_the_mail(desk: Desk):
    assign(desk, desk.colleague.id, "Soita ensin.")
    assign(desk, desk.colleague.id)
    assert handed_mails(desk) == [desk.colleague.email]
    handed = handovers.find_handover(desk.db, desk.need_id)
    assert handed
    assert (handed.message, handed.from_name, handed.seen_at) == ("Soita ensin.", "Kaija", None)
    said = need_params(desk.db, {"handover_id": handed.id}, Language.FI)
    assert (said["sender"], said["message"], said["company"]) == ("Kaija", "Soita ensin.", "Saha Oy")


def test_who_takes_a_need_for_themselves_gets_no_mail_and_a_word_becomes_a_note(desk: Desk):
    assign(desk, desk.coordinator.id, "Muista pumppu.")
    assign(desk, None, "Vapaa.")
    assert handed_mails(desk) == []
    assert [note.body for note in notes.list_notes(desk.db, desk.need_id)] == ["Muista pumppu.", "Vapaa."]


def test_a_need_is_handed_to_somebody_until_they_open_it_or_it_goes_on(desk: Desk):
    def waiting(user_id: str, kind: Work = Work.HANDED) -> int:
        soon = {"now": NOW, "soon": NOW, "follow_up": NOW}
        return list_work(desk.db, kind, user_id=user_id, **soon).total

    assign(desk, desk.colleague.id)
    assert [waiting(one.id) for one in (desk.coordinator, desk.colleague)] == [0, 1]
    assert [waiting(one.id, Work.NEW) for one in (desk.coordinator, desk.colleague)] == [1, 0]
    see_handover(desk.db, need_id=desk.need_id, actor=desk.actor, now=NOW)
    assert waiting(desk.colleague.id) == 1
    see_handover(desk.db, need_id=desk.need_id, actor=desk.other, now=NOW)
    assert (waiting(desk.colleague.id), waiting(desk.colleague.id, Work.NEW)) == (0, 1)
    assign(desk, None)
    assign(desk, desk.colleague.id)
    assign(desk, desk.coordinator.id)
    assert waiting(desk.colleague.id) == 0


def test_a_note_is_kept_and_its_text_stays_out_of_the_trail(desk: Desk):
    add_note(desk.db, need_id=desk.need_id, body="Soita ensi viikolla.", actor=desk.actor, now=NOW)
    (note,) = notes.list_notes(desk.db, desk.need_id)
    assert (note.author_name, note.body) == ("Kaija", "Soita ensi viikolla.")
    assert audit.list_for_need(desk.db, desk.need_id)[0].detail == {"note": note.id}
