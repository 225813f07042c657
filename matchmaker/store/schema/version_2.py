"""Version 2: introductions with one-tap answers, clarifications, support events, mail choices, own thesaurus concepts."""

SQL = """
ALTER TABLE need_versions ADD COLUMN summary TEXT NOT NULL DEFAULT '';

ALTER TABLE outbox ADD COLUMN kind TEXT NOT NULL DEFAULT 'necessary'
    CHECK (kind IN ('necessary', 'notice', 'reminder'));
ALTER TABLE outbox ADD COLUMN decision_id TEXT REFERENCES decisions(id);
ALTER TABLE outbox ADD COLUMN cancelled_at TEXT;
ALTER TABLE outbox ADD COLUMN sending_at TEXT;
ALTER TABLE outbox ADD COLUMN message_id TEXT NOT NULL DEFAULT '';
DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox (not_before)
    WHERE delivered_at IS NULL AND failed_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX outbox_decision ON outbox (decision_id);

ALTER TABLE offerings ADD COLUMN reminded_at TEXT;
CREATE INDEX offerings_confirmed ON offerings (confirmed_at) WHERE state = 'published';

CREATE TABLE introductions (
    id TEXT PRIMARY KEY CHECK (length(id) = 16),
    match_id TEXT NOT NULL REFERENCES matches(id),
    company_email TEXT NOT NULL CHECK (company_email LIKE '%_@_%'),
    institution_email TEXT NOT NULL CHECK (institution_email LIKE '%_@_%'),
    asked_at TEXT NOT NULL,
    asked_by TEXT REFERENCES users(id),
    due_at TEXT NOT NULL,
    company_answer TEXT CHECK (company_answer IN ('yes', 'no', 'not-now')),
    company_answered_at TEXT CHECK ((company_answered_at IS NOT NULL) = (company_answer IS NOT NULL)),
    company_reason TEXT NOT NULL DEFAULT '',
    company_note TEXT NOT NULL DEFAULT '',
    institution_answer TEXT CHECK (institution_answer IN ('yes', 'no', 'not-now')),
    institution_answered_at TEXT CHECK ((institution_answered_at IS NOT NULL) = (institution_answer IS NOT NULL)),
    institution_reason TEXT NOT NULL DEFAULT '',
    institution_note TEXT NOT NULL DEFAULT '',
    reminded_at TEXT,
    followed_up_at TEXT,
    ended_at TEXT
) STRICT;
CREATE UNIQUE INDEX introductions_one_open ON introductions (match_id) WHERE ended_at IS NULL;
CREATE INDEX introductions_due ON introductions (due_at) WHERE ended_at IS NULL;
CREATE INDEX introductions_followed ON introductions (ended_at) WHERE followed_up_at IS NULL;

CREATE TABLE action_links (
    token_hash TEXT PRIMARY KEY CHECK (length(token_hash) = 64),
    action TEXT NOT NULL CHECK (action IN ('answer-company', 'answer-institution', 'confirm-offering',
        'answer-clarification', 'unsubscribe')),
    object_id TEXT NOT NULL,
    email TEXT NOT NULL CHECK (email = lower(email)),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX action_links_expiry ON action_links (expires_at);

CREATE TABLE clarifications (
    id TEXT PRIMARY KEY CHECK (length(id) = 16),
    need_id TEXT NOT NULL REFERENCES needs(id),
    question TEXT NOT NULL CHECK (trim(question) <> ''),
    asked_by TEXT REFERENCES users(id),
    asked_at TEXT NOT NULL,
    due_at TEXT NOT NULL,
    reminded_at TEXT,
    answer TEXT CHECK (trim(answer) <> ''),
    answered_by TEXT REFERENCES users(id),
    answered_at TEXT CHECK ((answered_at IS NOT NULL) = (answer IS NOT NULL))
) STRICT;
CREATE INDEX clarifications_need ON clarifications (need_id, asked_at);

CREATE TABLE support_events (
    id TEXT PRIMARY KEY CHECK (length(id) = 16),
    need_id TEXT NOT NULL REFERENCES needs(id),
    match_id TEXT REFERENCES matches(id),
    decision_id TEXT REFERENCES decisions(id),
    company_id TEXT NOT NULL REFERENCES companies(id),
    kind TEXT NOT NULL CHECK (kind IN ('brokered', 'supported', 'met', 'service-bought', 'joint-rd', 'joined-project',
        'student-work', 'nothing')),
    happened_on TEXT NOT NULL CHECK (happened_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    hours REAL NOT NULL DEFAULT 0 CHECK (hours >= 0),
    evidence TEXT NOT NULL DEFAULT '',
    recorded_by TEXT REFERENCES users(id),
    recorded_at TEXT NOT NULL
) STRICT;
CREATE INDEX support_events_need ON support_events (need_id, happened_on);
CREATE INDEX support_events_decision ON support_events (decision_id);

CREATE TABLE ties (
    company_id TEXT NOT NULL REFERENCES companies(id),
    institution_id TEXT NOT NULL REFERENCES institutions(id),
    kind TEXT NOT NULL CHECK (kind IN ('customer', 'conflict')),
    note TEXT NOT NULL DEFAULT '',
    recorded_by TEXT REFERENCES users(id),
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (company_id, institution_id, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE saved_filters (
    id TEXT PRIMARY KEY CHECK (length(id) = 16),
    user_id TEXT NOT NULL REFERENCES users(id),
    name TEXT NOT NULL CHECK (trim(name) <> ''),
    query TEXT NOT NULL,
    created_at TEXT NOT NULL,
    UNIQUE (user_id, name)
) STRICT;

CREATE TABLE mail_templates (
    template TEXT NOT NULL CHECK (template <> ''),
    language TEXT NOT NULL CHECK (language IN ('fi', 'en')),
    subject TEXT NOT NULL CHECK (trim(subject) <> ''),
    body TEXT NOT NULL CHECK (trim(body) <> ''),
    changed_at TEXT NOT NULL,
    changed_by TEXT REFERENCES users(id),
    PRIMARY KEY (template, language)
) STRICT, WITHOUT ROWID;

CREATE TABLE mail_opt_outs (
    email TEXT NOT NULL CHECK (email = lower(email)),
    kind TEXT NOT NULL CHECK (kind IN ('notice', 'reminder')),
    since TEXT NOT NULL,
    PRIMARY KEY (email, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE own_concepts (
    id TEXT PRIMARY KEY CHECK (id GLOB '[a-z0-9]*' AND NOT id GLOB '*[^a-z0-9_]*'),
    fi TEXT NOT NULL DEFAULT '',
    en TEXT NOT NULL DEFAULT '',
    fi_lay TEXT NOT NULL DEFAULT '',
    en_lay TEXT NOT NULL DEFAULT '',
    broader TEXT NOT NULL DEFAULT '',
    related TEXT NOT NULL DEFAULT '',
    changed_at TEXT NOT NULL,
    changed_by TEXT REFERENCES users(id)
) STRICT;
"""
