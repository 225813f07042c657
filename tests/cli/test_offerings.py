"""The command line imports and exports catalogues, in the reader's language, and ends with an honest exit code."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from matchmaker.cli import main
from matchmaker.exchange.tables import MAX_BYTES
from matchmaker.store import offerings
from matchmaker.store.database import open_database

GOOD = {
    "id": "a1",
    "kind": "service",
    "institution": "Koelaitos",
    "title_fi": "Hitsaus",
    "description_fi": "Kokeita.",
}


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MATCHMAKER_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("MATCHMAKER_MODE", "production")
    monkeypatch.setenv("MATCHMAKER_BASE_URL", "https://match.example.fi")
    return tmp_path / "instance"


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


def write(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def count(instance: Path) -> int:
    return offerings.count_offerings(open_database(instance / "matchmaker.db"))


def test_a_good_file_is_imported_once_and_reported(instance: Path, tmp_path: Path) -> None:
    file = write(tmp_path / "file.jsonl", GOOD, GOOD | {"id": "a2"})
    first = call("offerings", "import", file)
    assert (first.exit_code, first.stdout) == (
        0,
        "Added: 2\nChanged: 0\nUnchanged: 0\nNew institutions: 1 (Koelaitos)\n",
    )
    again = call("offerings", "import", write(file, GOOD, GOOD | {"id": "a2", "place": "Varkaus"}))
    assert again.stdout == "Added: 0\nChanged: 1\nUnchanged: 1\n"
    assert count(instance) == 2


def test_a_bad_file_is_refused_whole_with_line_and_column_in_finnish(instance: Path, tmp_path: Path) -> None:
    file = tmp_path / "file.csv"
    file.write_bytes(
        "id;kind;institution;title_fi;description_fi;starts\n"
        "a1;service;Koelaitos;Hitsaus;Työ 2,5 h;\n"
        "a2;palvelu;Koelaitos;Hitsaus;Kokeita;31.2.2026\n".encode("cp1252")
    )
    result = call("offerings", "import", file, "--language", "fi")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "Rivi 3, sarake kind: Arvoa ”palvelu” ei tunneta tässä. Sallitut arvot: service, project.",
        "Rivi 3, sarake starts: ”31.2.2026” ei ole päivämäärä. Kirjoita 31.12.2026 tai 2026-12-31.",
        "Mitään ei tuotu.",
    ]
    assert not instance.exists() or count(instance) == 0


def test_the_terminals_language_is_spoken(
    instance: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "fi_FI.UTF-8")
    assert "Lisättyjä: 1" in call("offerings", "import", write(tmp_path / "file", GOOD)).stdout
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    assert "Unchanged: 1" in call("offerings", "import", tmp_path / "file").stdout


def test_a_dry_run_leaves_the_database_as_it_was(instance: Path, tmp_path: Path) -> None:
    result = call("offerings", "import", write(tmp_path / "file", GOOD), "--dry-run")
    assert result.exit_code == 0
    assert result.stdout.endswith("This was a trial: nothing was changed.\n")
    assert count(instance) == 0


def test_an_id_of_another_institution_ends_with_an_error(instance: Path, tmp_path: Path) -> None:
    call("offerings", "import", write(tmp_path / "file", GOOD))
    result = call(
        "offerings", "import", write(tmp_path / "file", GOOD | {"institution": "Muu"}, GOOD | {"id": "a2"})
    )
    assert result.exit_code == 1
    assert "Line 1, column institution: This id belongs to an offering of “Koelaitos”" in result.stderr
    assert count(instance) == 1


def test_fifty_megabytes_are_refused_before_they_are_read(
    instance: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "big.csv"
    with file.open("wb") as handle:
        handle.truncate(5 * MAX_BYTES)

    def refuse(path: Path) -> bytes:
        raise AssertionError(f"{path} was read")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    result = call("offerings", "import", file)
    assert (result.exit_code, result.stderr) == (
        1,
        "The file is larger than 10 megabytes.\nNothing was imported.\n",
    )


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_an_export_imports_as_unchanged(instance: Path, tmp_path: Path, form: str) -> None:
    call(
        "offerings",
        "import",
        write(tmp_path / "file", GOOD, GOOD | {"id": "a2", "keywords": ["työ", "=1+1"]}),
    )
    assert call("offerings", "export", "--format", form, "--output", tmp_path / "out").exit_code == 0
    assert "Unchanged: 2" in call("offerings", "import", tmp_path / "out").stdout
    assert call("offerings", "export", "--format", form).stdout_bytes == (tmp_path / "out").read_bytes()


def test_the_demo_is_not_loaded_into_a_real_installation(instance: Path) -> None:
    result = call("demo", "load")
    assert result.exit_code == 1
    assert "MATCHMAKER_MODE=demo" in result.stderr


def test_people_get_roles_and_are_listed(instance: Path, tmp_path: Path) -> None:
    call("offerings", "import", write(tmp_path / "file", GOOD))
    assert call("users", "list").stdout == "There are no users yet.\n"
    added = call("users", "add", "--role", "admin", "Aino@Esimerkki.fi", "--name", "Aino")
    assert added.exit_code == 0
    assert "“Administrator”" in added.stdout
    assert "https://match.example.fi" in added.stdout
    assert "already" in call("users", "add", "--role", "admin", "aino@esimerkki.fi").stdout
    call("users", "add", "--role", "institution", "tutkija@esimerkki.fi", "--institution", "Koelaitos")
    assert call("users", "list").stdout.splitlines() == [
        "aino@esimerkki.fi\tAdministrator\tAino",
        "tutkija@esimerkki.fi\tInstitution",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--role", "admin", "not an address"), "is not an e-mail address"),
        (("--role", "institution", "a@esimerkki.fi"), "--institution"),
        (("--role", "admin", "a@esimerkki.fi", "--institution", "Koelaitos"), "--institution"),
        (("--role", "institution", "a@esimerkki.fi", "--institution", "Nobody"), "no institution “Nobody”"),
    ],
)
def test_a_role_that_cannot_be_given_is_explained(
    instance: Path, arguments: tuple[str, ...], message: str
) -> None:
    result = call("users", "add", *arguments)
    assert result.exit_code == 1
    assert message in result.stderr


def test_a_wrong_setting_is_named(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHMAKER_BASE_URL", "match.example.fi")
    result = call("users", "list")
    assert result.exit_code == 1
    assert "base_url" in result.stderr
