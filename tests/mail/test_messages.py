"""What stands in a mail, as a mail program reads it."""

from dataclasses import replace
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from matchmaker.config import Mode, Settings
from matchmaker.mail.letter import Letter
from matchmaker.mail.messages import Correspondent, Envelope, compose, message_id
from matchmaker.mail.rendering import letter
from matchmaker.model.codes import Language
from tests.conftest import NOW

UNSUBSCRIBE = "https://match.example.fi/unsubscribe/" + "t" * 43
NEED = "need" * 4


def envelope(recipient: str = "pekka@paja.example", **changes: object) -> Envelope:
    return replace(Envelope(recipient, Language.FI, "<abc@match.example.fi>"), **changes)


def as_read(message: EmailMessage) -> EmailMessage:
    """The message after a trip over the wire."""
    policy = SMTP if str(message["To"]).isascii() else SMTPUTF8
    content = message.as_bytes(policy=policy)
    assert max(len(line) for line in content.split(b"\r\n")) <= 998
    read = message_from_bytes(content, policy=SMTP)
    assert isinstance(read, EmailMessage)
    return read


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert isinstance(body, EmailMessage)
    return str(body.get_content()).replace("\r\n", "\n")


def received(settings: Settings, now: datetime, **params: object) -> EmailMessage:
    text = letter(
        settings,
        template="need_received",
        language=Language.FI,
        params={"title": "Särö hitsissä", "need_id": NEED, **params},
    )
    return as_read(compose(settings, text, envelope(), now=now))


def test_headers(production: Settings, now: datetime) -> None:
    message = received(production, now)
    assert {name: str(message[name]) for name in message if name != "Content-Type"} == {
        "Subject": "Saimme tarpeesi: Särö hitsissä",
        "From": "Pohjois-Savon energiaklusteri <noreply@match.example.fi>",
        "To": "pekka@paja.example",
        "Reply-To": "koordinaattori@example.fi",
        "Date": "Tue, 24 Nov 2026 07:30:00 +0000",
        "Message-ID": "<abc@match.example.fi>",
        "Auto-Submitted": "auto-generated",
        "MIME-Version": "1.0",
        "Content-Language": "fi",
    }
    assert message.get_content_type() == "multipart/alternative"
    assert [kind.get_content_type() for kind in message.iter_parts()] == ["text/plain", "text/html"]
    assert {str(kind["Content-Transfer-Encoding"]) for kind in message.iter_parts()} == {"quoted-printable"}


def test_both_parts_say_the_same_in_the_readers_language(production: Settings, now: datetime) -> None:
    message = received(production, now)
    url = f"https://match.example.fi/company/needs/{NEED}"
    text, html = part(message, "plain"), part(message, "html")
    for words in ("Täältä näet, miten asia etenee:", url, "Pohjois-Savon energiaklusteri"):
        assert words in text
        assert words in html
    assert f'<a href="{url}"' in html
    assert '<html lang="fi">' in html
    assert text.endswith(
        "\n-- \nKysyttävää? Vastaa tähän viestiin: sen saa koordinaattori@example.fi."
        "\n\nPohjois-Savon energiaklusteri\nhttps://match.example.fi\n"
    )


def test_html_loads_nothing_and_has_no_scripts(production: Settings, now: datetime) -> None:
    html = part(received(production, now), "html").lower()
    for loading in ("<img", "<script", "<link", "@import", "url(", "src=", "<form"):
        assert loading not in html
    assert 'name="color-scheme" content="light dark"' in html


def test_texts_of_people_are_never_markup(production: Settings, now: datetime) -> None:
    message = received(production, now, title='<b onclick="x">Särö</b> & co')
    assert str(message["Subject"]) == 'Saimme tarpeesi: <b onclick="x">Särö</b> & co'
    assert "<b onclick" not in part(message, "html")
    assert "&lt;b onclick=" in part(message, "html")


def test_a_line_break_in_a_title_makes_no_header_and_no_button(production: Settings, now: datetime) -> None:
    title = "Särö\r\nBcc: kaikki@example.com\r\n\r\nhttps://match.example.fi/sign-out"
    message = received(production, now, title=title)
    assert message["Bcc"] is None
    assert str(message["Subject"]).startswith("Saimme tarpeesi: Särö Bcc: kaikki@example.com")
    assert part(message, "html").count("background: #0b4f57") == 1


@pytest.mark.parametrize(
    "recipient", ["a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example", "nobody", "@", ""]
)
def test_what_is_no_address_is_refused(recipient: str, production: Settings, now: datetime) -> None:
    with pytest.raises(ValueError, match="is no address"):
        compose(production, Letter("Otsikko", "Teksti"), envelope(recipient), now=now)


def test_a_subject_cannot_break_its_line(production: Settings, now: datetime) -> None:
    with pytest.raises(ValueError, match=r"linefeed|newline"):
        compose(production, Letter("Otsikko\nBcc: a@b.example", "Teksti"), envelope(), now=now)


def test_domains_with_other_letters_are_spelt_as_mail_servers_know_them(
    production: Settings, now: datetime
) -> None:
    message = as_read(compose(production, Letter("Hei", "Teksti"), envelope("pekka@sähkö.example"), now=now))
    assert message["To"].addresses[0].addr_spec == "pekka@xn--shk-qla6g.example"


