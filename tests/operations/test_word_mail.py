"""Wording mails anew: saved, used from the next mail on, given back."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.mail.rendering import Wording
from matchmaker.mail.wording import Fault, usual_wording
from matchmaker.model.codes import Language
from matchmaker.model.errors import NotFound
from matchmaker.model.user import Actor
from matchmaker.operations.deliver_mail import deliver_mail
from matchmaker.operations.word_mail import (
    WordingRefused,
    list_templates,
    present_wording,
    preview_wording,
    reset_wording,
    save_wording,
)
from matchmaker.store import audit, mail_choices, outbox
from matchmaker.store.database import write_tx

OWN = Wording("Tervetuloa, {{ cluster_name }}", "Moi!\n\n[Sisään] {{ link }}")


def save(db: Database, settings: Settings, now: datetime, wording: Wording = OWN) -> None:
    save_wording(
        db,
        settings,
        template="sign_in",
        language=Language.FI,
        wording=wording,
        actor=Actor.system(),
        now=now,
    )


def mail(db: Database, settings: Settings, now: datetime, language: Language = Language.FI) -> str:
    """The next sign-in mail as it lies in the outbox folder."""
    with write_tx(db):
        row_id = outbox.enqueue(
            db, template="sign_in", recipient="a@b.example", language=language, params={"next": ""}, now=now
        )
    deliver_mail(db, settings, now=now)
    return Path(settings.outbox / f"{row_id}.eml").read_text(encoding="utf-8")


def test_an_own_wording_is_used_from_the_next_mail_on_in_its_language(
    db: Database, production: Settings, now: datetime
) -> None:
    settings = replace(production, cluster_name="Klusteri")
    assert present_wording(db, "sign_in", Language.FI) == (usual_wording("sign_in", Language.FI), False)
    save(db, settings, now)
    assert present_wording(db, "sign_in", Language.FI) == (OWN, True)
    written = mail(db, settings, now)
    assert "Subject: Tervetuloa, Klusteri" in written
    assert "https://match.example.fi/sign-in/" in written
    assert "Subject: Your sign-in link" in mail(db, settings, now, Language.EN)
    assert [(entry.action, entry.object_id) for entry in audit.list_for_object(db, "mail", "sign_in")] == [
        ("save_mail_wording", "sign_in")
    ]
    assert {line.template: line.changed_at for line in list_templates(db)}["sign_in"] == {Language.FI: now}


def test_going_back_to_the_usual_wording(db: Database, production: Settings, now: datetime) -> None:
    save(db, production, now)
    for _ in range(2):
        reset_wording(db, template="sign_in", language=Language.FI, actor=Actor.system(), now=now)
    assert "Subject: Kirjautumislinkkisi" in mail(db, production, now)
    assert [entry.action for entry in audit.list_for_object(db, "mail", "sign_in")] == [
        "reset_mail_wording",
        "save_mail_wording",
    ]


def test_the_usual_wording_is_not_kept_as_an_own_one(
    db: Database, production: Settings, now: datetime
) -> None:
    save(db, production, now)
    save(db, production, now, usual_wording("sign_in", Language.FI))
    assert mail_choices.list_wordings(db) == []


def test_what_would_not_work_is_refused_and_nothing_changes(
    db: Database, production: Settings, now: datetime
) -> None:
    with pytest.raises(WordingRefused) as refused:
        save(db, production, now, Wording("{{ titel }}", "Ei linkkiä."))
    assert [(one.fault, one.field, one.name) for one in refused.value.problems] == [
        (Fault.UNKNOWN, "subject", "titel"),
        (Fault.MISSING, "body", "link"),
    ]
    assert mail_choices.list_wordings(db) == []


def test_a_preview_shows_sample_values_in_both_parts(production: Settings) -> None:
    shown = preview_wording(production, template="sign_in", language=Language.FI, wording=OWN)
    assert shown.subject == "Tervetuloa, Pohjois-Savon energiaklusteri"
    assert "[Sisään] https://match.example.fi/sign-in/example" in shown.text
    assert ">Sisään</a>" in shown.html


@pytest.mark.parametrize("template", ["digest", "_frame", "letter", "nope", "../secrets"])
def test_only_mails_can_be_worded(template: str, db: Database, production: Settings, now: datetime) -> None:
    with pytest.raises(NotFound):
        present_wording(db, template, Language.FI)
    with pytest.raises(NotFound):
        reset_wording(db, template=template, language=Language.FI, actor=Actor.system(), now=now)
    with pytest.raises(NotFound):
        preview_wording(production, template=template, language=Language.FI, wording=OWN)


def test_a_wording_that_a_later_release_broke_gives_way_to_the_usual_one(
    db: Database, production: Settings, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    with write_tx(db):
        mail_choices.save_wording(
            db,
            template="sign_in",
            language=Language.FI,
            subject="{{ gone }}",
            body="{{ link }}",
            changed_by=None,
            now=now,
        )
    assert "Subject: Kirjautumislinkkisi" in mail(db, production, now)
    assert "the own wording of sign_in" in caplog.text
