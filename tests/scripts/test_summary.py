"""The closing lines of scripts/test."""

from pathlib import Path

import pytest

from tests.summary import main, suite_of_class

JUNIT = """<testsuites><testsuite>
<testcase classname="tests.store.test_needs" name="a" time="1.0"/>
<testcase classname="tests.contracts.test_urls" name="b" time="2.0"><failure message="x"/></testcase>
<testcase classname="tests.journeys.test_need" name="c" time="3.0"><error message="x"/></testcase>
<testcase classname="tests.browser.test_pages.TestFront" name="d" time="0"><skipped message="NO BROWSER"/></testcase>
</testsuite></testsuites>"""


@pytest.fixture
def junit(tmp_path: Path) -> Path:
    path = tmp_path / "tests.xml"
    path.write_text(JUNIT, encoding="utf-8")
    return path


def test_last_line_counts_every_test_and_errors_as_failed(junit: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["check:0:4", f"tests:1:6:{junit}"]) == 1
    printed = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in printed[:5]] == [
        ["check", "passed"],
        ["unit", "passed"],
        ["contract", "FAILED"],
        ["journey", "FAILED"],
        ["browser", "skipped"],
    ]
    assert printed[-2:] == ["  skipped 1 x NO BROWSER", "1 passed, 2 failed, 1 skipped"]


def test_failed_check_is_never_hidden_by_passing_tests(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "tests.xml"
    path.write_text(
        '<testsuite><testcase classname="tests.store.test_x" time="1"/></testsuite>', encoding="utf-8"
    )
    assert main(["check:1:4", f"tests:0:6:{path}"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "1 passed, 1 failed, 0 skipped"


def test_run_that_broke_before_writing_results_counts_as_failed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["check:0:4", f"tests:2:6:{tmp_path / 'missing.xml'}"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "0 passed, 1 failed, 0 skipped"


def test_part_without_tests_is_no_failure_but_a_run_without_any_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    empty = tmp_path / "browser.xml"
    empty.write_text("<testsuite/>", encoding="utf-8")
    assert main(["check:0:4", f"browser:5:1:{empty}"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "0 passed, 1 failed, 0 skipped"


def test_class_names_of_junit_tell_the_suite():
    names = [
        "tests.store.test_a",
        "tests.scripts.test_a.TestB",
        "tests.contracts.test_c",
        "tests.browser.test_d",
    ]
    assert [suite_of_class(name) for name in names] == ["unit", "journey", "contract", "browser"]
