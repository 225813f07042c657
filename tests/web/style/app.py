"""A small application whose one page shows every macro: looked at by people, and by the browser tests."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jinja2
from flask import Flask, flash, render_template, request
from flask_wtf import CSRFProtect, FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    EmailField,
    FileField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
    validators,
)
from wtforms.fields.choices import SelectChoice

from matchmaker.web import headers, locale

WEB = Path(__file__).parents[3] / "matchmaker" / "web"


def _choices(labels: dict[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value, text) for value, text in labels.items()]


class StyleForm(FlaskForm):
    """One field of every kind, required and optional."""

    title = StringField(
        "In one sentence, what do you need?", [validators.InputRequired("Write what you need.")]
    )
    description = TextAreaField(
        "Tell more", [validators.Length(max=20, message="Shorten the text to 20 characters.")]
    )
    email = EmailField("E-mail", [validators.InputRequired("Write your e-mail address.")])
    people = IntegerField("How many people work with you?", [validators.Optional()])
    municipality = SelectField(
        "Municipality",
        choices=_choices({"": "Choose", "297": "Kuopio", "593": "Pieksämäki"}),
        validate_choice=False,
    )
    help = SelectMultipleField(
        "What kind of help?",
        [validators.InputRequired("Choose at least one kind of help.")],
        choices=_choices(
            {
                "measurement": "Measurement",
                "testing": "Testing",
                "analysis": "Analysis",
                "piloting": "Piloting",
                "infrastructure": "Infrastructure",
                "expertise": "Expertise",
                "not-sure": "Not sure",
            }
        ),
    )
    urgency = RadioField(
        "How soon?",
        [validators.InputRequired("Choose how soon.")],
        choices=_choices({"now": "Within a month", "later": "This year", "some-day": "No hurry"}),
    )
    drawing = FileField("Drawing", [validators.Optional()])
    consent = BooleanField(
        "My need may be shown to research institutions",
        [validators.InputRequired("We need your permission to look for a partner.")],
        description="You can take this back at any time.",
    )
    send = SubmitField("Send")


def create_style_app() -> Flask:
    """The application; `/` is the page, `/errors` the same with every field in error, `/blank` the bare
    frame, `/filters` filters that are not in force; what is sent to `/count` is noted in `app.config["PRESSED"]`.

    `?lang=fi` and `?lang=en` choose the language. A forgotten value is an error here, not an empty place.
    """
    app = Flask("style", static_folder=str(WEB / "static"), template_folder=None)
    app.config.update(SECRET_KEY="only for looking", TESTING=True, SESSION_COOKIE_SECURE=False, PRESSED=[])
    CSRFProtect(app)
    app.jinja_loader = jinja2.FileSystemLoader([WEB / "templates", Path(__file__).parent / "templates"])
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True  # as the service has them
    app.jinja_env.undefined = jinja2.StrictUndefined
    locale.init_app(app)
    headers.init_app(app, https=False)
    _add_routes(app)
    return app


def _add_routes(app: Flask) -> None:
    @app.get("/")
    def style() -> str:
        return render_template("style.html", form=_form(), **_frame())

    @app.get("/errors")
    def errors() -> str:
        form = _form({"title": "", "description": "<b>much too long for twenty characters</b>"})
        form.validate()
        flash("Saved.", "success")
        flash("The mail could not be sent.", "error")
        return render_template("style.html", form=form, **_frame())

    @app.get("/blank")
    def blank() -> str:
        return render_template("blank.html")

    @app.get("/filters")
    def filters() -> str:
        return render_template("filters.html", form=_form(), **_frame())

    @app.post("/count")
    def count() -> str:
        app.config["PRESSED"].append(request.form.get("state", ""))
        return render_template("blank.html")


def _form(data: dict[str, str] | None = None) -> StyleForm:
    return StyleForm(MultiDict(data) if data is not None else None, meta={"csrf": False})


def _frame() -> dict[str, Any]:
    nav: Sequence[tuple[str, str, bool]] = [
        ("Review queue", "/", True),
        ("Needs", "/n", False),
        ("Catalogue", "/c", False),
        ("Companies", "/co", False),
        ("Enter a need", "/e", False),
    ]
    return {
        "product_name": "Research match",
        "cluster_name": "Energy Cluster North Savo",
        "language": locale.language(),
        "nav": nav,
        "language_switch": locale.language_switch(),
        "viewer": {"email": "kaisa@example.org"},
        "sign_out_url": "/count",
        "demo": True,
        "degraded": True,
        "footer_links": [("Privacy", "/p"), ("Accessibility", "/a"), ("Contact", "/c")],
    }
