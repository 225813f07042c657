"""The database itself refuses what the model does not know."""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from enum import StrEnum

import pytest
from sqlite_utils import Database

from matchmaker.model.codes import NACE_SECTIONS, Help, InstitutionKind, Language, Sector, SizeClass, Urgency
from matchmaker.model.company import ConsentChannel, ConsentPurpose
from matchmaker.model.introduction import Answer, LinkAction, MailKind, SupportKind, TieKind
from matchmaker.model.match import Band, MatchOrigin, MatchState, RejectReason
from matchmaker.model.need import Audience, ClosingResult, NeedChannel, NeedPart, NeedState
from matchmaker.model.offering import OfferingKind, OfferingState
from matchmaker.model.user import MembershipState, Role

TAG_KINDS = {
    "keyword",
    "help",
    "sector",
    "target-region",
    "target-municipality",
    "target-sector",
    "target-size",
}
MEMBER_ROLES = {Role.COMPANY, Role.INSTITUTION, Role.COORDINATOR, Role.ADMIN}

# Every list of words in a CHECK, as (table, column) or, for tags, (table, kind of tag).
LISTS: dict[tuple[str, str], Iterable[str]] = {
    ("users", "language"): Language,
    ("companies", "size"): SizeClass,
    ("companies", "sector"): Sector,
    ("institutions", "kind"): InstitutionKind,
    ("contacts", "language"): Language,
    ("memberships", "role"): MEMBER_ROLES,
    ("memberships", "state"): MembershipState,
    ("needs", "state"): NeedState,
    ("needs", "result"): ClosingResult,
    ("needs", "channel"): NeedChannel,
    ("need_versions", "language"): Language,
    ("need_versions", "sector"): Sector,
    ("need_versions", "urgency"): Urgency,
    ("need_helps", "help"): Help,
    ("need_openings", "part"): NeedPart,
    ("need_openings", "audience"): Audience,
    ("clarifications", "audience"): Audience,
    ("consents", "purpose"): ConsentPurpose,
    ("consents", "channel"): ConsentChannel,
    ("offerings", "state"): OfferingState,
    ("offering_versions", "kind"): OfferingKind,
    ("offering_texts", "language"): Language,
    ("offering_tags", "kind"): TAG_KINDS,
    ("offering_tags", "help"): Help,
    ("offering_tags", "sector, target-sector"): Sector,
    ("offering_tags", "target-size"): SizeClass,
    ("matches", "state"): MatchState,
    ("matches", "origin"): MatchOrigin,
    ("matches", "band"): Band,
    ("decisions", "reason"): RejectReason,
    ("outbox", "language"): Language,
    ("outbox", "kind"): MailKind,
    ("introductions", "company_answer"): Answer,
    ("introductions", "institution_answer"): Answer,
    ("action_links", "action"): LinkAction,
    ("support_events", "kind"): SupportKind,
    ("ties", "kind"): TieKind,
    ("mail_templates", "language"): Language,
    ("mail_opt_outs", "kind"): {MailKind.NOTICE, MailKind.REMINDER},
}

