"""The service's mails: each template is a Jinja text whose first line is the subject, translated by gettext."""

from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from functools import lru_cache
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from matchmaker.config import Settings
from matchmaker.i18n import translator
from matchmaker.model.codes import Language


def compose(
    settings: Settings,
    *,
    template: str,
    recipient: str,
    language: Language,
    params: Mapping[str, object],
    now: datetime,
) -> EmailMessage:
    """Render a template to a plain-text message.

    Raises jinja2.TemplateNotFound for an unknown template, jinja2.UndefinedError for a missing parameter, ValueError
    when an address holds a line break.
    """
    text = (
        _environment(language)
        .get_template(f"{template}.txt")
        .render(**params, base_url=settings.base_url, cluster_name=settings.cluster_name, demo=settings.demo)
    )
    subject, _, body = text.strip().partition("\n")
    message = EmailMessage()
    message["Subject"] = subject.strip()
    message["From"] = settings.mail_from
    message["To"] = recipient
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=urlsplit(settings.base_url).hostname or "localhost")
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = language.value
    message.set_content(body.strip() + "\n", cte="quoted-printable")
    return message


@lru_cache(maxsize=len(Language))
def _environment(language: Language) -> Environment:
    environment = Environment(  # noqa: S701 -- plain text, nothing to escape
        loader=PackageLoader("matchmaker.mail"),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    translations = translator(language)
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    return environment
