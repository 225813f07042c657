-- A populated database of schema version 1. Never edit it: later migrations are tested on it.
BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'matchmaker','version_1','2026-11-24 06:00:00.000000+00:00');
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
INSERT INTO "audit" VALUES(1,'2026-11-24T14:00:00Z','versixn2seedaaab','coordinator','submit_need','need','versixn2seedaaa4','versixn2seedaaa4','{"seen": "suggested"}');
INSERT INTO "audit" VALUES(2,'2026-11-24T14:00:00Z','versixn2seedaaab','coordinator','decide_match','match','versixn2seedaabf','versixn2seedaaa4','{"seen": "suggested"}');
INSERT INTO "audit" VALUES(3,'2026-11-24T14:00:00Z','versixn2seedaaab','coordinator','import_offerings','catalogue','offerings',NULL,'{"seen": "suggested"}');
CREATE TABLE catalogue_state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL
) STRICT;
INSERT INTO "catalogue_state" VALUES(1,2);
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
INSERT INTO "companies" VALUES('versixn2seedaaaf','Savon Esimerkkipaja Oy','1234567-1','915','small','machinery','C','Hitsattuja kannakkeita ja säiliöitä','https://paja.example.com',0,'2026-11-24T07:00:00Z','2026-11-24T07:00:00Z',NULL);
INSERT INTO "companies" VALUES('versixn2seedaaag','Esimerkkipaja',NULL,NULL,NULL,NULL,NULL,'','',0,'2026-11-24T07:00:00Z','2026-11-24T12:00:00Z','versixn2seedaaaf');
INSERT INTO "companies" VALUES('versixn2seedaaah','Mallimarja Oy',NULL,'778','micro','food',NULL,'','',0,'2026-11-24T07:00:00Z','2026-11-24T07:00:00Z',NULL);
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
INSERT INTO "consents" VALUES('versixn2seedaabb','versixn2seedaaaf','versixn2seedaaa4','match','2026-11','Pekka Paja','form','2026-11-24T10:00:00Z',NULL,NULL);
INSERT INTO "consents" VALUES('versixn2seedaabc','versixn2seedaaaf','versixn2seedaaa4','introduce','2026-11','Pekka Paja','form','2026-11-24T10:00:00Z',NULL,NULL);
INSERT INTO "consents" VALUES('versixn2seedaabd','versixn2seedaaah','versixn2seedaaa7','match','2026-11','Pekka Paja','phone','2026-11-24T11:00:00Z',NULL,'versixn2seedaaab');
INSERT INTO "consents" VALUES('versixn2seedaabe','versixn2seedaaaf','versixn2seedaaa9','report','2026-11','Pekka Paja','visit','2026-11-24T12:00:00Z','2026-11-24T15:00:00Z','versixn2seedaaab');
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
INSERT INTO "contacts" VALUES('versixn2seedaaak','versixn2seedaaai','Liisa Laboratorio','liisa@yo.example.com','fi','2026-11-24T06:00:00Z',NULL);
INSERT INTO "contacts" VALUES('versixn2seedaaam','versixn2seedaaai','Entinen Edustaja','entinen@yo.example.com','en','2026-11-24T06:00:00Z','2026-11-24T11:00:00Z');
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
INSERT INTO "corrections" VALUES('versixn2seedaabr','versixn2seedaaaw','lab@amk.example.com','Laboratorio','Palvelun nimi on muuttunut.','2026-11-24T15:00:00Z',NULL,NULL);
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
INSERT INTO "decisions" VALUES('versixn2seedaabi','versixn2seedaabf','suggested','approved',NULL,'','versixn2seedaaab','2026-11-24T14:00:00Z',NULL);
INSERT INTO "decisions" VALUES('versixn2seedaabj','versixn2seedaabf','approved','asked',NULL,'','versixn2seedaaab','2026-11-24T15:00:00Z',NULL);
INSERT INTO "decisions" VALUES('versixn2seedaabk','versixn2seedaabg','suggested','rejected','other-field','Ei liity hitsaukseen','versixn2seedaaab','2026-11-24T14:00:00Z',NULL);
INSERT INTO "decisions" VALUES('versixn2seedaabm','versixn2seedaabg','rejected','suggested',NULL,'','versixn2seedaaab','2026-11-24T15:00:00Z','versixn2seedaabk');
INSERT INTO "decisions" VALUES('versixn2seedaabn','versixn2seedaabg','suggested','on-hold',NULL,'Kysytään ensin','versixn2seedaaab','2026-11-24T16:00:00Z',NULL);
CREATE TABLE drafts (
    id TEXT PRIMARY KEY CHECK (length(id) = 16),
    user_id TEXT REFERENCES users(id),
    email TEXT CHECK (email = lower(email)) CHECK ((email IS NULL) <> (user_id IS NULL)),
    form TEXT NOT NULL CHECK (json_valid(form)),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    expires_at TEXT CHECK ((expires_at IS NOT NULL) = (email IS NOT NULL))
) STRICT;
INSERT INTO "drafts" VALUES('versixn2seedaabs','versixn2seedaaac',NULL,'{"title": "Kesken", "helps": ["testing"]}','2026-11-24T15:00:00Z','2026-11-24T15:00:00Z',NULL);
INSERT INTO "drafts" VALUES('versixn2seedaabt',NULL,'joku@example.com','{"description": "Melua tehtaalla"}','2026-11-24T16:00:00Z','2026-11-24T16:00:00Z','2026-11-25T16:00:00Z');
CREATE TABLE institutions (
    id TEXT PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL UNIQUE CHECK (trim(name) <> ''),
    kind TEXT NOT NULL CHECK (kind IN ('university', 'applied-sciences', 'research-institute', 'hospital', 'vocational',
        'development-company', 'public-body', 'cluster', 'other')),
    website TEXT NOT NULL DEFAULT '',
    is_demo INTEGER NOT NULL DEFAULT 0 CHECK (is_demo IN (0, 1)),
    created_at TEXT NOT NULL
) STRICT;
INSERT INTO "institutions" VALUES('versixn2seedaaai','Esimerkkiyliopisto','university','https://yo.example.com',0,'2026-11-24T06:00:00Z');
INSERT INTO "institutions" VALUES('versixn2seedaaaj','Esimerkki-amk','applied-sciences','',0,'2026-11-24T06:00:00Z');
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
INSERT INTO "matches" VALUES('versixn2seedaabf','versixn2seedaaa4','versixn2seedaaat','versixn2seedaaa6','versixn2seedaaav','asked','engine',0.41,'strong',1,0,0,'{"score": 0.41, "lines": [{"kind": "word", "need": ["hitsissä"], "offering": ["Hitsausliitosten"], "share": 0.41}], "remainder": 0.0}','[{"criterion": "place", "verdict": "match", "offered": ["FI1D2"], "asked": ["915", "FI1D2"]}]','1','2026-11-24T11:00:00Z','2026-11-24T15:00:00Z');
INSERT INTO "matches" VALUES('versixn2seedaabg','versixn2seedaaa4','versixn2seedaaaw','versixn2seedaaa6','versixn2seedaaax','on-hold','engine',0.08,'weak',2,0,0,'{"score": 0.08, "lines": [{"kind": "word", "need": ["hitsissä"], "offering": ["Hitsausliitosten"], "share": 0.08}], "remainder": 0.0}','[{"criterion": "place", "verdict": "match", "offered": ["FI1D2"], "asked": ["915", "FI1D2"]}]','1','2026-11-24T11:00:00Z','2026-11-24T16:00:00Z');
INSERT INTO "matches" VALUES('versixn2seedaabh','versixn2seedaaa7','versixn2seedaaaw','versixn2seedaaa8','versixn2seedaaax','suggested','engine',0.22,'possible',1,1,0,'{"score": 0.22, "lines": [{"kind": "word", "need": ["hitsissä"], "offering": ["Hitsausliitosten"], "share": 0.22}], "remainder": 0.0}','[{"criterion": "place", "verdict": "match", "offered": ["FI1D2"], "asked": ["915", "FI1D2"]}]','1','2026-11-24T11:00:00Z','2026-11-24T11:00:00Z');
INSERT INTO "matches" VALUES('versixn2seedaabp','versixn2seedaaa7','versixn2seedaaat','versixn2seedaaa8','versixn2seedaaav','suggested','manual',0.01,'weak',0,0,0,'{"score": 0.01, "lines": [{"kind": "word", "need": ["hitsissä"], "offering": ["Hitsausliitosten"], "share": 0.01}], "remainder": 0.0}','[{"criterion": "place", "verdict": "match", "offered": ["FI1D2"], "asked": ["915", "FI1D2"]}]','1','2026-11-24T15:00:00Z','2026-11-24T15:00:00Z');
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
INSERT INTO "memberships" VALUES('versixn2seedaaan','versixn2seedaaab','coordinator',NULL,NULL,'active','2026-11-24T08:00:00Z',NULL,NULL,NULL);
INSERT INTO "memberships" VALUES('versixn2seedaaap','versixn2seedaaab','admin',NULL,NULL,'active','2026-11-24T08:00:00Z',NULL,NULL,NULL);
INSERT INTO "memberships" VALUES('versixn2seedaaaq','versixn2seedaaac','company','versixn2seedaaaf',NULL,'active','2026-11-24T08:00:00Z',NULL,NULL,NULL);
INSERT INTO "memberships" VALUES('versixn2seedaaar','versixn2seedaaae','company','versixn2seedaaaf',NULL,'ended','2026-11-24T08:00:00Z',NULL,NULL,NULL);
INSERT INTO "memberships" VALUES('versixn2seedaaas','versixn2seedaaad','institution',NULL,'versixn2seedaaai','active','2026-11-24T08:00:00Z','versixn2seedaaab','2026-11-24T09:00:00Z','versixn2seedaaad');
CREATE TABLE need_helps (
    version_id TEXT NOT NULL REFERENCES need_versions(id),
    help TEXT NOT NULL CHECK (help IN ('measurement', 'testing', 'analysis', 'piloting', 'infrastructure', 'expertise',
        'joint-rd', 'training', 'student-work', 'funding-support', 'networking')),
    PRIMARY KEY (version_id, help)
) STRICT, WITHOUT ROWID;
INSERT INTO "need_helps" VALUES('versixn2seedaaa5','analysis');
INSERT INTO "need_helps" VALUES('versixn2seedaaa5','testing');
INSERT INTO "need_helps" VALUES('versixn2seedaaa6','analysis');
INSERT INTO "need_helps" VALUES('versixn2seedaaa6','testing');
INSERT INTO "need_helps" VALUES('versixn2seedaaba','funding-support');
CREATE TABLE need_openings (
    version_id TEXT NOT NULL REFERENCES need_versions(id),
    part TEXT NOT NULL CHECK (part IN ('title', 'description', 'sector', 'municipality', 'size', 'makes')),
    audience TEXT NOT NULL CHECK (audience IN ('asked', 'introduced', 'coordinator')),
    PRIMARY KEY (version_id, part)
) STRICT, WITHOUT ROWID;
INSERT INTO "need_openings" VALUES('versixn2seedaaa5','description','coordinator');
INSERT INTO "need_openings" VALUES('versixn2seedaaa5','makes','introduced');
INSERT INTO "need_openings" VALUES('versixn2seedaaa5','municipality','introduced');
INSERT INTO "need_openings" VALUES('versixn2seedaaa5','sector','asked');
INSERT INTO "need_openings" VALUES('versixn2seedaaa5','size','asked');
INSERT INTO "need_openings" VALUES('versixn2seedaaa5','title','asked');
INSERT INTO "need_openings" VALUES('versixn2seedaaa6','description','coordinator');
INSERT INTO "need_openings" VALUES('versixn2seedaaa6','makes','introduced');
INSERT INTO "need_openings" VALUES('versixn2seedaaa6','municipality','introduced');
INSERT INTO "need_openings" VALUES('versixn2seedaaa6','sector','asked');
INSERT INTO "need_openings" VALUES('versixn2seedaaa6','size','asked');
INSERT INTO "need_openings" VALUES('versixn2seedaaa6','title','asked');
INSERT INTO "need_openings" VALUES('versixn2seedaaa8','description','asked');
INSERT INTO "need_openings" VALUES('versixn2seedaaa8','makes','introduced');
INSERT INTO "need_openings" VALUES('versixn2seedaaa8','municipality','introduced');
INSERT INTO "need_openings" VALUES('versixn2seedaaa8','sector','asked');
INSERT INTO "need_openings" VALUES('versixn2seedaaa8','size','asked');
INSERT INTO "need_openings" VALUES('versixn2seedaaa8','title','asked');
INSERT INTO "need_openings" VALUES('versixn2seedaaba','description','asked');
INSERT INTO "need_openings" VALUES('versixn2seedaaba','makes','introduced');
INSERT INTO "need_openings" VALUES('versixn2seedaaba','municipality','introduced');
INSERT INTO "need_openings" VALUES('versixn2seedaaba','sector','asked');
INSERT INTO "need_openings" VALUES('versixn2seedaaba','size','asked');
INSERT INTO "need_openings" VALUES('versixn2seedaaba','title','asked');
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
INSERT INTO "need_versions" VALUES('versixn2seedaaa5','versixn2seedaaa4',1,'Särö hitsissä pakkasella','Kannake murtuu, kun pakkasta on yli 20 astetta. Työ & "säätö"; ei syytä tiedossa.','fi','machinery','now',1,'+358 40 000 0000','2026-11-24T10:00:00Z','versixn2seedaaac');
INSERT INTO "need_versions" VALUES('versixn2seedaaa6','versixn2seedaaa4',2,'Särö hitsissä pakkasella','Kannake murtuu, kun pakkasta on yli 20 astetta. Työ & "säätö"; ei syytä tiedossa. Piirustus on.','fi','machinery','now',1,'+358 40 000 0000','2026-11-24T11:00:00Z','versixn2seedaaac');
INSERT INTO "need_versions" VALUES('versixn2seedaaa8','versixn2seedaaa7',1,'Juoma käy pullossa','Pilaantuu kolmessa viikossa.','fi',NULL,'months',0,'','2026-11-24T11:00:00Z','versixn2seedaaab');
INSERT INTO "need_versions" VALUES('versixn2seedaaba','versixn2seedaaa9',1,'A loan for a machine','We need money.','en','other','later',0,'','2026-11-24T12:00:00Z','versixn2seedaaab');
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
INSERT INTO "needs" VALUES('versixn2seedaaa4','versixn2seedaaaf','accepted',NULL,'web','versixn2seedaaab','versixn2seedaaac','k1','versixn2seedaaa6',0,2,'2026-11-24T10:00:00Z','2026-11-24T13:00:00Z');
INSERT INTO "needs" VALUES('versixn2seedaaa7','versixn2seedaaah','submitted',NULL,'phone',NULL,'versixn2seedaaab','k2','versixn2seedaaa8',1,2,'2026-11-24T11:00:00Z','2026-11-24T11:00:00Z');
INSERT INTO "needs" VALUES('versixn2seedaaa9','versixn2seedaaaf','closed','no-match','visit',NULL,'versixn2seedaaab','k3','versixn2seedaaba',0,0,'2026-11-24T12:00:00Z','2026-11-24T14:00:00Z');
CREATE TABLE notes (
    id TEXT PRIMARY KEY CHECK (length(id) = 16),
    need_id TEXT NOT NULL REFERENCES needs(id),
    author_id TEXT REFERENCES users(id),
    body TEXT NOT NULL CHECK (trim(body) <> ''),
    created_at TEXT NOT NULL
) STRICT;
INSERT INTO "notes" VALUES('versixn2seedaabq','versixn2seedaaa4','versixn2seedaaab','Soitettu, lähettää kuvan.','2026-11-24T14:00:00Z');
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
INSERT INTO "offering_tags" VALUES('versixn2seedaaa3','help','analysis',0);
INSERT INTO "offering_tags" VALUES('versixn2seedaaa3','help','testing',1);
INSERT INTO "offering_tags" VALUES('versixn2seedaaa3','keyword','hitsaus',0);
INSERT INTO "offering_tags" VALUES('versixn2seedaaa3','keyword','kylmä',1);
INSERT INTO "offering_tags" VALUES('versixn2seedaaa3','keyword','väsyminen',2);
INSERT INTO "offering_tags" VALUES('versixn2seedaaa3','sector','energy',0);
INSERT INTO "offering_tags" VALUES('versixn2seedaaa3','sector','machinery',1);
INSERT INTO "offering_tags" VALUES('versixn2seedaaa3','target-municipality','593',0);
INSERT INTO "offering_tags" VALUES('versixn2seedaaa3','target-region','FI1D2',0);
INSERT INTO "offering_tags" VALUES('versixn2seedaaa3','target-sector','machinery',0);
INSERT INTO "offering_tags" VALUES('versixn2seedaaa3','target-size','medium',0);
INSERT INTO "offering_tags" VALUES('versixn2seedaaa3','target-size','micro',1);
INSERT INTO "offering_tags" VALUES('versixn2seedaaa3','target-size','small',2);
INSERT INTO "offering_tags" VALUES('versixn2seedaaau','help','analysis',0);
INSERT INTO "offering_tags" VALUES('versixn2seedaaau','help','testing',1);
INSERT INTO "offering_tags" VALUES('versixn2seedaaau','keyword','hitsaus',0);
INSERT INTO "offering_tags" VALUES('versixn2seedaaau','sector','energy',0);
INSERT INTO "offering_tags" VALUES('versixn2seedaaau','sector','machinery',1);
INSERT INTO "offering_tags" VALUES('versixn2seedaaau','target-municipality','593',0);
INSERT INTO "offering_tags" VALUES('versixn2seedaaau','target-region','FI1D2',0);
INSERT INTO "offering_tags" VALUES('versixn2seedaaau','target-sector','machinery',0);
INSERT INTO "offering_tags" VALUES('versixn2seedaaau','target-size','medium',0);
INSERT INTO "offering_tags" VALUES('versixn2seedaaau','target-size','micro',1);
INSERT INTO "offering_tags" VALUES('versixn2seedaaau','target-size','small',2);
INSERT INTO "offering_tags" VALUES('versixn2seedaaav','help','analysis',0);
INSERT INTO "offering_tags" VALUES('versixn2seedaaav','help','testing',1);
INSERT INTO "offering_tags" VALUES('versixn2seedaaav','keyword','hitsaus',0);
INSERT INTO "offering_tags" VALUES('versixn2seedaaav','keyword','kylmä',1);
INSERT INTO "offering_tags" VALUES('versixn2seedaaav','keyword','väsyminen',2);
INSERT INTO "offering_tags" VALUES('versixn2seedaaav','sector','energy',0);
INSERT INTO "offering_tags" VALUES('versixn2seedaaav','sector','machinery',1);
INSERT INTO "offering_tags" VALUES('versixn2seedaaav','target-municipality','593',0);
INSERT INTO "offering_tags" VALUES('versixn2seedaaav','target-region','FI1D2',0);
INSERT INTO "offering_tags" VALUES('versixn2seedaaav','target-sector','machinery',0);
INSERT INTO "offering_tags" VALUES('versixn2seedaaav','target-size','medium',0);
INSERT INTO "offering_tags" VALUES('versixn2seedaaav','target-size','micro',1);
INSERT INTO "offering_tags" VALUES('versixn2seedaaav','target-size','small',2);
INSERT INTO "offering_tags" VALUES('versixn2seedaaax','help','analysis',0);
INSERT INTO "offering_tags" VALUES('versixn2seedaaax','sector','food',0);
CREATE TABLE offering_texts (
    version_id TEXT NOT NULL REFERENCES offering_versions(id),
    language TEXT NOT NULL CHECK (language IN ('fi', 'en')),
    title TEXT NOT NULL CHECK (trim(title) <> ''),
    description TEXT NOT NULL,
    PRIMARY KEY (version_id, language)
) STRICT, WITHOUT ROWID;
INSERT INTO "offering_texts" VALUES('versixn2seedaaa3','en','Cold tests of welds','Trials at −40 °C.');
INSERT INTO "offering_texts" VALUES('versixn2seedaaa3','fi','Hitsausliitosten kylmäkokeet','Kokeet −40 asteessa.
Tulokset raportoidaan.');
INSERT INTO "offering_texts" VALUES('versixn2seedaaau','en','Cold tests of welds','Trials at −40 °C.');
INSERT INTO "offering_texts" VALUES('versixn2seedaaau','fi','Hitsausliitosten kylmäkokeet','Kokeet −40 asteessa.
Tulokset raportoidaan.');
INSERT INTO "offering_texts" VALUES('versixn2seedaaav','en','Cold tests of welds','Trials at −40 °C.');
INSERT INTO "offering_texts" VALUES('versixn2seedaaav','fi','Hitsausliitosten kylmäkokeet','Kokeet −40 asteessa.
Tulokset raportoidaan.');
INSERT INTO "offering_texts" VALUES('versixn2seedaaax','en','Food microbiology','Counts and identification.');
INSERT INTO "offering_texts" VALUES('versixn2seedaaaz','fi','Luonnos','');
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
INSERT INTO "offering_versions" VALUES('versixn2seedaaau','versixn2seedaaat',1,'project','Hitsauslaboratorio','Varkaus','2025-01-01','2027-12-31','EAKR','Pohjois-Savon ja Pieksämäen pk-konepajat','Ota yhteyttä.','https://yo.example.com/hitsaus','2026-11-24T06:00:00Z','versixn2seedaaad');
INSERT INTO "offering_versions" VALUES('versixn2seedaaav','versixn2seedaaat',2,'project','Hitsauslaboratorio','Varkaus','2025-01-01','2027-12-31','EAKR','Pohjois-Savon ja Pieksämäen pk-konepajat','Ota yhteyttä.','https://yo.example.com/hitsaus','2026-11-24T09:00:00Z','versixn2seedaaad');
INSERT INTO "offering_versions" VALUES('versixn2seedaaax','versixn2seedaaaw',1,'service','','Kuopio',NULL,NULL,'','','','','2026-11-24T06:00:00Z',NULL);
INSERT INTO "offering_versions" VALUES('versixn2seedaaaz','versixn2seedaaay',1,'service','','',NULL,NULL,'','','','','2026-11-24T09:00:00Z','versixn2seedaaad');
INSERT INTO "offering_versions" VALUES('versixn2seedaaa3','versixn2seedaaa2',1,'project','Hitsauslaboratorio','Varkaus','2025-01-01','2025-06-30','EAKR','Pohjois-Savon ja Pieksämäen pk-konepajat','Ota yhteyttä.','https://yo.example.com/hitsaus','2026-11-24T06:00:00Z',NULL);
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
INSERT INTO "offerings" VALUES('versixn2seedaaat','versixn2seedaaai','x1','published','versixn2seedaaav','https://yo.example.com/lista','2026-11-24T09:00:00Z',0,'2026-11-24T06:00:00Z','2026-11-24T09:00:00Z');
INSERT INTO "offerings" VALUES('versixn2seedaaaw','versixn2seedaaaj','x2','unconfirmed','versixn2seedaaax','https://amk.example.com/',NULL,0,'2026-11-24T06:00:00Z','2026-11-24T06:00:00Z');
INSERT INTO "offerings" VALUES('versixn2seedaaay','versixn2seedaaai',NULL,'draft','versixn2seedaaaz','',NULL,0,'2026-11-24T09:00:00Z','2026-11-24T09:00:00Z');
INSERT INTO "offerings" VALUES('versixn2seedaaa2','versixn2seedaaai',NULL,'archived','versixn2seedaaa3','',NULL,0,'2026-11-24T06:00:00Z','2026-11-24T06:00:00Z');
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
INSERT INTO "outbox" VALUES('versixn2seedaabu','need_received','pekka@example.com','fi','{"need_id": "versixn2seedaaa4"}','2026-11-24T11:00:00Z','2026-11-24T11:00:00Z',1,NULL,'2026-11-24T12:00:00Z',NULL,'');
INSERT INTO "outbox" VALUES('versixn2seedaabv','need_waiting','kaisa@example.com','fi','{"need_id": "versixn2seedaaa4"}','2026-11-24T11:00:00Z','2026-11-24T12:02:00Z',1,NULL,NULL,NULL,'550 no such user');
INSERT INTO "outbox" VALUES('versixn2seedaabw','sign_in','joku@example.com','fi','{"need_id": "versixn2seedaaa4"}','2026-11-24T11:00:00Z','2026-11-24T11:00:00Z',1,'2026-11-24T12:02:00Z',NULL,NULL,'');
CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY CHECK (length(token_hash) = 64),
    user_id TEXT NOT NULL REFERENCES users(id),
    created_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    ended_at TEXT
) STRICT;
INSERT INTO "sessions" VALUES('3f08aace122ee2368432c1ca23a049bc640bafbf00fdf33a52429f38ba12dbf9','versixn2seedaaab','2026-11-24T13:00:00Z','2026-11-24T13:00:00Z','2026-12-24T13:00:00Z',NULL);
INSERT INTO "sessions" VALUES('0f6bffa9661cb5dd2f3f7b2929f33061f58a7ba7fdd689530b1a306f8ed8f3ec','versixn2seedaaac','2026-11-24T10:00:00Z','2026-11-24T10:00:00Z','2026-12-24T10:00:00Z','2026-11-24T14:00:00Z');
CREATE TABLE settings (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL CHECK (json_valid(value)),
    changed_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "settings" VALUES('reminder_days','7','2026-11-24T07:00:00Z');
CREATE TABLE sign_in_tokens (
    token_hash TEXT PRIMARY KEY CHECK (length(token_hash) = 64),
    email TEXT NOT NULL CHECK (email = lower(email)),
    next TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT
) STRICT;
INSERT INTO "sign_in_tokens" VALUES('a2f2b0b588bcc84fbf4d2ac8cc086b6f84de3e00fa3c1ba11e38ac078eb03192','kaisa@example.com','/coordinator','2026-11-24T13:00:00Z','2026-11-24T13:30:00Z','2026-11-24T13:00:00Z');
INSERT INTO "sign_in_tokens" VALUES('0d59e266304dee1d75ac34fa01986a53b8097398a4e7e87b54b8b9732691dc98','joku@example.com','','2026-11-24T16:00:00Z','2026-11-24T16:30:00Z',NULL);
CREATE TABLE users (
    id TEXT PRIMARY KEY CHECK (length(id) = 16),
    email TEXT NOT NULL UNIQUE CHECK (email = lower(email) AND email LIKE '%_@_%'),
    name TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL CHECK (language IN ('fi', 'en')),
    is_demo INTEGER NOT NULL DEFAULT 0 CHECK (is_demo IN (0, 1)),
    created_at TEXT NOT NULL,
    disabled_at TEXT
) STRICT;
INSERT INTO "users" VALUES('versixn2seedaaab','kaisa@example.com','Kaisa Koordinaattori','fi',0,'2026-11-24T06:00:00Z',NULL);
INSERT INTO "users" VALUES('versixn2seedaaac','pekka@example.com','Pekka Paja','fi',0,'2026-11-24T07:00:00Z',NULL);
INSERT INTO "users" VALUES('versixn2seedaaad','tuula@example.com','Tuula Tutkija','en',0,'2026-11-24T07:00:00Z',NULL);
INSERT INTO "users" VALUES('versixn2seedaaae','uusi@example.com','','fi',0,'2026-11-24T08:00:00Z','2026-11-25T02:00:00Z');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE UNIQUE INDEX memberships_once
    ON memberships (user_id, role, coalesce(company_id, ''), coalesce(institution_id, '')) WHERE state <> 'ended';
CREATE INDEX memberships_company ON memberships (company_id);
CREATE INDEX memberships_institution ON memberships (institution_id);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sign_in_tokens_expiry ON sign_in_tokens (expires_at);
CREATE INDEX needs_queue ON needs (state, waiting_since, id);
CREATE INDEX needs_company ON needs (company_id, submitted_at);
CREATE INDEX consents_company ON consents (company_id, purpose);
CREATE INDEX drafts_user ON drafts (user_id);
CREATE INDEX drafts_email ON drafts (email);
CREATE INDEX offerings_institution ON offerings (institution_id);
CREATE INDEX offerings_state ON offerings (state);
CREATE INDEX matches_offering ON matches (offering_id, state);
CREATE INDEX decisions_match ON decisions (match_id, decided_at);
CREATE INDEX notes_need ON notes (need_id, created_at);
CREATE INDEX corrections_open ON corrections (handled_at, created_at);
CREATE INDEX outbox_due ON outbox (not_before) WHERE delivered_at IS NULL AND failed_at IS NULL;
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
COMMIT;