# Columns that may be empty on purpose. A new nullable column has to be named here, and so thought about.
NULLABLE = {
    "action_links": {"used_at"},
    "audit": {"actor_id", "need_id"},
    "clarifications": {"asked_by", "reminded_at", "answer", "answered_by", "answered_at"},
    "companies": {"business_id", "municipality", "size", "sector", "nace_section", "merged_into"},
    "consents": {"need_id", "withdrawn_at", "recorded_by"},
    "contacts": {"ended_at"},
    "corrections": {"handled_at", "handled_by"},
    "decisions": {"reason", "actor_id", "reverses"},
    "drafts": {"user_id", "email", "expires_at"},
    "introductions": {
        "asked_by",
        "company_answer",
        "company_answered_at",
        "institution_answer",
        "institution_answered_at",
        "reminded_at",
        "followed_up_at",
        "ended_at",
        "call_since",
    },
    "mail_templates": {"changed_by"},
    "memberships": {"company_id", "institution_id", "created_by", "accepted_at", "accepted_by"},
    "handovers": {"from_id", "seen_at"},
    "need_versions": {"sector", "created_by"},
    "needs": {"result", "assignee_id", "created_by"},
    "notes": {"author_id"},
    "offering_versions": {"starts", "ends", "created_by"},
    "offerings": {"external_id", "confirmed_at", "reminded_at"},
    "outbox": {"claimed_until", "delivered_at", "failed_at", "cancelled_at", "sending_at", "decision_id"},
    "own_concepts": {"changed_by"},
    "permission_requests": {"asked_by", "reminded_at", "granted", "answered_at"},
    "sessions": {"ended_at"},
    "sign_in_tokens": {"used_at"},
    "support_events": {"match_id", "decision_id", "recorded_by"},
    "ties": {"recorded_by"},
    "users": {"disabled_at"},
}

# Ids that point at no table: the sender's own key, the object of an audit entry, which may be of any kind,
# the Y-tunnus, the names of persons who agreed, and a header of a mail.
NO_REFERENCE = {
    ("offerings", "external_id"),
    ("audit", "object_id"),
    ("action_links", "object_id"),
    ("companies", "business_id"),
    ("consents", "agreed_by"),
    ("introductions", "company_told_by"),
    ("outbox", "message_id"),
}


def tables(db: Database) -> list[str]:
    """All but SQLite's own and those of the search for words, which SQLite makes."""
    return [name for name in db.table_names() if not name.startswith(("_", "sqlite_", "need_words"))]


def test_every_table_is_strict(db: Database) -> None:
    strict = {row["name"]: row["strict"] for row in list(db.query("PRAGMA table_list"))}
    assert {name: strict[name] for name in tables(db)} == dict.fromkeys(tables(db), 1)
    assert len(tables(db)) >= 25


def test_a_table_without_rowid_has_its_key_first(db: Database) -> None:
    """SQLite before 3.41 checks the wrong columns otherwise, and calls every backup damaged."""
    without_rowid = [row["name"] for row in list(db.query("PRAGMA table_list")) if row["wr"]]
    assert "offering_tags" in without_rowid
    for name in without_rowid:
        keys = [column.is_pk > 0 for column in db[name].columns]
        assert keys == sorted(keys, reverse=True), name


def test_only_these_columns_may_be_null(db: Database) -> None:
    found = {
        name: {column.name for column in db[name].columns if not column.notnull and not column.is_pk}
        for name in tables(db)
    }
    assert {name: columns for name, columns in found.items() if columns} == NULLABLE


def test_every_reference_is_a_foreign_key(db: Database) -> None:
    for name in tables(db):
        references = {key.column for key in db[name].foreign_keys}
        named = {
            column.name
            for column in db[name].columns
            if column.name.endswith(("_id", "_by")) or column.name in ("merged_into", "reverses")
        }
        assert {column for column in named if (name, column) not in NO_REFERENCE} == references, name


def _word_lists(db: Database) -> Iterator[tuple[tuple[str, str], set[str]]]:
    """Each `column IN ('a', 'b')` of the schema; lists of tags are named by the kinds of tag they are for."""
    for name in tables(db):
        schema = db[name].schema
        for match in re.finditer(r"(?<!kind )\b(\w+) IN \(\s*('[^)]*)\)(?! OR value)", schema):
            words = set(re.findall(r"'([^']*)'", match[2]))
            before = schema[: match.start()].rsplit("CHECK (", 1)[-1]
            kinds = re.findall(r"'([^']*)'", before) if match[1] == "value" else []
            yield (name, ", ".join(kinds) or match[1]), words


def test_lists_in_checks_are_those_of_the_model(db: Database) -> None:
    found = dict(_word_lists(db))
    assert found == {place: {str(word) for word in words} for place, words in LISTS.items()}


