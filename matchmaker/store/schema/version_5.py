"""Version 5: finding needs by their words, urgent ones first, needs handed over with a word, a coordinator's line to whom
they ask."""

SQL = """
ALTER TABLE needs ADD COLUMN turn INTEGER NOT NULL DEFAULT 1 CHECK (turn IN (0, 1));
UPDATE needs SET turn = 0 WHERE version_id IN (SELECT id FROM need_versions WHERE urgency = 'now');
CREATE INDEX needs_turn ON needs (turn, waiting_since, id) WHERE state <> 'closed';
CREATE INDEX needs_sent ON needs (submitted_at, id);

ALTER TABLE introductions ADD COLUMN line TEXT NOT NULL DEFAULT '';

CREATE TABLE handovers (
    id TEXT PRIMARY KEY CHECK (length(id) = 16),
    need_id TEXT NOT NULL REFERENCES needs(id),
    from_id TEXT REFERENCES users(id),
    to_id TEXT NOT NULL REFERENCES users(id),
    message TEXT NOT NULL DEFAULT '',
    handed_at TEXT NOT NULL,
    seen_at TEXT
) STRICT;
CREATE INDEX handovers_need ON handovers (need_id, handed_at);
CREATE UNIQUE INDEX handovers_unseen ON handovers (need_id) WHERE seen_at IS NULL;

CREATE VIEW need_bodies AS
    SELECT needs.id AS need_id, title || char(10) || description || char(10) || companies.name || char(10)
        || coalesce(business_id, '') AS body
    FROM needs JOIN need_versions ON need_versions.id = needs.version_id JOIN companies ON companies.id = needs.company_id;
CREATE TABLE need_texts (
    id INTEGER PRIMARY KEY,
    need_id TEXT NOT NULL UNIQUE REFERENCES needs(id),
    body TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE need_words USING fts5 (body, content='need_texts', content_rowid='id', tokenize='trigram');
CREATE TRIGGER need_texts_added AFTER INSERT ON need_texts
BEGIN INSERT INTO need_words (rowid, body) VALUES (new.id, new.body); END;
CREATE TRIGGER need_texts_removed AFTER DELETE ON need_texts
BEGIN INSERT INTO need_words (need_words, rowid, body) VALUES ('delete', old.id, old.body); END;
CREATE TRIGGER need_texts_changed AFTER UPDATE ON need_texts
BEGIN
    INSERT INTO need_words (need_words, rowid, body) VALUES ('delete', old.id, old.body);
    INSERT INTO need_words (rowid, body) VALUES (new.id, new.body);
END;
INSERT INTO need_texts (need_id, body) SELECT need_id, body FROM need_bodies ORDER BY need_id;
CREATE TRIGGER needs_added AFTER INSERT ON needs
BEGIN INSERT INTO need_texts (need_id, body) SELECT need_id, body FROM need_bodies WHERE need_id = new.id; END;
CREATE TRIGGER needs_reworded AFTER UPDATE OF version_id, company_id ON needs
BEGIN
    UPDATE need_texts SET body = (SELECT body FROM need_bodies WHERE need_id = new.id) WHERE need_id = new.id;
END;
CREATE TRIGGER companies_renamed AFTER UPDATE OF name, business_id ON companies
BEGIN
    UPDATE need_texts SET body = (SELECT body FROM need_bodies WHERE need_id = need_texts.need_id)
        WHERE need_id IN (SELECT id FROM needs WHERE company_id = new.id);
END;
"""
