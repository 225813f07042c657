"""`rank`, `evaluate`, `explain`, `doctor` and `thesaurus check` on real files."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from matchmaker.cli import main

NORTH_SAVO = Path(__file__).parent.parent / "relevance" / "north-savo"
OFFERINGS = [
    {
        "id": "weld",
        "title_fi": "Hitsauskokeet",
        "description_en": "Welding procedure tests.",
        "keywords": ["hitsaus"],
    },
    {"id": "over", "title_fi": "Hitsausprojekti", "ends": "2022-09-30", "target_regions": ["Pohjois-Savo"]},
    {"id": "food", "title_en": "Food product development"},
]
NEEDS = [
    {
        "id": "n1",
        "title": "Hitsaus tökkii",
        "description": "Menetelmäkoe puuttuu.",
        "company": {"municipality": "Kuopio"},
    },
    {"id": "n2", "text": "shelf life of food", "lang": "en"},
]


@pytest.fixture
def files(tmp_path: Path, lexicons: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    instance = tmp_path / "instance"
    instance.mkdir()
    (instance / "lexicons").symlink_to(lexicons, target_is_directory=True)
    monkeypatch.setenv("MATCHMAKER_INSTANCE", str(instance))
    monkeypatch.setenv("MATCHMAKER_MODE", "demo")
    for name, records in (("offerings", OFFERINGS), ("needs", NEEDS)):
        lines = "".join(json.dumps(record) + "\n" for record in records)
        (tmp_path / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def ranked(files: Path, *options: str) -> dict[str, list[str]]:
    output = files / "run.txt"
    result = run(
        "rank",
        "--offerings",
        files / "offerings.jsonl",
        "--needs",
        files / "needs.jsonl",
        "--output",
        output,
        *options,
    )
    assert result.exit_code == 0, result.output
    found: dict[str, list[str]] = {}
    for line in output.read_text(encoding="utf-8").splitlines():
        need, q0, offering, place, score, tag = line.split()
        found.setdefault(need, []).append(offering)
        assert (q0, int(place)) == ("Q0", len(found[need]))
        assert 0 < float(score) <= 1
        assert tag.startswith("matchmaker-")
    return found


def test_plain_ranking_knows_no_dates(files):
    found = ranked(files)
    assert set(found["n1"][:2]) == {"weld", "over"}
    assert found["n2"][0] == "food"


def test_as_of_leaves_out_what_is_not_open(files):
    assert "over" not in ranked(files, "--as-of", "2026-11-24")["n1"]
    assert "over" in ranked(files, "--as-of", "2021-06-01")["n1"]


def test_top_cuts(files):
    assert all(len(offerings) == 1 for offerings in ranked(files, "--top", "1").values())


def test_suggested_only_is_part_of_the_eligible(files):
    suggested = ranked(files, "--suggested-only", "--as-of", "2021-06-01")
    eligible = ranked(files, "--as-of", "2021-06-01")
    assert all(set(found) <= set(eligible[need]) for need, found in suggested.items())


def test_wrong_file_is_named(files):
    (files / "needs.jsonl").write_text('{"id": "n1"}\n{"text": "no id"}\n', encoding="utf-8")
    result = run(
        "rank",
        "--offerings",
        files / "offerings.jsonl",
        "--needs",
        files / "needs.jsonl",
        "--output",
        files / "run.txt",
    )
    assert result.exit_code == 1
    assert "needs.jsonl: line 2" in result.output


def test_evaluate_prints_four_figures(files):
    (files / "run.txt").write_text("n1 Q0 a 1 0.9 t\nn1 Q0 b 2 0.8 t\n", encoding="utf-8")
    (files / "qrels.txt").write_text("n1 0 b 2\n", encoding="utf-8")
    result = run("evaluate", "--run", files / "run.txt", "--qrels", files / "qrels.txt")
    assert result.output.splitlines() == ["nDCG@10\t0.6309", "MRR@10\t0.5000", "R@100\t1.0000", "MAP\t0.5000"]


def test_explain_speaks_the_readers_language(files):
    command = [
        "explain",
        "--offerings",
        files / "offerings.jsonl",
        "--needs",
        files / "needs.jsonl",
        "--need",
        "n1",
    ]
    result = run(*command, "--offering", "weld", "--language", "fi")
    assert result.exit_code == 0
    assert "n1 -> weld" in result.output
    assert "Hitsaus" in result.output
    assert "kaikki muu" in result.output
    stored = json.loads(run(*command, "--offering", "weld", "--json").output)
    total = sum(line["share"] for line in stored["lines"]) + stored["subject"] + stored["remainder"]
    assert total == pytest.approx(stored["score"], abs=1e-6)
    assert run(*command[:-1], "nobody").exit_code == 1


def test_doctor_tells_the_analyser(files):
    result = run("doctor", "--language", "en")
    assert result.exit_code == 0
    assert "analyser: " in result.output
    assert "concepts" in result.output


def test_committed_thesaurus_passes_its_check():
    result = run("thesaurus", "check", "--language", "en")
    assert result.exit_code == 0
    assert "concepts checked." in result.output


def test_broken_thesaurus_does_not(tmp_path):
    file = tmp_path / "own.csv"
    file.write_text("id,fi,en,broader\na,yksi,one,zzz\n", encoding="utf-8")
    result = run("thesaurus", "check", file, "--language", "en")
    assert result.exit_code == 1
    assert "a is related to zzz" in result.output
