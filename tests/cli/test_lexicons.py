"""`doctor` and `thesaurus check` on an installation: what they tell, in both languages, and how they end."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner, Result
from sqlite_utils import Database

from matchmaker.cli import main
from matchmaker.config import Settings
from matchmaker.matching.engine import Analyser
from matchmaker.model.errors import BackupRefused
from matchmaker.model.user import Actor
from matchmaker.operations.heartbeat import beat
from matchmaker.operations.save_concept import add_concept
from matchmaker.store import offerings, own_concepts
from matchmaker.store.backups import make_backup
from matchmaker.store.database import open_database, write_tx
from matchmaker.text.thesaurus import Concept
from tests.conftest import NOW

NEW = Concept("zorboter", ("zörbötin",), ("zorboter",), related=("vibration",))


@pytest.fixture
def db(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The database of the installation that the commands look at: a copy of the demo."""
    monkeypatch.setenv("MATCHMAKER_INSTANCE", str(settings.instance))
    monkeypatch.setenv("MATCHMAKER_MODE", "demo")
    opened = open_database(settings.database)
    yield opened
    opened.close()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def doctor(language: str = "en") -> str:
    result = run("doctor", "--language", language)
    assert result.exit_code == 0, result.output
    return result.output


def test_doctor_of_a_healthy_installation(db: Database, settings: Settings, analyser: Analyser) -> None:
    beat(settings, now=datetime.now(UTC))
    told = doctor()
    assert f"analyser: {analyser.name}" in told
    assert f"Thesaurus: {len(analyser.thesaurus)} concepts\nOwn and corrected concepts: 0\n" in told
    assert f"The index is up to date: catalogue {offerings.catalogue_number(db)}" in told
    assert "The worker runs: its last round began" in told
    assert "0 were given up." in told


def test_doctor_of_one_in_trouble_in_both_languages(db: Database, settings: Settings) -> None:
    beat(settings, now=datetime.now(UTC) - timedelta(hours=1))
    add_concept(db, content=NEW, actor=Actor.system(), now=NOW)
    with write_tx(db):
        db.execute("UPDATE outbox SET failed_at = '2026-11-24T07:00:00Z', last_error = 'no'")
    mails = db.execute("SELECT count(*) FROM outbox").fetchone()[0]
    catalogue = offerings.catalogue_number(db)
    for language, words in (
        (
            "en",
            (
                "Own and corrected concepts: 1",
                f"The index is at {catalogue - 1}, the catalogue at {catalogue}",
                "The worker is silent",
                f"{mails} were given up.",
            ),
        ),
        (
            "fi",
            (
                "Omia ja korjattuja käsitteitä: 1",
                f"Hakemisto on versiossa {catalogue - 1}, luettelo versiossa {catalogue}",
                "Taustaprosessista ei kuulu mitään",
                f"{mails} jätettiin lähettämättä.",
                "contact_email puuttuu",
            ),
        ),
    ):
        told = doctor(language)
        for part in words:
            assert part in told


def test_doctor_tells_of_backups(db: Database, settings: Settings) -> None:
    assert f"There is no backup yet in {settings.backup_folder}. Make one: scripts/backup" in doctor()
    for days, told in ((9, "The newest backup is 9 days old, which is too old: "), (2, "is 2 days old: ")):
        moment = datetime.now(UTC) - timedelta(days=days)
        made = make_backup(settings.database, (), settings.backup_folder, keep=3, now=moment)
        assert f"{told}{made}" in doctor()
    assert f"Uusin varmuuskopio on 2 päivää vanha: {made}" in doctor("fi")
    settings.database.rename(settings.database.with_suffix(".away"))
    with pytest.raises(BackupRefused):
        make_backup(settings.database, (), settings.backup_folder, keep=3, now=datetime.now(UTC))
    settings.database.with_suffix(".away").rename(settings.database)
    assert "The last attempt to make a backup failed: " in doctor()


def test_doctor_without_worker_and_without_database(db: Database, settings: Settings) -> None:
    assert "The worker has never run here." in doctor()
    settings.database.rename(settings.instance / "elsewhere.db")
    assert f"There is no database yet: {settings.database}" in doctor()
    assert not settings.database.exists()


def test_doctor_of_an_older_database(db: Database, settings: Settings) -> None:
    with write_tx(db):
        db.execute("DROP TABLE own_concepts")
    assert "“migrate” brings it up to date." in doctor()


def test_check_looks_at_own_concepts_laid_over_the_base(db: Database) -> None:
    with write_tx(db):
        for concept in (
            NEW,
            Concept("lost", ("hukka",), ("lost",), related=("dropped_by_a_release",)),
            Concept("welding", ("hitsaus", "zörbötin"), ("welding",), related=("bearings",)),
            Concept("vague", ("mikä tämä on",), ("can people get out",), related=("bearings",)),
        ):
            own_concepts.save(db, concept, changed_by=None, now=NOW)
    result = run("thesaurus", "check", "--language", "en")
    told = result.output.splitlines()
    assert result.exit_code == 1
    assert "lost is related to dropped_by_a_release, which is no other concept." in told
    assert "“zörbötin” is a term of welding, zorboter." in told
    assert "“mikä tämä on” of vague has nothing to be found by: all its words are small." in told
    assert "“can people get out” of vague is only a common word without its small words." in told


def test_doubtful_terms_end_with_an_error_only_when_asked(db: Database) -> None:
    with write_tx(db):
        vague = Concept("vague", ("mikä tämä on",), ("zorboter",), related=("bearings",))
        own_concepts.save(db, vague, changed_by=None, now=NOW)
    assert run("thesaurus", "check").exit_code == 0
    assert run("thesaurus", "check", "--strict").exit_code == 1


def test_product_s_thesaurus_can_be_checked_where_nothing_is_set_up(
    db: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "MATCHMAKER_BASE_URL" not in os.environ
    monkeypatch.delenv("MATCHMAKER_MODE")
    assert run("thesaurus", "check", "--strict").exit_code == 0
