"""Version 3: decisions taken in one step, and indexes for the coordinator's desk."""

SQL = """
ALTER TABLE decisions ADD COLUMN batch TEXT NOT NULL DEFAULT '';
CREATE INDEX decisions_batch ON decisions (batch) WHERE batch <> '';
CREATE INDEX matches_state ON matches (state, updated_at);
CREATE INDEX matches_need_state ON matches (need_id, state, withdrawn);
"""