def test_names_with_other_letters_stay(production: Settings, now: datetime) -> None:
    settings = replace(production, cluster_name="Sähkö & Lämpö, “Pohjois-Savo”", contact_email="")
    written = compose(settings, Letter("Hei", "Teksti"), envelope("mäki@paja.example"), now=now)
    assert "\r\nTo: mäki@paja.example\r\n".encode() in written.as_bytes(policy=SMTPUTF8)
    message = as_read(compose(settings, Letter("Hei", "Teksti"), envelope(), now=now))
    assert message["From"].addresses[0].display_name == "Sähkö & Lämpö, “Pohjois-Savo”"
    assert message["Reply-To"] is None
    named = replace(settings, mail_from="Apuri <apu@example.fi>")
    assert str(as_read(compose(named, Letter("Hei", "T"), envelope(), now=now))["From"]) == (
        "Apuri <apu@example.fi>"
    )


def test_a_name_is_one_line_whatever_it_holds(production: Settings, now: datetime) -> None:
    reader = Correspondent("koo@example.fi", "Koo\r\nBcc: muu@example.fi")
    message = as_read(compose(production, Letter("Hei", "T"), envelope(answers_to=reader), now=now))
    assert (message["Bcc"], str(message["Reply-To"])) == (None, '"Koo Bcc: muu@example.fi" <koo@example.fi>')


def test_only_optional_mails_can_be_unsubscribed_from(production: Settings, now: datetime) -> None:
    text = Letter("Hei", "Teksti")
    plain = as_read(compose(production, text, envelope(), now=now))
    assert (plain["List-Unsubscribe"], plain["List-Unsubscribe-Post"]) == (None, None)
    assert "unsubscribe" not in plain.as_string()
    optional = as_read(compose(production, text, envelope(unsubscribe=UNSUBSCRIBE), now=now))
    assert str(optional["List-Unsubscribe"]) == f"<{UNSUBSCRIBE}>"
    assert str(optional["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"
    assert part(optional, "plain").endswith(f"Lopeta ne täällä:\n{UNSUBSCRIBE}\n")
    assert f'<a href="{UNSUBSCRIBE}"' in part(optional, "html")
    raw = compose(production, text, envelope(unsubscribe=UNSUBSCRIBE), now=now).as_bytes(policy=SMTP)
    assert f"\r\nList-Unsubscribe: <{UNSUBSCRIBE}>\r\n".encode() in raw, "written whole, not as encoded words"


def test_the_foot_leads_to_the_language_in_the_other_one(production: Settings, now: datetime) -> None:
    url = "https://match.example.fi/mails"
    for language, words in (
        (Language.FI, "Would you rather read our mails in English? Choose it here:"),
        (Language.EN, "Haluaisitko lukea viestimme mieluummin suomeksi? Valitse kieli täällä:"),
    ):
        written = compose(
            production, Letter("Hei", "T"), envelope(language=language, language_chosen_at=url), now=now
        )
        assert f"{words}\n{url}\n" in part(as_read(written), "plain")
        assert f'<a href="{url}"' in part(as_read(written), "html")


def test_a_long_link_is_whole_in_both_parts(production: Settings, now: datetime) -> None:
    url = "https://match.example.fi/answer/" + "x" * 300
    message = as_read(compose(production, Letter("Hei", url), envelope(), now=now))
    assert url in part(message, "plain").split("\n")
    assert f'href="{url}"' in part(message, "html")


def test_a_very_long_title_is_shortened_in_the_subject(production: Settings, now: datetime) -> None:
    message = received(production, now, title="Ääretön tarve " * 60)
    assert len(str(message["Subject"])) <= 150
    assert str(message["Subject"]).endswith("…")


@pytest.mark.parametrize(
    "subject",
    [
        "Uusi tarve odottaa: Is a welding robot worth it for batches of thirty?",
        "Uusi tarve odottaa: hitsausrobotti kolmenkymmenen kappaleen sarjoihin, kannattaako se vai ei, ja milloin",
        "=?utf-8?q?Bcc:_a@b.example?= ja ääkkösiä",
        "=?utf-8?q?Bcc:_a@b.example?=",
        "=?utf-8?q?a=0D=0ABcc:_b@c.example?=",
        "x" * 140,
        "👩‍🔬 Mittaus",
    ],
)
def test_a_subject_begins_on_its_own_line(subject: str, production: Settings, now: datetime) -> None:
    written = compose(production, Letter(subject, "Teksti"), envelope(), now=now)
    lines = written.as_bytes(policy=SMTP).split(b"\r\n")
    (first,) = [line for line in lines if line.startswith(b"Subject:")]
    assert len(first) > len("Subject: ")
    assert str(as_read(written)["Subject"]) == subject


@given(st.text(max_size=400))
@example("=?utf-8?q?x?= =?utf-8?q?y?=")
def test_any_title_arrives_as_it_was(title: str) -> None:
    settings = Settings(
        mode=Mode.DEMO,
        instance=None,
        base_url="http://localhost",
        secret_key="",
        mail_from="a@b.example",  # type: ignore[arg-type]
    )
    text = letter(
        settings,
        template="need_received",
        language=Language.EN,
        params={"title": title.encode("utf-8", "ignore").decode(), "need_id": NEED},
    )
    message = as_read(compose(settings, text, envelope(), now=NOW))
    assert str(message["Subject"]) == text.subject
    assert list(message.keys()).count("To") == 1


def test_the_same_row_has_the_same_message_id(production: Settings) -> None:
    assert message_id(production, "abcd") == "<abcd@match.example.fi>"
    assert (
        message_id(replace(production, base_url="https://apu.äiti.fi"), "abcd") == "<abcd@apu.xn--iti-pla.fi>"
    )


def test_a_demo_says_that_it_is_one(production: Settings, now: datetime) -> None:
    demo = replace(production, mode=Mode.DEMO)
    message = as_read(compose(demo, Letter("Hei", "Teksti"), envelope(), now=now))
    assert "Tämä viesti on demosta" in part(message, "plain")
    assert "Tämä viesti on demosta" in part(message, "html")
