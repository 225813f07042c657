"""Version 6: companies that are asked by phone (no address, who said it, whom to call), and permissions asked for by mail."""

SQL = """
CREATE TABLE introductions_6 (
    id TEXT PRIMARY KEY CHECK (length(id) = 16),
    match_id TEXT NOT NULL REFERENCES matches(id),
    company_email TEXT NOT NULL CHECK (company_email = '' OR company_email LIKE '%_@_%'),
    institution_email TEXT NOT NULL CHECK (institution_email = '' OR institution_email LIKE '%_@_%'),
    asked_at TEXT NOT NULL,
    asked_by TEXT REFERENCES users(id),
    due_at TEXT NOT NULL,
    company_answer TEXT CHECK (company_answer IN ('yes', 'no', 'not-now')),
    company_answered_at TEXT CHECK ((company_answered_at IS NOT NULL) = (company_answer IS NOT NULL)),
    company_reason TEXT NOT NULL DEFAULT '',
    company_note TEXT NOT NULL DEFAULT '',
    company_told_by TEXT NOT NULL DEFAULT '' CHECK (company_told_by = '' OR company_answer IS NOT NULL),
    institution_answer TEXT CHECK (institution_answer IN ('yes', 'no', 'not-now')),
    institution_answered_at TEXT CHECK ((institution_answered_at IS NOT NULL) = (institution_answer IS NOT NULL)),
    institution_reason TEXT NOT NULL DEFAULT '',
    institution_note TEXT NOT NULL DEFAULT '',
    reminded_at TEXT,
    followed_up_at TEXT,
    ended_at TEXT,
    line TEXT NOT NULL DEFAULT '',
    call_since TEXT
) STRICT;
INSERT INTO introductions_6 (id, match_id, company_email, institution_email, asked_at, asked_by, due_at, company_answer,
    company_answered_at, company_reason, company_note, institution_answer, institution_answered_at, institution_reason,
    institution_note, reminded_at, followed_up_at, ended_at, line)
    SELECT id, match_id, company_email, institution_email, asked_at, asked_by, due_at, company_answer,
    company_answered_at, company_reason, company_note, institution_answer, institution_answered_at, institution_reason,
    institution_note, reminded_at, followed_up_at, ended_at, line FROM introductions ORDER BY rowid;
DROP TABLE introductions;
ALTER TABLE introductions_6 RENAME TO introductions;
CREATE UNIQUE INDEX introductions_one_open ON introductions (match_id) WHERE ended_at IS NULL;
CREATE INDEX introductions_due ON introductions (due_at) WHERE ended_at IS NULL;
CREATE INDEX introductions_followed ON introductions (ended_at) WHERE followed_up_at IS NULL;
CREATE INDEX introductions_to_call ON introductions (call_since) WHERE call_since IS NOT NULL;

CREATE TABLE action_links_6 (
    token_hash TEXT PRIMARY KEY CHECK (length(token_hash) = 64),
    action TEXT NOT NULL CHECK (action IN ('answer-company', 'answer-institution', 'confirm-offering',
        'answer-clarification', 'answer-permission', 'unsubscribe')),
    object_id TEXT NOT NULL,
    email TEXT NOT NULL CHECK (email = lower(email)),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT
) STRICT, WITHOUT ROWID;
INSERT INTO action_links_6 SELECT token_hash, action, object_id, email, created_at, expires_at, used_at FROM action_links;
DROP TABLE action_links;
ALTER TABLE action_links_6 RENAME TO action_links;
CREATE INDEX action_links_expiry ON action_links (expires_at);

CREATE TABLE permission_requests (
    id TEXT PRIMARY KEY CHECK (length(id) = 16),
    need_id TEXT NOT NULL REFERENCES needs(id),
    asked_by TEXT REFERENCES users(id),
    asked_at TEXT NOT NULL,
    due_at TEXT NOT NULL,
    reminded_at TEXT,
    granted INTEGER CHECK (granted IN (0, 1)),
    answered_at TEXT CHECK ((answered_at IS NOT NULL) = (granted IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX permission_requests_one_open ON permission_requests (need_id) WHERE answered_at IS NULL;
"""
