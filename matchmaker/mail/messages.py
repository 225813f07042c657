"""Letters to messages: plain text and HTML, and the headers that reach inboxes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from email.header import Header
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import EmailPolicy, default
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email
from jinja2 import Environment, PackageLoader, StrictUndefined

from matchmaker.config import Settings
from matchmaker.i18n import N_, translator
from matchmaker.mail.letter import Letter, Links, blocks, plain
from matchmaker.model.codes import Language

# Of a folded subject; a word too long for its first line has to be encoded, which can be cut anywhere.
_LINE_LENGTH, _LONG_WORD = 76, 60
# Written in the language that the mail is not in.
_SAME_PAGE = N_("In English:")
_OTHER_LANGUAGE = N_("Would you rather read our mails in English? Choose it here:")


class _Unfolded(UnstructuredHeader):
    """A header of addresses in angle brackets. The library would encode a long one as if it were words."""

    def fold(self, *, policy: EmailPolicy) -> str:
        return f"{self.name}: {self}{policy.linesep}"  # type: ignore[attr-defined]  # a header once the registry mixed it


class _Subject(UnstructuredHeader):
    """A subject as it is. The library would decode what looks like an encoded word, and may leave the first line empty."""

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        kwds["decoded"] = value
        kwds["parse_tree"] = cls.value_parser("")  # only the library's own folding would look at it

    def fold(self, *, policy: EmailPolicy) -> str:
        text = str(self)
        simple = text.isascii() and "=?" not in text and max(map(len, text.split()), default=0) < _LONG_WORD
        header = Header(
            text, "us-ascii" if simple else "utf-8", maxlinelen=_LINE_LENGTH, header_name="Subject"
        )
        return f"Subject: {header.encode(linesep=policy.linesep)}{policy.linesep}"


_headers = HeaderRegistry()
_headers.map_to_type("subject", _Subject)  # type: ignore[arg-type]  # the registry makes a header of it
for _name in ("list-unsubscribe", "message-id"):
    _headers.map_to_type(_name, _Unfolded)  # type: ignore[arg-type]  # the registry makes a header of it
POLICY = default.clone(header_factory=_headers)


@dataclass(frozen=True, slots=True)
class Correspondent:
    """Who reads an answer to a mail; '' for a name that is not known."""

    email: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """To whom a letter goes. `unsubscribe` is the one-click address, None for necessary mails.

    Answers go to `answers_to`, else to the cluster's address where there is one. `language_chosen_at` is the page on which
    the reader chooses the language of mails; `same_page` is where a one-tap link's page opens in the other language, told
    before everything else.
    """

    recipient: str
    language: Language
    message_id: str
    unsubscribe: str | None = None
    answers_to: Correspondent | None = None
    language_chosen_at: str | None = None
    same_page: str | None = None


def message_id(settings: Settings, key: str) -> str:
    """The Message-ID of an outbox row: always the same, so that a repeated delivery is recognised as the same mail."""
    host = urlsplit(settings.base_url).hostname or "localhost"
    return f"<{key}@{host.encode('idna').decode('ascii')}>"


def compose(settings: Settings, letter: Letter, envelope: Envelope, *, now: datetime) -> EmailMessage:
    """A letter as multipart/alternative. Raises ValueError when an address cannot be one (line breaks, no domain)."""
    message = EmailMessage(policy=POLICY)
    message["Subject"] = letter.subject
    message["From"] = _sender(settings, envelope.language)
    message["To"] = address(envelope.recipient)
    if answers_to := _answers_to(settings, envelope):
        message["Reply-To"] = address(answers_to.email, answers_to.name)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = envelope.message_id
    message["Auto-Submitted"] = "auto-generated"
    if envelope.unsubscribe:
        message["List-Unsubscribe"] = f"<{envelope.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if envelope.same_page:
        words = f"{_other(envelope.language)(_SAME_PAGE)} {envelope.same_page}"
        letter = replace(letter, body=f"{words}\n\n{letter.body}")
    footer = _footer(settings, envelope)
    links = Links(settings.base_url)
    text = plain(letter.body, links) + "\n-- \n" + "\n".join(footer) + "\n"
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html(settings, letter, envelope), subtype="html", cte="quoted-printable")
    message["Content-Language"] = envelope.language.value  # last: earlier it would move into the plain part
    return message


def html(settings: Settings, letter: Letter, envelope: Envelope) -> str:
    """The HTML part: the same words, links of this service as links and buttons; nothing is loaded from anywhere."""
    links = Links(settings.base_url)
    return (
        _html_environment(envelope.language)
        .get_template("letter.html")
        .render(
            language=envelope.language.value,
            subject=letter.subject,
            blocks=blocks(letter.body, links),
            footer=[links.words(line) for line in _footer(settings, envelope)],
        )
    )


def address(text: str, name: str = "") -> Address:
    """An address as a header carries it, its domain as the mail system spells it: `a@äiti.fi` -> `a@xn--iti-qla.fi`.

    Raises ValueError for what is no address. The part before the @ stays as it is; a name is one line.
    """
    try:
        checked = validate_email(
            text, check_deliverability=False, globally_deliverable=False, allow_quoted_local=True
        )
    except EmailNotValidError as error:
        raise ValueError(f"{text!r} is no address: {error}") from error
    return Address(
        display_name=" ".join(name.split()), username=checked.local_part, domain=checked.ascii_domain or ""
    )


def _sender(settings: Settings, language: Language) -> Address:
    name, sender = parseaddr(settings.mail_from)
    return address(sender, name or settings.cluster(language))


def _answers_to(settings: Settings, envelope: Envelope) -> Correspondent | None:
    if envelope.answers_to is not None:
        return envelope.answers_to
    return Correspondent(settings.contact_email) if settings.contact_email else None


def _footer(settings: Settings, envelope: Envelope) -> list[str]:
    _ = translator(envelope.language).gettext
    lines = []
    if answers_to := _answers_to(settings, envelope):
        who = ", ".join(part for part in (answers_to.name, answers_to.email) if part)
        lines.append(_("Questions? Answer this mail: it reaches %(who)s.") % {"who": who})
    if settings.contact_phone:
        lines.append(_("By phone: %(phone)s") % {"phone": settings.contact_phone})
    lines += [*([""] if lines else []), settings.cluster(envelope.language), settings.base_url]
    if settings.demo:
        lines.append(_("This mail comes from a demo: people, companies and needs in it are invented."))
    if envelope.language_chosen_at:
        lines += ["", _other(envelope.language)(_OTHER_LANGUAGE)]
        lines.append(envelope.language_chosen_at)
    if envelope.unsubscribe:
        lines += ["", _("No more mails of this kind? Stop them here:"), envelope.unsubscribe]
    return lines


def _other(language: Language) -> Callable[[str], str]:
    """Words in the other language, for whoever cannot read this one."""
    return translator(other_language(language)).gettext


def other_language(language: Language) -> Language:
    return Language.EN if language is Language.FI else Language.FI


@lru_cache(maxsize=len(Language))
def _html_environment(language: Language) -> Environment:
    environment = Environment(
        loader=PackageLoader("matchmaker.mail"),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(translator(language), newstyle=True)  # type: ignore[attr-defined]
    return environment
