"""An import adds, updates by external id, keeps what people wrote, and writes all of it or nothing."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlite_utils import Database

from matchmaker.exchange.offerings import OfferingRow, read_offerings
from matchmaker.exchange.problems import OTHER_INSTITUTION
from matchmaker.model.codes import InstitutionKind, Language
from matchmaker.model.offering import OfferingState
from matchmaker.model.user import Actor
from matchmaker.operations.import_offerings import ImportRefused, ImportReport, import_offerings
from matchmaker.store import audit, institutions, offerings, users
from matchmaker.store.database import write_tx


def rows(*changes: dict[str, object]) -> tuple[OfferingRow, ...]:
    base = {
        "kind": "service",
        "institution": "Koelaitos",
        "institution_kind": "university",
        "title_fi": "Hitsauskokeet",
        "description_fi": "Vertaamme menetelmiä.",
        "keywords": ["b", "a"],
        "helps": ["testing"],
        "source": "https://example.com/1",
    }
    text = "".join(
        json.dumps({"id": f"x{number}"} | base | change) + "\n" for number, change in enumerate(changes, 1)
    )
    file = read_offerings(text.encode())
    assert file.problems == ()
    return file.rows


def run(
    db: Database,
    now: datetime,
    *changes: dict[str, object],
    state: OfferingState = OfferingState.PUBLISHED,
    dry_run: bool = False,
) -> ImportReport:
    return import_offerings(
        db, rows=rows(*changes), state=state, actor=Actor.system(), now=now, dry_run=dry_run
    )


def counts(db: Database) -> dict[str, int]:
    return {name: db[name].count for name in ("institutions", "offerings", "offering_versions", "audit")}


def test_new_rows_become_offerings_of_the_wanted_state_with_their_source(db: Database, now: datetime) -> None:
    report = run(
        db, now, {}, {"institution": "Toinen laitos", "institution_kind": ""}, state=OfferingState.UNCONFIRMED
    )
    assert report == ImportReport(
        added=("x1", "x2"), changed=(), unchanged=(), kept=(), new_institutions=("Koelaitos", "Toinen laitos")
    )
    first = offerings.find_imported_offering(db, "x1")
    assert first is not None
    assert (first.state, first.source, first.confirmed_at, first.is_demo, first.version_number) == (
        OfferingState.UNCONFIRMED,
        "https://example.com/1",
        None,
        False,
        1,
    )
    assert first.content == rows({})[0].content
    assert [(one.name, one.kind) for one in institutions.list_institutions(db)] == [
        ("Koelaitos", InstitutionKind.UNIVERSITY),
        ("Toinen laitos", InstitutionKind.OTHER),
    ]


def test_the_same_file_again_changes_nothing(db: Database, now: datetime) -> None:
    run(db, now, {}, {})
    before = counts(db)
    number = offerings.catalogue_number(db)
    report = run(db, now + timedelta(days=1), {}, {})
    assert (report.unchanged, report.added, report.changed) == (("x1", "x2"), (), ())
    assert counts(db) == before | {"audit": before["audit"] + 1}
    assert offerings.catalogue_number(db) == number


def test_a_changed_row_makes_a_new_version_and_a_new_catalogue_number(db: Database, now: datetime) -> None:
    run(db, now, {}, {})
    number = offerings.catalogue_number(db)
    first = offerings.find_imported_offering(db, "x1")
    assert first is not None
    later = now + timedelta(days=1)
    report = run(db, later, {"title_fi": "Laserhitsauskokeet"}, {})
    assert (report.changed, report.unchanged) == (("x1",), ("x2",))
    changed = offerings.get_offering(db, first.id)
    assert changed.content.title(Language.FI) == "Laserhitsauskokeet"
    assert (changed.version_number, changed.changed_at, changed.state) == (2, later, OfferingState.PUBLISHED)
    assert offerings.get_offering_at_version(db, first.version_id).content == first.content
    assert offerings.catalogue_number(db) == number + 1


def test_a_new_source_is_a_change_without_a_new_version(db: Database, now: datetime) -> None:
    run(db, now, {})
    assert run(db, now, {"source": "https://example.com/2"}).changed == ("x1",)
    found = offerings.find_imported_offering(db, "x1")
    assert found is not None
    assert (found.source, found.version_number) == ("https://example.com/2", 1)


def test_known_offerings_keep_their_state_and_an_archived_one_stays_out_of_the_catalogue(
    db: Database, now: datetime
) -> None:
    run(db, now, {})
    found = offerings.find_imported_offering(db, "x1")
    assert found is not None
    with write_tx(db):
        offerings.move_offering(
            db, found.id, before=OfferingState.PUBLISHED, after=OfferingState.ARCHIVED, now=now
        )
    number = offerings.catalogue_number(db)
    assert run(db, now, {"place": "Varkaus"}).changed == ("x1",)
    assert offerings.get_offering(db, found.id).state is OfferingState.ARCHIVED
    assert offerings.catalogue_number(db) == number


@pytest.mark.parametrize("touch", ["edit", "confirm"])
def test_what_a_person_edited_or_confirmed_is_kept_and_reported(
    db: Database, now: datetime, touch: str
) -> None:
    run(db, now, {}, {})
    found = offerings.find_imported_offering(db, "x1")
    assert found is not None
    with write_tx(db):
        if touch == "edit":
            user = users.add_user(db, email="tutkija@example.com", language=Language.FI, now=now)
            own = replace(found.content, place="Kuopio")
            offerings.add_offering_version(db, found.id, own, created_by=user.id, now=now)
        else:
            offerings.confirm_offering(db, found.id, now)
    before = offerings.get_offering(db, found.id)
    report = run(db, now, {"place": "Helsinki", "source": "https://example.com/3"}, {"place": "Helsinki"})
    assert (report.kept, report.changed) == (("x1",), ("x2",))
    assert offerings.get_offering(db, found.id) == before


def test_a_confirmed_offering_that_the_file_repeats_is_simply_unchanged(db: Database, now: datetime) -> None:
    run(db, now, {})
    found = offerings.find_imported_offering(db, "x1")
    assert found is not None
    with write_tx(db):
        offerings.confirm_offering(db, found.id, now)
    assert run(db, now, {}).unchanged == ("x1",)


def test_an_id_of_another_institution_refuses_the_whole_file(db: Database, now: datetime) -> None:
    run(db, now, {})
    before = counts(db)
    with pytest.raises(ImportRefused) as refused:
        run(db, now, {"institution": "Toinen laitos"}, {})
    (problem,) = refused.value.problems
    assert (problem.line, problem.column, problem.message) == (1, "institution", OTHER_INSTITUTION)
    assert problem.params == {"institution": "Koelaitos"}
    assert counts(db) == before


def test_an_error_in_the_middle_leaves_nothing_behind(db: Database, now: datetime) -> None:
    before = counts(db)
    good = rows({}, {})
    broken = replace(good[1], content=replace(good[1].content, place=None))  # type: ignore[arg-type]
    with pytest.raises(Exception, match="NOT NULL"):
        import_offerings(
            db, rows=(good[0], broken), state=OfferingState.PUBLISHED, actor=Actor.system(), now=now
        )
    assert counts(db) == before
    assert not db.conn.in_transaction


def test_a_dry_run_reports_the_same_and_writes_nothing(db: Database, now: datetime) -> None:
    run(db, now, {})
    before = counts(db)
    changes: tuple[dict[str, object], ...] = ({"place": "Varkaus"}, {"institution": "Toinen laitos"})
    trial = run(db, now, *changes, dry_run=True)
    assert counts(db) == before
    assert trial == run(db, now, *changes)
    assert (trial.changed, trial.added, trial.new_institutions) == (("x1",), ("x2",), ("Toinen laitos",))


def test_every_step_is_in_the_audit_trail(db: Database, now: datetime) -> None:
    run(db, now, {})
    run(db, now, {"place": "Varkaus"})
    found = offerings.find_imported_offering(db, "x1")
    assert found is not None
    entries = audit.list_for_object(db, "offering", found.id)
    assert [(entry.action, entry.detail) for entry in entries] == [
        ("import_offerings", {"external_id": "x1", "outcome": "changed", "version": 2}),
        ("import_offerings", {"external_id": "x1", "outcome": "added", "version": 1}),
    ]
    whole = audit.list_for_object(db, "catalogue", "offerings")[0]
    assert whole.detail == {"added": 0, "changed": 1, "unchanged": 0, "kept": 0, "new_institutions": 0}
    assert len(audit.list_for_object(db, "institution", found.institution_id)) == 1


def test_an_offering_written_here_is_found_by_its_own_id(db: Database, now: datetime) -> None:
    with write_tx(db):
        institution = institutions.add_institution(db, name="Koelaitos", kind=InstitutionKind.OTHER, now=now)
        own = offerings.add_offering(
            db,
            institution_id=institution.id,
            content=rows({})[0].content,
            state=OfferingState.PUBLISHED,
            now=now,
        )
    assert run(db, now, {"id": own.id, "source": ""}).unchanged == (own.id,)
    assert offerings.count_offerings(db) == 1
