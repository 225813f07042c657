"""Bytes to rows. A file may be JSON lines or CSV; of CSV, everything that Finnish spreadsheets write is understood."""

import csv
import io
import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from matchmaker.exchange import problems
from matchmaker.exchange.problems import Problem

MAX_BYTES = 10_000_000
MAX_ROWS = 10_000
_DELIMITERS = (";", ",", "\t")
csv.field_size_limit(MAX_BYTES)  # so that a cell that is too long is named by its column, like any other
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Row:
    """One row by column name, with the line it begins on. From CSV every value is a `str`, from JSON anything."""

    line: int
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file and what is wrong with its form. `columns` are the CSV heading's, empty for JSON lines."""

    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()
    columns: tuple[str, ...] = ()


def read_table(data: bytes, known: Collection[str]) -> Table:
    """Read a file whose format, delimiter and encoding are found out from its content.

    `known` are the column names to be expected: the delimiter that yields most of them is the right one.
    """
    if len(data) > MAX_BYTES:
        return _refused(problems.FILE_TOO_BIG, limit=MAX_BYTES // 1_000_000)
    if data.startswith((_ZIP, _OLE)):
        return _refused(problems.IS_SPREADSHEET)
    text = _decode(data)
    if text is None:
        return _refused(problems.NOT_TEXT)
    if "\x00" in text:
        return _refused(problems.HAS_NUL)
    table = _read_json_lines(text) if text.lstrip()[:1] in ("{", "[") else _read_csv(text, known)
    if len(table.rows) > MAX_ROWS:
        return _refused(problems.TOO_MANY_ROWS, limit=MAX_ROWS)
    if not table.rows and not table.problems:
        return _refused(problems.FILE_EMPTY)
    return table


def _refused(message: str, **params: str | int) -> Table:
    return Table(problems=(Problem(0, "", message, params),))


def _decode(data: bytes) -> str | None:
    """UTF-8 with or without a byte order mark, UTF-16 with one, else what older Finnish spreadsheets write."""
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


class _NamedTwice(ValueError):
    """A JSON object has a name twice: one of the values would be lost silently."""


def _object(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    values = dict(pairs)
    if len(values) < len(pairs):
        raise _NamedTwice(next(iter(_repeated([name for name, _ in pairs])), ""))
    return values


def _read_json_lines(text: str) -> Table:
    rows: list[Row] = []
    found: list[Problem] = []
    # Not splitlines(): a JSON text may hold other line separators inside its strings.
    for line, content in enumerate(text.split("\n"), start=1):
        if not content.strip():
            continue
        if len(rows) + len(found) > MAX_ROWS:
            break
        try:
            value = json.loads(content, object_pairs_hook=_object)
        except _NamedTwice as error:
            found.append(Problem(line, str(error), problems.NAMED_TWICE))
        except json.JSONDecodeError as error:
            found.append(Problem(line, "", problems.NOT_JSON, {"detail": f"{error.msg} ({error.colno})"}))
        except (ValueError, RecursionError) as error:  # numbers of thousands of digits; thousands of brackets
            found.append(Problem(line, "", problems.NOT_JSON, {"detail": type(error).__name__}))
        else:
            if isinstance(value, dict):
                rows.append(Row(line, value))
            else:
                found.append(Problem(line, "", problems.NOT_AN_OBJECT))
    return Table(tuple(rows), tuple(found))


def _read_csv(text: str, known: Collection[str]) -> Table:
    skipped = 0
    if text[:4].lower() == "sep=":  # Excel's own first line, which names the delimiter
        text = text.partition("\n")[2]
        skipped = 1
    delimiter = _delimiter(text, known)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    columns: list[str] = []
    rows: list[Row] = []
    found: list[Problem] = []
    begins = 1
    try:
        for cells in reader:
            if len(rows) + len(found) > MAX_ROWS:
                break
            line, begins = begins + skipped, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if not columns:
                columns = [cell.strip().lower() for cell in cells]
                found += [Problem(line, name, problems.NAMED_TWICE) for name in _repeated(columns)]
            elif len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
                found.append(
                    Problem(line, "", problems.CELL_COUNT, {"found": len(cells), "wanted": len(columns)})
                )
            else:
                rows.append(Row(line, dict(zip(columns, [_unguarded(cell) for cell in cells], strict=False))))
    except csv.Error:
        found.append(Problem(begins + skipped, "", problems.BAD_QUOTING))
    return Table(tuple(rows), tuple(found), tuple(columns))


def _delimiter(text: str, known: Collection[str]) -> str:
    """The delimiter that finds most known names in the heading. A heading's names need no quotation marks."""
    heading = text.lstrip("\r\n").splitlines()[0] if text.strip("\r\n") else ""

    def names_found(delimiter: str) -> int:
        return sum(cell.strip(' "').lower() in known for cell in heading.split(delimiter))

    return max(_DELIMITERS, key=names_found)


def _repeated(columns: Sequence[str]) -> list[str]:
    return sorted(name for name, times in Counter(columns).items() if name and times > 1)


def _unguarded(cell: str) -> str:
    """Take away the apostrophe that `export` puts before what a spreadsheet would read as a formula."""
    rest = cell.lstrip("'")
    return cell[1:] if cell.startswith("'") and rest[:1] in ("=", "+", "-", "@") and rest else cell
