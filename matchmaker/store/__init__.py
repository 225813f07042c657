"""SQLite: opening, the write transaction, migrations, and one module of plain functions per table group."""
