"""Business IDs, web addresses and telephone numbers as people type them."""

import pytest

from matchmaker.web import values


@pytest.mark.parametrize(
    "typed",
    ["2077474-0", "20774740", "FI20774740", "fi 2077474-0", "2077474–0", "2077474−0", " 2077474 - 0 "],
)
def test_business_id_has_one_form(typed: str):
    assert values.business_id(typed) == "2077474-0"


def test_old_business_id_of_six_digits_gets_its_zero():
    # 0109862-8 was 109862-8 when it was given.
    assert values.business_id("109862-8") == "0109862-8"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "0000000-0",
        "2077474-1",
        "207747-0",
        "2077474-00",
        "12345678901",
        "SE20774740",
        "Y-tunnus",
        "٢٠٧٧٤٧٤-٠",
    ],
)
def test_anything_else_is_no_business_id(typed: str):
    with pytest.raises(ValueError):
        values.business_id(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("www.yritys.fi", "https://www.yritys.fi"),
        ("yritys.fi:8080/tuotteet?x=1", "https://yritys.fi:8080/tuotteet?x=1"),
        ("http://yritys.fi/", "http://yritys.fi/"),
        ("HTTPS://Yritys.fi", "HTTPS://Yritys.fi"),
        ("pähkinä.fi", "https://pähkinä.fi"),
    ],
)
def test_web_address_gets_a_scheme_when_it_has_none(typed: str, kept: str):
    assert values.website(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://yritys.fi",
        "mailto:a@yritys.fi",
        "https://",
        "localhost",
        "yritys",
        "kaksi sanaa.fi",
        "https://yritys.fi@evil.example",
        "https://[::1",
        "//yritys.fi",
    ],
)
def test_anything_else_is_no_web_address(typed: str):
    with pytest.raises(ValueError):
        values.website(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("040 123 4567", "+358 40 1234567"),
        ("+358401234567", "+358 40 1234567"),
        ("017-123 456", "+358 17 123456"),
        ("0046 70 123 45 67", "+46 70 123 45 67"),
    ],
)
def test_telephone_number_is_kept_in_international_form(typed: str, kept: str):
    assert values.phone(typed) == kept


@pytest.mark.parametrize("typed", ["", "112", "soita", "12", "0" * 400, "040 123 4567 tai 050"])
def test_anything_else_is_no_telephone_number(typed: str):
    with pytest.raises(ValueError):
        values.phone(typed)
