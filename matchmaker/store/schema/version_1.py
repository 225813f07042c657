"""Version 1: users, companies, institutions, needs, offerings, matches, decisions, mail, audit. Released: never edited."""

SQL = """
CREATE TABLE users (
    id TEXT PRIMARY KEY CHECK (length(id) = 16),
    email TEXT NOT NULL UNIQUE CHECK (email = lower(email) AND email LIKE '%_@_%'),
    name TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL CHECK (language IN ('fi', 'en')),
    is_demo INTEGER NOT NULL DEFAULT 0 CHECK (is_demo IN (0, 1)),
    created_at TEXT NOT NULL,
    disabled_at TEXT
) STRICT;

CREATE TABLE companies (
    id TEXT PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL CHECK (trim(name) <> ''),
    business_id TEXT UNIQUE CHECK (business_id GLOB '[0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9]'),
    municipality TEXT CHECK (municipality GLOB '[0-9][0-9][0-9]'),
    size TEXT CHECK (size IN ('micro', 'small', 'medium', 'large')),
    sector TEXT CHECK (sector IN ('energy', 'machinery', 'health-technology', 'health-pharma', 'water-environment',
        'circular-mining', 'bio-forest', 'food', 'ict', 'construction', 'business', 'other')),
    nace_section TEXT CHECK (nace_section GLOB '[A-V]'),
    makes TEXT NOT NULL DEFAULT '',
    website TEXT NOT NULL DEFAULT '',
    is_demo INTEGER NOT NULL DEFAULT 0 CHECK (is_demo IN (0, 1)),
    created_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    merged_into TEXT REFERENCES companies(id) CHECK (merged_into <> id)
) STRICT;

CREATE TABLE institutions (
    id TEXT PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL UNIQUE CHECK (trim(name) <> ''),
    kind TEXT NOT NULL CHECK (kind IN ('university', 'applied-sciences', 'research-institute', 'hospital', 'vocational',
        'development-company', 'public-body', 'cluster', 'other')),
    website TEXT NOT NULL DEFAULT '',
    is_demo INTEGER NOT NULL DEFAULT 0 CHECK (is_demo IN (0, 1)),
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE contacts (
    id TEXT PRIMARY KEY CHECK (length(id) = 16),
    institution_id TEXT NOT NULL REFERENCES institutions(id),
    name TEXT NOT NULL CHECK (trim(name) <> ''),
    email TEXT NOT NULL CHECK (email = lower(email) AND email LIKE '%_@_%'),
    language TEXT NOT NULL CHECK (language IN ('fi', 'en')),
    created_at TEXT NOT NULL,
    ended_at TEXT,
    UNIQUE (institution_id, email)
) STRICT;

CREATE TABLE memberships (
    id TEXT PRIMARY KEY CHECK (length(id) = 16),
    user_id TEXT NOT NULL REFERENCES users(id),
    role TEXT NOT NULL CHECK (role IN ('company', 'institution', 'coordinator', 'admin')),
    company_id TEXT REFERENCES companies(id) CHECK ((company_id IS NOT NULL) = (role = 'company')),
    institution_id TEXT REFERENCES institutions(id) CHECK ((institution_id IS NOT NULL) = (role = 'institution')),
    state TEXT NOT NULL CHECK (state IN ('invited', 'requested', 'active', 'ended')),
    created_at TEXT NOT NULL,
    created_by TEXT REFERENCES users(id),
    accepted_at TEXT,
    accepted_by TEXT REFERENCES users(id)
) STRICT;
CREATE UNIQUE INDEX memberships_once
    ON memberships (user_id, role, coalesce(company_id, ''), coalesce(institution_id, '')) WHERE state <> 'ended';
CREATE INDEX memberships_company ON memberships (company_id);
CREATE INDEX memberships_institution ON memberships (institution_id);

CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY CHECK (length(token_hash) = 64),
    user_id TEXT NOT NULL REFERENCES users(id),
    created_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    ended_at TEXT
) STRICT;
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE sign_in_tokens (
    token_hash TEXT PRIMARY KEY CHECK (length(token_hash) = 64),
    email TEXT NOT NULL CHECK (email = lower(email)),
    next TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT
) STRICT;
CREATE INDEX sign_in_tokens_expiry ON sign_in_tokens (expires_at);

CREATE TABLE needs (
    id TEXT PRIMARY KEY CHECK (length(id) = 16),
    company_id TEXT NOT NULL REFERENCES companies(id),
    state TEXT NOT NULL CHECK (state IN ('submitted', 'clarification', 'accepted', 'in-dialogue', 'closed')),
    result TEXT CHECK (result IN ('result', 'no-match', 'withdrawn', 'expired'))
        CHECK ((result IS NOT NULL) = (state = 'closed')),
    channel TEXT NOT NULL CHECK (channel IN ('web', 'phone', 'visit')),
    assignee_id TEXT REFERENCES users(id),
    created_by TEXT REFERENCES users(id),
    submission_key TEXT NOT NULL UNIQUE,
    version_id TEXT NOT NULL REFERENCES need_versions(id) DEFERRABLE INITIALLY DEFERRED,
    no_good_match INTEGER NOT NULL DEFAULT 0 CHECK (no_good_match IN (0, 1)),
    ranked_catalogue INTEGER NOT NULL DEFAULT 0,
    submitted_at TEXT NOT NULL,
    waiting_since TEXT NOT NULL
) STRICT;
CREATE INDEX needs_queue ON needs (state, waiting_since, id);
CREATE INDEX needs_company ON needs (company_id, submitted_at);

CREATE TABLE need_versions (
    id TEXT PRIMARY KEY CHECK (length(id) = 16),
    need_id TEXT NOT NULL REFERENCES needs(id) DEFERRABLE INITIALLY DEFERRED,
    number INTEGER NOT NULL CHECK (number > 0),
    title TEXT NOT NULL CHECK (trim(title) <> ''),
    description TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('fi', 'en')),
    sector TEXT CHECK (sector IN ('energy', 'machinery', 'health-technology', 'health-pharma', 'water-environment',
        'circular-mining', 'bio-forest', 'food', 'ict', 'construction', 'business', 'other')),
    urgency TEXT NOT NULL CHECK (urgency IN ('now', 'months', 'later')),
    call_me INTEGER NOT NULL CHECK (call_me IN (0, 1)),
    phone TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL,
    created_by TEXT REFERENCES users(id),
    UNIQUE (need_id, number)
) STRICT;

CREATE TABLE need_helps (
    version_id TEXT NOT NULL REFERENCES need_versions(id),
    help TEXT NOT NULL CHECK (help IN ('measurement', 'testing', 'analysis', 'piloting', 'infrastructure', 'expertise',
        'joint-rd', 'training', 'student-work', 'funding-support', 'networking')),
    PRIMARY KEY (version_id, help)
) STRICT, WITHOUT ROWID;

CREATE TABLE need_openings (
    version_id TEXT NOT NULL REFERENCES need_versions(id),
    part TEXT NOT NULL CHECK (part IN ('title', 'description', 'sector', 'municipality', 'size', 'makes')),
    audience TEXT NOT NULL CHECK (audience IN ('asked', 'introduced', 'coordinator')),
    PRIMARY KEY (version_id, part)
) STRICT, WITHOUT ROWID;

CREATE TABLE consents (
    id TEXT PRIMARY KEY CHECK (length(id) = 16),
    company_id TEXT NOT NULL REFERENCES companies(id),
    need_id TEXT REFERENCES needs(id),
    purpose TEXT NOT NULL CHECK (purpose IN ('match', 'introduce', 'report')),
    text_version TEXT NOT NULL CHECK (text_version <> ''),
    agreed_by TEXT NOT NULL CHECK (trim(agreed_by) <> ''),
    channel TEXT NOT NULL CHECK (channel IN ('form', 'phone', 'visit', 'email')),
    given_at TEXT NOT NULL,
    withdrawn_at TEXT,
    recorded_by TEXT REFERENCES users(id)
) STRICT;
CREATE INDEX consents_company ON consents (company_id, purpose);

CREATE TABLE drafts (
    id TEXT PRIMARY KEY CHECK (length(id) = 16),
    user_id TEXT REFERENCES users(id),
    email TEXT CHECK (email = lower(email)) CHECK ((email IS NULL) <> (user_id IS NULL)),
    form TEXT NOT NULL CHECK (json_valid(form)),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    expires_at TEXT CHECK ((expires_at IS NOT NULL) = (email IS NOT NULL))
) STRICT;
CREATE INDEX drafts_user ON drafts (user_id);
CREATE INDEX drafts_email ON drafts (email);

CREATE TABLE offerings (
    id TEXT PRIMARY KEY CHECK (length(id) = 16),
    institution_id TEXT NOT NULL REFERENCES institutions(id),
    external_id TEXT UNIQUE CHECK (external_id <> ''),
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'unconfirmed', 'archived')),
    version_id TEXT NOT NULL REFERENCES offering_versions(id) DEFERRABLE INITIALLY DEFERRED,
    source TEXT NOT NULL DEFAULT '',
    confirmed_at TEXT,
    is_demo INTEGER NOT NULL DEFAULT 0 CHECK (is_demo IN (0, 1)),
    created_at TEXT NOT NULL,
    changed_at TEXT NOT NULL
) STRICT;
CREATE INDEX offerings_institution ON offerings (institution_id);
CREATE INDEX offerings_state ON offerings (state);

CREATE TABLE offering_versions (
    id TEXT PRIMARY KEY CHECK (length(id) = 16),
    offering_id TEXT NOT NULL REFERENCES offerings(id) DEFERRABLE INITIALLY DEFERRED,
    number INTEGER NOT NULL CHECK (number > 0),
    kind TEXT NOT NULL CHECK (kind IN ('service', 'project')),
    unit TEXT NOT NULL DEFAULT '',
    place TEXT NOT NULL DEFAULT '',
    starts TEXT CHECK (starts GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    ends TEXT CHECK (ends GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]') CHECK (ends >= starts),
    funder TEXT NOT NULL DEFAULT '',
    target_text TEXT NOT NULL DEFAULT '',
    how_to_get TEXT NOT NULL DEFAULT '',
    link TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL,
    created_by TEXT REFERENCES users(id),
    UNIQUE (offering_id, number)
) STRICT;

CREATE TABLE offering_texts (
    version_id TEXT NOT NULL REFERENCES offering_versions(id),
    language TEXT NOT NULL CHECK (language IN ('fi', 'en')),
    title TEXT NOT NULL CHECK (trim(title) <> ''),
    description TEXT NOT NULL,
    PRIMARY KEY (version_id, language)
) STRICT, WITHOUT ROWID;

CREATE TABLE offering_tags (
    version_id TEXT NOT NULL REFERENCES offering_versions(id),
    kind TEXT NOT NULL CHECK (kind IN ('keyword', 'help', 'sector', 'target-region', 'target-municipality',
        'target-sector', 'target-size')),
    value TEXT NOT NULL CHECK (value <> ''),
    position INTEGER NOT NULL,
    PRIMARY KEY (version_id, kind, value),
    CHECK (kind <> 'help' OR value IN ('measurement', 'testing', 'analysis', 'piloting', 'infrastructure', 'expertise',
        'joint-rd', 'training', 'student-work', 'funding-support', 'networking')),
    CHECK (kind NOT IN ('sector', 'target-sector') OR value IN ('energy', 'machinery', 'health-technology',
        'health-pharma', 'water-environment', 'circular-mining', 'bio-forest', 'food', 'ict', 'construction',
        'business', 'other')),
    CHECK (kind <> 'target-size' OR value IN ('micro', 'small', 'medium', 'large')),
    CHECK (kind <> 'target-municipality' OR value GLOB '[0-9][0-9][0-9]'),
    CHECK (kind <> 'target-region' OR value GLOB 'FI*')
) STRICT, WITHOUT ROWID;

CREATE TABLE matches (
    id TEXT PRIMARY KEY CHECK (length(id) = 16),
    need_id TEXT NOT NULL REFERENCES needs(id),
    offering_id TEXT NOT NULL REFERENCES offerings(id),
    need_version_id TEXT NOT NULL REFERENCES need_versions(id),
    offering_version_id TEXT NOT NULL REFERENCES offering_versions(id),
    state TEXT NOT NULL CHECK (state IN ('suggested', 'on-hold', 'rejected', 'approved', 'asked', 'introduced',
        'declined', 'lapsed', 'met', 'outcome')),
    origin TEXT NOT NULL CHECK (origin IN ('engine', 'manual')),
    score REAL NOT NULL CHECK (score BETWEEN 0 AND 1),
    band TEXT NOT NULL CHECK (band IN ('strong', 'possible', 'weak')),
    rank INTEGER NOT NULL CHECK (rank >= 0),
    uncertain INTEGER NOT NULL DEFAULT 0 CHECK (uncertain IN (0, 1)),
    withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    reasons TEXT NOT NULL CHECK (json_valid(reasons)),
    eligibility TEXT NOT NULL CHECK (json_valid(eligibility)),
    model_version TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (need_id, offering_id)
) STRICT;
CREATE INDEX matches_offering ON matches (offering_id, state);

CREATE TABLE decisions (
    id TEXT PRIMARY KEY CHECK (length(id) = 16),
    match_id TEXT NOT NULL REFERENCES matches(id),
    before TEXT NOT NULL,
    after TEXT NOT NULL CHECK (after <> before),
    reason TEXT CHECK (reason IN ('other-field', 'other-help', 'not-available', 'wrong-place', 'wrong-size',
        'already-customer', 'conflict-of-interest', 'not-rdi', 'better-elsewhere', 'other')),
    note TEXT NOT NULL DEFAULT '',
    actor_id TEXT REFERENCES users(id),
    decided_at TEXT NOT NULL,
    reverses TEXT UNIQUE REFERENCES decisions(id),
    CHECK (after <> 'rejected' OR reason IS NOT NULL OR reverses IS NOT NULL)
) STRICT;
CREATE INDEX decisions_match ON decisions (match_id, decided_at);

CREATE TABLE notes (
    id TEXT PRIMARY KEY CHECK (length(id) = 16),
    need_id TEXT NOT NULL REFERENCES needs(id),
    author_id TEXT REFERENCES users(id),
    body TEXT NOT NULL CHECK (trim(body) <> ''),
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX notes_need ON notes (need_id, created_at);

CREATE TABLE corrections (
    id TEXT PRIMARY KEY CHECK (length(id) = 16),
    offering_id TEXT NOT NULL REFERENCES offerings(id),
    email TEXT NOT NULL CHECK (email LIKE '%_@_%'),
    name TEXT NOT NULL DEFAULT '',
    body TEXT NOT NULL CHECK (trim(body) <> ''),
    created_at TEXT NOT NULL,
    handled_at TEXT,
    handled_by TEXT REFERENCES users(id)
) STRICT;
CREATE INDEX corrections_open ON corrections (handled_at, created_at);

CREATE TABLE settings (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL CHECK (json_valid(value)),
    changed_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE catalogue_state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL
) STRICT;
INSERT INTO catalogue_state VALUES (1, 1);

CREATE TABLE outbox (
    id TEXT PRIMARY KEY CHECK (length(id) = 16),
    template TEXT NOT NULL CHECK (template <> ''),
    recipient TEXT NOT NULL CHECK (recipient LIKE '%_@_%'),
    language TEXT NOT NULL CHECK (language IN ('fi', 'en')),
    params TEXT NOT NULL CHECK (json_valid(params)),
    created_at TEXT NOT NULL,
    not_before TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    claimed_until TEXT,
    delivered_at TEXT,
    failed_at TEXT,
    last_error TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX outbox_due ON outbox (not_before) WHERE delivered_at IS NULL AND failed_at IS NULL;

CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    actor_id TEXT REFERENCES users(id),
    actor_role TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action <> ''),
    object_type TEXT NOT NULL CHECK (object_type <> ''),
    object_id TEXT NOT NULL,
    need_id TEXT REFERENCES needs(id),
    detail TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(detail))
) STRICT;
CREATE INDEX audit_object ON audit (object_type, object_id);
CREATE INDEX audit_need ON audit (need_id);
CREATE TRIGGER audit_is_append_only_update BEFORE UPDATE ON audit
BEGIN SELECT raise(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER audit_is_append_only_delete BEFORE DELETE ON audit
BEGIN SELECT raise(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER decisions_are_append_only_update BEFORE UPDATE ON decisions
BEGIN SELECT raise(ABORT, 'decisions are append-only'); END;
CREATE TRIGGER decisions_are_append_only_delete BEFORE DELETE ON decisions
BEGIN SELECT raise(ABORT, 'decisions are append-only'); END;
"""
