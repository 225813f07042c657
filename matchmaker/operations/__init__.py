"""Use cases: one verb per module. Each takes the database first, then keywords; says in its docstring what it leaves behind."""
