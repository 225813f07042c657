"""Doing once, before the fork, what every web process would otherwise do and keep for itself.

Memory that is filled before the fork is shared by all processes; what the first request of each fills is held as often as
there are processes.
"""

from datetime import date

from flask import Flask

from matchmaker.i18n import LANGUAGES, translator
from matchmaker.matching.finding import find
from matchmaker.operations.need_from_text import need_from_text
from matchmaker.operations.rank_need import rank_need
from matchmaker.store.database import open_database
from matchmaker.web.database import settings
from matchmaker.web.engine import index

# Ordinary words of both languages: they load what reading, ranking and explaining load when they are first used.
SAMPLES = (
    "Hakekattilan savukaasusta pitäisi mitata hiukkaset, ja laakerit tärisevät.",
    "We need help with welding, testing and CE marking of a medical device.",
)

PAGES = ("/", "/sign-in")


def warm(app: Flask) -> None:
    """Load translations and templates, show two pages to nobody, and rank the samples. Writes nothing and asks no rate limit.

    Raises jinja2.TemplateSyntaxError for a broken template: better at the start than on somebody's screen.
    """
    for language in LANGUAGES:
        translator(language)
    for name in app.jinja_env.list_templates(extensions=["html"]):
        app.jinja_env.get_template(name)
    visitor = app.test_client()
    for language in LANGUAGES:
        for path in PAGES:
            visitor.get(path, base_url=app.config["SETTINGS"].base_url, headers={"Accept-Language": language})
    with app.app_context():
        db = open_database(settings().database)
        try:
            for text in SAMPLES:
                content = need_from_text(index(), text=text)
                rank_need(db, index(), content=content, company=None, as_of=date(2026, 1, 1))
                find(index(), text)
        finally:
            db.close()
