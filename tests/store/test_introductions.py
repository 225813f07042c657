"""What the worker asks about introductions, again and again."""

from datetime import datetime

from sqlite_utils import Database

from matchmaker.store import introductions


def test_what_the_worker_asks_every_second_begins_with_the_open_introductions(
    db: Database, now: datetime
) -> None:
    """With 100,000 matches, beginning with the needs took five seconds."""
    seen: list[str] = []
    db.conn.set_trace_callback(seen.append)
    introductions.list_called_off_introductions(db, now)
    introductions.list_overdue_introductions(db, now)
    introductions.list_introductions_to_remind(db, now)
    introductions.list_introductions_to_follow_up(db, now)
    db.conn.set_trace_callback(None)
    asked = [statement for statement in seen if statement.lstrip().startswith("SELECT")]
    assert len(asked) == 4
    for statement in asked:
        plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()]
        assert "introductions" in plan[0], plan
        assert not [step for step in plan if step.startswith("SCAN") and "introductions" not in step]
