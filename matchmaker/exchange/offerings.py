"""A file to offerings. Every row is checked and every problem reported; `columns` says what a row holds."""

from collections.abc import Mapping
from dataclasses import dataclass

from matchmaker.exchange import problems
from matchmaker.exchange.columns import COLUMNS, HELP_WORDS, NOTES, OTHER_NAMES, REQUIRED, SECTOR_WORDS
from matchmaker.exchange.problems import Problem
from matchmaker.exchange.tables import Row, Table, read_table
from matchmaker.exchange.values import RowReader
from matchmaker.model.codes import Help, InstitutionKind, Language, Sector, SizeClass
from matchmaker.model.offering import OfferingContent, OfferingKind, OfferingText, Target

TITLE_LIMIT = 200
DESCRIPTION_LIMIT = 10_000
KEYWORD_LIMIT = 50

_KNOWN = frozenset((*COLUMNS, *NOTES, *OTHER_NAMES))


@dataclass(frozen=True, slots=True)
class OfferingRow:
    """An offering as a file gives it. `institution_kind` is None when the file does not say."""

    line: int
    external_id: str
    institution: str
    institution_kind: InstitutionKind | None
    content: OfferingContent
    source: str


@dataclass(frozen=True, slots=True)
class OfferingFile:
    """What a file holds. With any problem at all, nothing of it may be imported."""

    rows: tuple[OfferingRow, ...]
    problems: tuple[Problem, ...]


def read_offerings(data: bytes) -> OfferingFile:
    """Read JSON lines or CSV. `rows` are the rows without a problem of their own, `problems` come in order of lines."""
    table = read_table(data, _KNOWN)
    found = [*table.problems, *_heading_problems(table)]
    if any(problem.message == problems.MISSING_COLUMN for problem in found):
        return OfferingFile((), tuple(found))  # every row would say the same once more
    unknown = {problem.column for problem in found if problem.message == problems.UNKNOWN_COLUMN}
    rows: list[OfferingRow] = []
    for raw in table.rows:
        row, row_problems = _read_row(_renamed(raw), told=unknown)
        found += row_problems
        if row is not None:
            rows.append(row)
    found += _repeated_ids(rows)
    found += _differing_kinds(rows)
    return OfferingFile(tuple(rows), tuple(sorted(found, key=lambda problem: problem.line)))


def _heading_problems(table: Table) -> list[Problem]:
    """A CSV heading is judged once; JSON lines have none, so there each row is judged."""
    if not table.columns:
        return []
    names = {OTHER_NAMES.get(name, name) for name in table.columns}
    found = [_unknown(1, name) for name in dict.fromkeys(table.columns) if name not in _KNOWN and name]
    return found + [Problem(1, name, problems.MISSING_COLUMN) for name in REQUIRED if name not in names]


def _unknown(line: int, name: str) -> Problem:
    return Problem(line, name[:60], problems.UNKNOWN_COLUMN, {"known": ", ".join((*COLUMNS, *NOTES))})


def _renamed(row: Row) -> Row:
    return Row(row.line, {OTHER_NAMES.get(name, name): value for name, value in row.values.items()})


def _read_row(row: Row, *, told: set[str]) -> tuple[OfferingRow | None, list[Problem]]:
    reader = RowReader(row)
    external_id = reader.line("id", limit=100, required=True)
    institution = reader.line("institution", limit=TITLE_LIMIT, required=True)
    institution_kind = reader.member("institution_kind", InstitutionKind)
    source = reader.link("source", or_words=True)
    kind = reader.member("kind", OfferingKind, required=True)
    content = _content(reader, kind or OfferingKind.SERVICE)
    found = reader.problems
    found += [
        _unknown(row.line, name) for name in row.values if name not in _KNOWN and name and name not in told
    ]
    if found:
        return None, found
    return OfferingRow(row.line, external_id, institution, institution_kind, content, source), []


def _content(reader: RowReader, kind: OfferingKind) -> OfferingContent:
    starts, ends = reader.day("starts"), reader.day("ends")
    if starts and ends and ends < starts:
        reader.fail("ends", problems.ENDS_FIRST, starts=starts.isoformat(), ends=ends.isoformat())
    return OfferingContent(
        kind=kind,
        texts=_texts(reader),
        keywords=reader.list("keywords", limit=KEYWORD_LIMIT),
        helps=reader.members("helps", Help, aliases=HELP_WORDS),
        sectors=reader.members("sectors", Sector, aliases=SECTOR_WORDS),
        unit=reader.line("unit"),
        place=reader.line("place"),
        starts=starts,
        ends=ends,
        funder=reader.line("funder"),
        target_text=reader.line("target_text", limit=1000),
        target=Target(
            regions=reader.regions("target_regions"),
            municipalities=reader.municipalities("target_municipalities"),
            sectors=reader.members("target_sectors", Sector, aliases=SECTOR_WORDS),
            sizes=reader.members("target_sizes", SizeClass),
        ),
        how_to_get=reader.text("how_to_get", limit=2000),
        link=reader.link("link"),
    )


def _texts(reader: RowReader) -> Mapping[Language, OfferingText]:
    """Whole texts only: half a text would stand on the page as an offering without a name or without a word."""
    texts = {}
    before = len(reader.problems)
    english = {
        "unit": reader.line("unit_en"),
        "target_text": reader.line("target_text_en", limit=1000),
        "how_to_get": reader.text("how_to_get_en", limit=2000),
    }
    for language in Language:
        title = reader.line(f"title_{language}", limit=TITLE_LIMIT)
        description = reader.text(f"description_{language}", limit=DESCRIPTION_LIMIT)
        if title and description:
            texts[language] = OfferingText(title, description, **(english if language is Language.EN else {}))
        elif (title or description) and len(reader.problems) == before:
            reader.fail(f"description_{language}" if title else f"title_{language}", problems.HALF_A_TEXT)
    if any(english.values()) and Language.EN not in texts and len(reader.problems) == before:
        reader.fail("title_en", problems.HALF_A_TEXT)
    if not texts and len(reader.problems) == before:
        reader.fail("title_fi", problems.NO_TEXT)
    return texts


def _repeated_ids(rows: list[OfferingRow]) -> list[Problem]:
    first: dict[str, int] = {}
    return [
        Problem(row.line, "id", problems.REPEATED_ID, {"line": first[row.external_id]})
        for row in rows
        if first.setdefault(row.external_id, row.line) != row.line
    ]


def _differing_kinds(rows: list[OfferingRow]) -> list[Problem]:
    first: dict[str, OfferingRow] = {}
    found = []
    for row in rows:
        if row.institution_kind is None:
            continue
        earlier = first.setdefault(row.institution, row)
        if earlier.institution_kind is not row.institution_kind:
            params: dict[str, str | int] = {"line": earlier.line, "institution": row.institution}
            found.append(Problem(row.line, "institution_kind", problems.KIND_DIFFERS, params))
    return found