def test_a_nace_section_is_one_of_the_letters(db: Database) -> None:
    insert = (
        "INSERT INTO companies (id, name, nace_section, created_at, changed_at) VALUES (?, 'X Oy', ?, '', '')"
    )
    for letter in NACE_SECTIONS:
        db.execute(insert, [letter * 16, letter])
    for wrong in ("W", "a", "AB", ""):
        with pytest.raises(sqlite3.IntegrityError):
            db.execute(insert, ["x" * 16, wrong])


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO users (id, email, language, created_at) VALUES ('short', 'a@b.fi', 'fi', '')",
        "INSERT INTO users (id, email, language, created_at) VALUES ('aaaaaaaaaaaaaaaa', 'A@b.fi', 'fi', '')",
        "INSERT INTO users (id, email, language, created_at) VALUES ('aaaaaaaaaaaaaaaa', 'a.b.fi', 'fi', '')",
        "INSERT INTO users (id, email, language, created_at) VALUES ('aaaaaaaaaaaaaaaa', 'a@b.fi', 'sv', '')",
        "INSERT INTO users (id, email, language, created_at, is_demo) VALUES ('aaaaaaaaaaaaaaaa', 'a@b.fi', 'fi', '', 2)",
        "INSERT INTO users (id, email, language, created_at, is_demo) VALUES ('aaaaaaaaaaaaaaaa', 'a@b.fi', 'fi', '', 'no')",
        "INSERT INTO companies (id, name, created_at, changed_at) VALUES ('aaaaaaaaaaaaaaaa', ' ', '', '')",
        "INSERT INTO companies (id, name, business_id, created_at, changed_at)"
        " VALUES ('aaaaaaaaaaaaaaaa', 'X', '1234567', '', '')",
        "INSERT INTO companies (id, name, municipality, created_at, changed_at)"
        " VALUES ('aaaaaaaaaaaaaaaa', 'X', 'Kuopio', '', '')",
        "INSERT INTO catalogue_state VALUES (2, 1)",
        "INSERT INTO settings VALUES ('a', 'no json', '')",
        "INSERT INTO drafts (id, form, created_at, updated_at) VALUES ('aaaaaaaaaaaaaaaa', '{}', '', '')",
        "INSERT INTO drafts (id, email, form, created_at, updated_at) VALUES ('aaaaaaaaaaaaaaaa', 'a@b.fi', '{}', '', '')",
        "INSERT INTO offering_versions (id, offering_id, number, kind, starts, ends, created_at)"
        " VALUES ('aaaaaaaaaaaaaaaa', 'oooooooooooooooo', 1, 'project', '2026-02-01', '2026-01-31', '')",
        "INSERT INTO offering_tags VALUES ('vvvvvvvvvvvvvvvv', 'help', 'magic', 0)",
        "INSERT INTO offering_tags VALUES ('vvvvvvvvvvvvvvvv', 'target-municipality', 'Kuopio', 0)",
        "INSERT INTO memberships (id, user_id, role, state, created_at)"
        " VALUES ('aaaaaaaaaaaaaaaa', 'uuuuuuuuuuuuuuuu', 'company', 'active', '')",
        "INSERT INTO sessions (token_hash, user_id, created_at, seen_at, expires_at)"
        " VALUES (printf('%064d', 1), 'nobody', '', '', '')",
    ],
)
def test_bad_rows_are_refused_by_the_database_itself(db: Database, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=r"CHECK|cannot store|FOREIGN KEY") as refused:
        db.execute(statement)
    if "CHECK" in str(refused.value):
        return
    assert statement.split()[2] in (
        "sessions",
        "users",
    )  # the two that name a missing user, and a word for a number


def test_model_words_are_plain(db: Database) -> None:
    """Words stand in URLs, files and SQL lists, so they hold nothing that would need quoting."""
    for words in LISTS.values():
        assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", str(word)) for word in words)
    assert issubclass(Help, StrEnum)
