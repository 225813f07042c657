"""One text makes a plain part and HTML blocks; only links of this service become links."""

import pytest

from matchmaker.mail.letter import (
    MAX_SUBJECT,
    SOFT_BREAK,
    Button,
    Items,
    Links,
    Paragraph,
    blocks,
    one_line,
    plain,
)

OURS = Links("https://match.example.fi")


def test_paragraphs_buttons_and_lists() -> None:
    body = (
        "Hei,\ntoinen rivi.\n\nAvaa tästä:\nhttps://match.example.fi/company/needs/abc\n\n"
        "[Vastaa] https://match.example.fi/answer/x\n\n- yksi\n  https://match.example.fi/a\n- kaksi\n"
    )
    assert blocks(body, OURS) == (
        Paragraph(((("Hei,", None),), (("toinen rivi.", None),))),
        Paragraph(((("Avaa tästä:", None),),)),
        Button("https://match.example.fi/company/needs/abc"),
        Button("https://match.example.fi/answer/x", "Vastaa"),
        Items(
            (
                (
                    (("yksi", None),),
                    (("https://match.example.fi/a", "https://match.example.fi/a"),),
                ),
                ((("kaksi", None),),),
            )
        ),
    )
    assert plain(body, OURS) == (
        "Hei,\ntoinen rivi.\n\nAvaa tästä:\nhttps://match.example.fi/company/needs/abc\n\n"
        "Vastaa:\nhttps://match.example.fi/answer/x\n\n- yksi\n  https://match.example.fi/a\n- kaksi\n"
    )


@pytest.mark.parametrize(
    "line",
    [
        "https://match.example.fi.evil.example/x",
        "https://match.example.fi@evil.example/x",
        "https://match.example.fi:8080/x",
        "https://evil.example/https://match.example.fi",
        "http://match.example.fi/x",
        "[Kirjaudu] https://evil.example/sign-in",
        "javascript:alert(1)//https://match.example.fi",
    ],
)
def test_a_foreign_address_is_no_button(line: str) -> None:
    assert OURS.button(line) is None
    linked = [url for _text, url in OURS.words(line) if url]
    assert all(url == "https://match.example.fi" for url in linked)


def test_a_link_in_a_sentence_ends_before_the_full_stop() -> None:
    words = OURS.words("Katso (https://match.example.fi/sign-in). Kiitos.")
    url = "https://match.example.fi/sign-in"
    assert words == (("Katso (", None), (url, url), ("). Kiitos.", None))
    assert OURS.words("Sivu: https://match.example.fi.") == (
        ("Sivu: ", None),
        ("https://match.example.fi", "https://match.example.fi"),
        (".", None),
    )


def test_soft_breaks_are_lines_of_one_paragraph() -> None:
    body = f"Yritys kirjoittaa:\n\neka{SOFT_BREAK}{SOFT_BREAK}https://match.example.fi/sign-out"
    (_, quoted) = blocks(body, OURS)
    assert isinstance(quoted, Paragraph)
    assert [len(line) for line in quoted.lines] == [1, 0, 1]
    assert plain(body, OURS).endswith("eka\n\nhttps://match.example.fi/sign-out\n")


def test_a_subject_is_one_short_line() -> None:
    assert one_line("  Särö\n hitsissä\t ") == "Särö hitsissä"
    long = one_line("sana " * 200)
    assert len(long) <= MAX_SUBJECT
    assert long.endswith("sana…")


def test_the_first_link_of_a_text() -> None:
    assert OURS.first("Ei tässä.\n[Avaa] https://match.example.fi/a\nhttps://match.example.fi/b") == (
        "https://match.example.fi/a"
    )
    assert OURS.first("Ei missään.") == ""
