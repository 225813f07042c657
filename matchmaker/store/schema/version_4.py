"""Version 4: who may see what a company answers. What was answered before was told to the coordinator alone."""

SQL = """
ALTER TABLE clarifications ADD COLUMN audience TEXT NOT NULL DEFAULT 'coordinator'
    CHECK (audience IN ('asked', 'introduced', 'coordinator'));
"""
