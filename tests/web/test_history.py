"""The audit trail in words: every step that an operation can record has its sentence, in both languages."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from matchmaker.i18n import translator
from matchmaker.store.audit import AuditEntry
from matchmaker.web.history import SENTENCES, history
from tests.conftest import NOW

OPERATIONS = Path(__file__).parents[2] / "matchmaker" / "operations"
ACTION = re.compile(r"[a-z]+(_[a-z]+)+")
RECORDERS = {"_record", "record_of_company", "record_of_need", "record_step"}


def recorded_actions(source: str) -> Iterator[str]:
    """The names that a module gives to `action`: by keyword, as a default, or by place to what writes the trail."""
    for node in ast.walk(ast.parse(source)):
        given: list[ast.expr] = []
        if isinstance(node, ast.Call):
            given += [keyword.value for keyword in node.keywords if keyword.arg == "action"]
            if _called(node) in RECORDERS:
                given += node.args
        elif isinstance(node, ast.FunctionDef):
            defaults = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
            given += [default for argument, default in defaults if argument.arg == "action" and default]
        yield from (text for expression in given for text in texts(expression) if ACTION.fullmatch(text))


def _called(call: ast.Call) -> str:
    """The name of the function, without its module."""
    return ast.unparse(call.func).rpartition(".")[2]


def texts(expression: ast.expr) -> Iterator[str]:
    """The text that is written there, or both of 'this if ... else that'."""
    if isinstance(expression, ast.IfExp):
        yield from texts(expression.body)
        yield from texts(expression.orelse)
    elif isinstance(expression, ast.Constant) and isinstance(expression.value, str):
        yield expression.value


def all_actions() -> set[str]:
    return {
        action
        for path in OPERATIONS.glob("*.py")
        for action in recorded_actions(path.read_text(encoding="utf-8"))
    }


def test_the_search_for_actions_finds_each_way_of_naming_one() -> None:
    source = """
audit.record(db, action="keyword_given", object_type="no_action")
audit.record(db, action="one_way" if web else "other_way")
_record(db, "by_place", need_id)
audit.record_of_need(db, "of_this" if web else "of_that", need_id)
record_step(db, "of_a_step", introduction)
def move(db, *, action: str = "by_default"): ...
raise NotAllowed("not_recorded", "reason")
"""
    assert set(recorded_actions(source)) == {
        "keyword_given",
        "one_way",
        "other_way",
        "by_place",
        "of_this",
        "of_that",
        "of_a_step",
        "by_default",
    }
    assert {
        "submit_need",
        "enter_need",
        "decide_match",
        "undo_decision",
        "accept_need",
        "sign_in",
    } <= all_actions()


def test_every_recorded_action_has_a_sentence() -> None:
    assert all_actions() - set(SENTENCES) == set()


def test_no_sentence_is_left_over() -> None:
    named = "\n".join(path.read_text(encoding="utf-8") for path in OPERATIONS.glob("*.py"))
    assert [action for action in SENTENCES if f'"{action}"' not in named] == []


def test_every_sentence_is_translated() -> None:
    finnish = translator("fi")
    assert [text for text in SENTENCES.values() if finnish.gettext(text) == text] == []


def entry(action: str, object_id: str = "m" * 16, **detail: object) -> AuditEntry:
    return AuditEntry(
        id=1,
        at=NOW,
        actor_id=None,
        actor_name="Kaija",
        actor_role="coordinator",
        action=action,
        object_type="match",
        object_id=object_id,
        need_id=None,
        detail=detail,
    )


def test_details_are_told_in_words(app: Flask) -> None:
    entries = [
        entry("decide_match", before="suggested", after="rejected", reason="wrong-size"),
        entry("decide_match", before="suggested", after="approved", reason=None),
        entry("close_need", "n" * 16, result="no-match"),
        entry("assign_need", "n" * 16, assignee="u" * 16),
        entry("assign_need", "n" * 16, assignee=None),
        entry("withdraw_consent", "n" * 16, purpose="introduce"),
        entry("accept_member", "c" * 16, user="u" * 16),
        entry("accept_member", "c" * 16, user="x" * 16),
        entry("accept_need", "n" * 16, before="submitted", after="accepted", despite="By post"),
        entry("import_offerings", "o" * 16, added=3, changed=0, new_institutions=1),
        entry("edit_need", "n" * 16, changed=["title", "helps"], version=2),
        entry("make_backup", "b" * 16, folder="2026-11-24", seconds=1.5),
        entry("save_mail_wording", "sign_in", language="fi"),
        entry(
            "save_profile",
            "c" * 16,
            changed=["name", "municipality", "makes"],
            before={"name": "Svon Oy", "municipality": None},
            after={"name": "Savon Oy", "municipality": "297"},
        ),
    ]
    with app.test_request_context("/?lang=en"):
        lines = history(entries, {"m" * 16: "Welding trials", "u" * 16: "Mikko"})
    assert [line.detail for line in lines] == [
        "Welding trials: Suggested → Rejected: Not for companies of this size",
        "Welding trials: Suggested → Approved",
        "No match found",
        "Mikko",
        "Nobody yet",
        "Introducing the company to an institution",
        "Mikko",
        "",
        "Being matched: reason given: By post",
        "new: 3, new institutions: 1",
        "version 2, changed: 2",
        "folder 2026-11-24, seconds: 1.5",
        "Finnish",
        "Name: Svon Oy → Savon Oy; Municipality: – → Kuopio; What the company makes",
    ]
    assert (lines[0].who, lines[0].what) == ("Kaija", "A match was decided")
