"""Version 7: for whom an offering is, how to get it and its unit in a language of their own."""

SQL = """
ALTER TABLE offering_texts ADD COLUMN unit TEXT NOT NULL DEFAULT '';
ALTER TABLE offering_texts ADD COLUMN target_text TEXT NOT NULL DEFAULT '';
ALTER TABLE offering_texts ADD COLUMN how_to_get TEXT NOT NULL DEFAULT '';
"""
