"""Files as people really save them become rows; what is no such file is refused with a reason."""

import json
import tracemalloc
from time import process_time

import pytest

from matchmaker.exchange import problems
from matchmaker.exchange.tables import MAX_BYTES, MAX_ROWS, Row, read_table

KNOWN = frozenset({"id", "title_fi", "place", "keywords"})
SENTENCE = "Mittaamme 2,5 kW:n pumppuja; myös öljyä"


def messages(data: bytes) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.column, problem.message) for problem in read_table(data, KNOWN).problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
def test_csv_of_any_spreadsheet_is_read(encoding: str, delimiter: str, line_end: str) -> None:
    lines = [
        delimiter.join(("id", "title_fi", "place")),
        delimiter.join(("a1", f'"{SENTENCE}"', "Äänekoski")),
    ]
    table = read_table((line_end.join(lines) + line_end).encode(encoding), KNOWN)
    assert table.problems == ()
    assert table.columns == ("id", "title_fi", "place")
    assert table.rows == (Row(2, {"id": "a1", "title_fi": SENTENCE, "place": "Äänekoski"}),)


def test_decimal_commas_do_not_split_a_cell_of_a_semicolon_file() -> None:
    data = "id;title_fi;place\na1;Teho 7,5 kW ja paino 1,2 t;Kuopio, Varkaus\n".encode("cp1252")
    assert read_table(data, KNOWN).rows == (
        Row(2, {"id": "a1", "title_fi": "Teho 7,5 kW ja paino 1,2 t", "place": "Kuopio, Varkaus"}),
    )


def test_a_row_is_named_by_the_line_it_begins_on() -> None:
    data = b'id;title_fi\na1;"one\ntwo\nthree"\n\na2;last\n'
    assert [(row.line, row.values["id"]) for row in read_table(data, KNOWN).rows] == [(2, "a1"), (6, "a2")]


def test_excels_own_first_line_is_skipped_and_counted() -> None:
    table = read_table(b"sep=;\r\nid;place\r\na1;Kuopio\r\n", KNOWN)
    assert table.rows == (Row(3, {"id": "a1", "place": "Kuopio"}),)


def test_names_of_columns_may_have_capitals_and_blanks_and_missing_cells_are_no_problem() -> None:
    table = read_table(b"ID; Title_FI ;place\na1\na2;T;Kuopio;;\n", KNOWN)
    assert table.problems == ()
    assert [row.values for row in table.rows] == [
        {"id": "a1"},
        {"id": "a2", "title_fi": "T", "place": "Kuopio"},
    ]


def test_a_cell_too_many_is_a_problem_of_its_line_and_the_other_rows_are_still_read() -> None:
    table = read_table(b"id;place\na1;Kuopio;surplus\na2;Varkaus\n", KNOWN)
    assert [(problem.line, problem.message) for problem in table.problems] == [(2, problems.CELL_COUNT)]
    assert table.rows == (Row(3, {"id": "a2", "place": "Varkaus"}),)


def test_unbalanced_quotation_marks_are_a_problem_where_they_begin() -> None:
    assert messages(b'id;place\na1;Kuopio\na2;"Varkaus\na3;Iisalmi\n') == [(3, "", problems.BAD_QUOTING)]
    assert messages(b'id;place\na1;"Kuo"pio\n') == [(2, "", problems.BAD_QUOTING)]


def test_a_column_named_twice_is_a_problem_in_csv_and_in_json() -> None:
    assert messages(b"id;place;place\na1;x;y\n") == [(1, "place", problems.NAMED_TWICE)]
    assert messages(b'{"id": "a1", "place": "x", "place": "y"}\n') == [(1, "place", problems.NAMED_TWICE)]


