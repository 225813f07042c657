"""What is shown before asking is what leaves, word for word, in the language of each reader."""

import re
from email import message_from_bytes
from email.policy import default

import pytest

from matchmaker.config import Settings
from matchmaker.model.codes import Language
from matchmaker.operations.ask_both_sides import ask_facts
from matchmaker.operations.deliver_mail import deliver_mail
from matchmaker.operations.preview_mails import MailPreview, preview_question
from matchmaker.operations.word_summary import NamesSomebody
from matchmaker.store import matches
from tests.conftest import NOW, demo_settings
from tests.introducing import MEMBER, PROFESSOR, World

LINE = "He toivovat mittausta ennen joulua."


def previews(world: World, settings: Settings, line: str = "") -> list[MailPreview]:
    match = matches.get_match(world.db, world.match_id)
    people = ask_facts(world.db, match).institution
    return preview_question(world.db, settings, match, people, line, actor=world.coordinator, now=NOW)


def test_one_preview_for_each_language_that_the_institutions_people_read(
    world: World, tmp_path: object
) -> None:
    found = previews(world, demo_settings(tmp_path))
    assert {(mail.language, mail.recipient) for mail in found} == {
        (Language.FI, PROFESSOR),
        (Language.EN, MEMBER),
    }


def test_what_is_shown_is_what_leaves(world: World, tmp_path: object) -> None:
    settings = demo_settings(tmp_path)
    (shown,) = (mail for mail in previews(world, settings, LINE) if mail.language is Language.FI)
    assert f"Koordinaattori lisää: {LINE}" in shown.text
    assert "Saha" not in shown.text
    world.db.execute("INSERT INTO settings VALUES ('undo_minutes', '0', '2026-11-24T07:00:00Z')")
    world.ask(line=f"  {LINE} ")
    assert world.introduction.line == LINE
    deliver_mail(world.db, settings, now=NOW)
    sent = [message_from_bytes(p.read_bytes(), policy=default) for p in settings.outbox.glob("*.eml")]
    (mail,) = (one for one in sent if PROFESSOR in str(one["To"]))
    body = mail.get_body(("plain",))
    assert body is not None
    assert re.sub(r"/answer/\S+", "/answer/…", body.get_content().replace("\r", "")) == shown.text
    assert str(mail["Subject"]) == shown.subject
    (other,) = (one for one in sent if PROFESSOR not in str(one["To"]))
    assert LINE not in str(other.get_body(("plain",)))


@pytest.mark.parametrize("line", ["Saha Oy toivoo mittausta.", "Soita Kaisa Sahalle", "kaisa@saha.example"])
def test_a_line_that_tells_who_the_company_is_asks_nobody(world: World, line: str) -> None:
    with pytest.raises(NamesSomebody):
        world.ask(line=line)
    assert world.mails() == []
