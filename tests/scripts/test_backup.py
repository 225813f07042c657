"""scripts/backup on a real installation: make, lose, restore, as scripts/deploy/README.md says."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(instance: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MATCHMAKER_")}
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment | {"MATCHMAKER_INSTANCE": str(instance), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=60,
    )


def matchmaker(instance: Path, *arguments: str) -> str:
    answer = run(instance, sys.executable, "-m", "matchmaker", *arguments)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """A production installation with one coordinator."""
    folder = tmp_path / "instance"
    folder.mkdir()
    (folder / "config.toml").write_text('base_url = "https://match.example.fi"\n', encoding="utf-8")
    matchmaker(folder, "migrate")
    matchmaker(folder, "users", "add", "--role", "coordinator", "maija@example.fi")
    return folder


def test_lost_installation_comes_back_from_its_backup(instance: Path, tmp_path: Path):
    made = run(instance, ROOT / "scripts" / "backup", "--to", tmp_path / "backups")
    assert made.returncode == 0, made.stderr
    backup = Path(made.stdout.strip())
    assert backup.parent == tmp_path / "backups"
    assert f"The newest backup is 0 days old: {backup}" in matchmaker(instance, "doctor")

    fresh = tmp_path / "fresh"
    fresh.mkdir()
    restored = run(fresh, ROOT / "scripts" / "backup", "--restore", backup)
    assert restored.returncode == 0, restored.stderr
    assert "maija@example.fi" in matchmaker(fresh, "users", "list")
    for name in ("secret_key", "config.toml"):
        assert (fresh / name).read_bytes() == (instance / name).read_bytes()


def test_nothing_to_back_up_is_an_error_that_a_timer_notices(tmp_path: Path):
    answer = run(tmp_path, ROOT / "scripts" / "backup")
    assert answer.returncode == 1
    assert "matchmaker.db does not exist" in answer.stderr
    assert "Traceback" not in answer.stderr
