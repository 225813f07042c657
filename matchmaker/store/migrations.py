"""The schema, as migrations that are never edited once released; later ones are tested on a populated older database."""

from sqlite_utils import Database, Migrations

from matchmaker.store.database import write_tx
from matchmaker.store.schema import version_1 as version_1_sql
from matchmaker.store.schema import version_2 as version_2_sql
from matchmaker.store.schema import version_3 as version_3_sql
from matchmaker.store.schema import version_4 as version_4_sql
from matchmaker.store.schema import version_5 as version_5_sql
from matchmaker.store.schema import version_6 as version_6_sql
from matchmaker.store.schema import version_7 as version_7_sql
from matchmaker.store.schema import version_8 as version_8_sql

migrations = Migrations("matchmaker")


@migrations()
def version_1(db: Database) -> None:
    """Users, companies, institutions, needs, offerings, matches, decisions, mail and audit."""
    for statement in _statements(version_1_sql.SQL):
        db.execute(statement)


@migrations()
def version_2(db: Database) -> None:
    """Introductions, clarifications, support events, ties, mail preferences and templates, own thesaurus terms."""
    for statement in _statements(version_2_sql.SQL):
        db.execute(statement)


@migrations()
def version_3(db: Database) -> None:
    """Decisions taken in one step, indexes for the coordinator's desk."""
    for statement in _statements(version_3_sql.SQL):
        db.execute(statement)


@migrations()
def version_4(db: Database) -> None:
    """Who may see the answers to questions."""
    for statement in _statements(version_4_sql.SQL):
        db.execute(statement)


@migrations()
def version_5(db: Database) -> None:
    """Words of needs, whose turn comes first, needs handed over, a coordinator's line to whom they ask."""
    for statement in _statements(version_5_sql.SQL):
        db.execute(statement)


@migrations()
def version_6(db: Database) -> None:
    """Companies that are asked by phone, permissions asked for by mail."""
    for statement in _statements(version_6_sql.SQL):
        db.execute(statement)


@migrations()
def version_7(db: Database) -> None:
    """For whom an offering is, how to get it and its unit in a language of their own."""
    for statement in _statements(version_7_sql.SQL):
        db.execute(statement)


@migrations()
def version_8(db: Database) -> None:
    """Needs closed as no matter for research, found by people and phone numbers; what others are asked; only mine."""
    for statement in _statements(version_8_sql.SQL):
        db.execute(statement)


class BrokenReferences(Exception):
    """A migration would leave rows that point at nothing; it was rolled back."""


def migrate(db: Database) -> list[str]:
    """Bring the schema up to date under the write lock; return the names of the migrations applied now.

    Foreign keys are off meanwhile, since SQLite would empty the references to a table that is made anew; they are checked
    before the commit. Raises BrokenReferences.
    """
    db.execute("PRAGMA foreign_keys = OFF")  # without effect inside a transaction
    try:
        with write_tx(db):
            before = {migration.name for migration in migrations.applied(db)}
            migrations.apply(db)
            applied = [migration.name for migration in migrations.applied(db) if migration.name not in before]
            if applied and (broken := list(db.query("PRAGMA foreign_key_check"))):
                raise BrokenReferences(broken[:5])
            return applied
    finally:
        db.execute("PRAGMA foreign_keys = ON")


def _statements(script: str) -> list[str]:
    """Split a script: `executescript` would commit the transaction that makes a migration whole."""
    statements: list[str] = []
    pending = ""
    for line in script.strip().splitlines():
        pending += line + "\n"
        inside_trigger = pending.lstrip().startswith("CREATE TRIGGER")
        if line.endswith("END;" if inside_trigger else ";"):
            statements.append(pending)
            pending = ""
    return statements