def test_json_lines_keep_their_values_and_line_numbers() -> None:
    data = '{"id": "a1", "keywords": ["työ", "x"], "place": null}\n\n{"id": "a2\\u2028b"}\n'.encode()
    assert read_table(data, KNOWN).rows == (
        Row(1, {"id": "a1", "keywords": ["työ", "x"], "place": None}),
        Row(3, {"id": "a2\u2028b"}),
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"id": "a1"', problems.NOT_JSON),
        ('{"id": ' + "9" * 5000 + "}", problems.NOT_JSON),
        ('{"id": ' + "[" * 100_000, problems.NOT_JSON),
        ('["a1"]', problems.NOT_AN_OBJECT),
        ("17", problems.NOT_AN_OBJECT),
    ],
)
def test_a_line_that_is_no_json_object_is_named_and_the_others_are_read(line: str, message: str) -> None:
    table = read_table(f'{{"id": "ok"}}\n{line}\n{{"id": "ok too"}}\n'.encode(), KNOWN)
    assert [(problem.line, problem.message) for problem in table.problems] == [(2, message)]
    assert [row.line for row in table.rows] == [1, 3]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", problems.FILE_EMPTY),
        (b"\n \n", problems.FILE_EMPTY),
        (b"id;place\n", problems.FILE_EMPTY),
        (b"PK\x03\x04rest of a workbook", problems.IS_SPREADSHEET),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", problems.IS_SPREADSHEET),
        (b"id;place\na1;Kuo\x00pio\n", problems.HAS_NUL),
        (b'{"id": "a1"}\n\x00', problems.HAS_NUL),
        (b"id;place\na1;\x81\x8d\n", problems.NOT_TEXT),
        (b"x" * (MAX_BYTES + 1), problems.FILE_TOO_BIG),
        (b"id\n" + b"a\n" * (MAX_ROWS + 1), problems.TOO_MANY_ROWS),
    ],
    ids=[
        "empty",
        "blank",
        "heading only",
        "xlsx",
        "xls",
        "nul",
        "nul in json",
        "no text",
        "too big",
        "too long",
    ],
)
def test_what_is_no_catalogue_is_refused_as_a_whole(data: bytes, message: str) -> None:
    table = read_table(data, KNOWN)
    assert table.rows == ()
    assert [(problem.line, problem.message) for problem in table.problems] == [(0, message)]


def test_the_largest_file_allowed_is_read() -> None:
    table = read_table(b"id\n" + b"a\n" * MAX_ROWS, KNOWN)
    assert (len(table.rows), table.problems) == (MAX_ROWS, ())


def test_a_huge_cell_is_read_whole() -> None:
    table = read_table(b'id;place\na1;"' + b"x" * 200_000 + b'"\n', KNOWN)
    assert (table.problems, len(str(table.rows[0].values["place"]))) == ((), 200_000)


def test_problems_speak_the_readers_language() -> None:
    from matchmaker.i18n import translator

    problem = read_table(json.dumps([1]).encode(), KNOWN).problems[0]
    assert problem.text(translator("en").gettext) == problems.NOT_AN_OBJECT
    assert problem.text(translator("fi").gettext).startswith("Joka rivin pitää olla yksi JSON-olio")


def test_a_file_of_many_tiny_rows_is_refused_before_it_fills_the_memory() -> None:
    """Ten megabytes are five million rows, of which each takes hundreds of bytes once it is read."""
    for data in (
        b"id\n" + b"a\n" * 500_000,
        b"{}\n" * 500_000,
        b"id\n" + b"a;b;c\n" * 200_000,
        b"[]\n" * 200_000,
    ):
        tracemalloc.start()
        table = read_table(data, ("id",))
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert table.problems
        assert len(table.problems) <= MAX_ROWS + 1
        assert most < 60_000_000


@pytest.mark.parametrize("last", ["n1", ""])
def test_thousands_of_names_with_one_twice_take_no_time(last: str) -> None:
    names = [f"n{number}" for number in range(30_000)] + ([last] if last else ["", ""])
    line = "{" + ",".join(f'"{name}":1' for name in names) + "}"
    began = process_time()
    (problem,) = read_table(line.encode(), ("id",)).problems
    assert problem.message == problems.NAMED_TWICE
    read_table((";".join(names) + "\nx\n").encode(), ("id",))
    assert process_time() - began < 3
