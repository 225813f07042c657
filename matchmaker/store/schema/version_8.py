"""Version 8: needs closed as no matter for research, needs found by people and telephone numbers, what others are asked and
whose needs a coordinator wants to see.

The table of needs is made anew for the longer list of results. Views and triggers that name it go before it and come back
after it; the references of other tables hold by its name, with foreign keys off meanwhile (`store.migrations`).
"""

SQL = """
DROP TRIGGER needs_added;
DROP TRIGGER needs_reworded;
DROP TRIGGER companies_renamed;
DROP VIEW need_bodies;

CREATE TABLE needs_8 (
    id TEXT PRIMARY KEY CHECK (length(id) = 16),
    company_id TEXT NOT NULL REFERENCES companies(id),
    state TEXT NOT NULL CHECK (state IN ('submitted', 'clarification', 'accepted', 'in-dialogue', 'closed')),
    result TEXT CHECK (result IN ('result', 'no-match', 'not-research', 'withdrawn', 'expired'))
        CHECK ((result IS NOT NULL) = (state = 'closed')),
    channel TEXT NOT NULL CHECK (channel IN ('web', 'phone', 'visit')),
    assignee_id TEXT REFERENCES users(id),
    created_by TEXT REFERENCES users(id),
    submission_key TEXT NOT NULL UNIQUE,
    version_id TEXT NOT NULL REFERENCES need_versions(id) DEFERRABLE INITIALLY DEFERRED,
    no_good_match INTEGER NOT NULL DEFAULT 0 CHECK (no_good_match IN (0, 1)),
    ranked_catalogue INTEGER NOT NULL DEFAULT 0,
    submitted_at TEXT NOT NULL,
    waiting_since TEXT NOT NULL,
    turn INTEGER NOT NULL DEFAULT 1 CHECK (turn IN (0, 1))
) STRICT;
INSERT INTO needs_8 (id, company_id, state, result, channel, assignee_id, created_by, submission_key, version_id,
    no_good_match, ranked_catalogue, submitted_at, waiting_since, turn)
    SELECT id, company_id, state, result, channel, assignee_id, created_by, submission_key, version_id,
    no_good_match, ranked_catalogue, submitted_at, waiting_since, turn FROM needs ORDER BY rowid;
DROP TABLE needs;
ALTER TABLE needs_8 RENAME TO needs;
CREATE INDEX needs_queue ON needs (state, waiting_since, id);
CREATE INDEX needs_company ON needs (company_id, submitted_at);
CREATE INDEX needs_turn ON needs (turn, waiting_since, id) WHERE state <> 'closed';
CREATE INDEX needs_sent ON needs (submitted_at, id);

CREATE VIEW need_bodies AS
    SELECT needs.id AS need_id, title || char(10) || description || char(10) || companies.name || char(10)
        || coalesce(business_id, '') || char(10) || phone || char(10)
        || replace(replace(replace(replace(replace(phone, ' ', ''), '-', ''), '(', ''), ')', ''), char(160), '')
        || char(10) || coalesce((SELECT group_concat(users.name || char(10) || users.email, char(10)) FROM memberships
            JOIN users ON users.id = memberships.user_id WHERE memberships.company_id = needs.company_id
            AND memberships.state IN ('invited', 'active')), '')
        || char(10) || coalesce((SELECT group_concat(agreed_by, char(10)) FROM (SELECT DISTINCT agreed_by FROM consents
            WHERE consents.need_id = needs.id AND consents.company_id = needs.company_id)), '') AS body
    FROM needs JOIN need_versions ON need_versions.id = needs.version_id JOIN companies ON companies.id = needs.company_id;
UPDATE need_texts SET body = (SELECT body FROM need_bodies WHERE need_bodies.need_id = need_texts.need_id);
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
CREATE TRIGGER members_added AFTER INSERT ON memberships WHEN new.company_id IS NOT NULL
BEGIN
    UPDATE need_texts SET body = (SELECT body FROM need_bodies WHERE need_id = need_texts.need_id)
        WHERE need_id IN (SELECT id FROM needs WHERE company_id = new.company_id);
END;
CREATE TRIGGER members_changed AFTER UPDATE OF state ON memberships WHEN new.company_id IS NOT NULL
BEGIN
    UPDATE need_texts SET body = (SELECT body FROM need_bodies WHERE need_id = need_texts.need_id)
        WHERE need_id IN (SELECT id FROM needs WHERE company_id = new.company_id);
END;
CREATE TRIGGER members_renamed AFTER UPDATE OF name, email ON users
BEGIN
    UPDATE need_texts SET body = (SELECT body FROM need_bodies WHERE need_id = need_texts.need_id)
        WHERE need_id IN (SELECT needs.id FROM needs JOIN memberships ON memberships.company_id = needs.company_id
            WHERE memberships.user_id = new.id);
END;
CREATE TRIGGER consents_told AFTER INSERT ON consents WHEN new.need_id IS NOT NULL
BEGIN
    UPDATE need_texts SET body = (SELECT body FROM need_bodies WHERE need_id = new.need_id)
        WHERE need_id = new.need_id AND instr(body, new.agreed_by) = 0;
END;

CREATE INDEX permission_requests_need ON permission_requests (need_id, asked_at);
CREATE INDEX permission_requests_open ON permission_requests (due_at, need_id) WHERE answered_at IS NULL;
CREATE INDEX clarifications_open ON clarifications (due_at, need_id) WHERE answer IS NULL;
ALTER TABLE users ADD COLUMN only_mine INTEGER NOT NULL DEFAULT 0 CHECK (only_mine IN (0, 1));
"""
