"""The base of every form: our translations, cleaned text."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import Field, StringField, TextAreaField
from wtforms.form import BaseForm
from wtforms.validators import Email, Length

from matchmaker.model.cleaning import clean_line, clean_text
from matchmaker.web import locale
from matchmaker.web.unsaved import note_written

Validator = Callable[[BaseForm, Field], None]


class _Translations:
    """What WTForms asks for: its own messages in the reader's language, from `i18n/fi/wtforms.po`."""

    def gettext(self, message: str) -> str:
        return locale.gettext(message)

    def ngettext(self, one: str, many: str, n: int) -> str:
        text: str = locale.translations().ngettext(one, many, n)
        return text


class LineField(StringField):
    """One line of text, cleaned of control characters and double spaces."""

    def process_formdata(self, valuelist: list[str]) -> None:
        note_written(self.name)
        self.data = clean_line(valuelist[0]) if valuelist else ""


def email_field(text: str, asked: Validator, *, autocomplete: str = "off") -> LineField:
    """An e-mail address; `asked` says whether it may be left out. `autocomplete` is "email" for the reader's own address."""
    return LineField(
        text,
        [
            asked,
            Length(max=254, message=locale.lazy_gettext("This address is too long.")),
            Email(locale.lazy_gettext("This is not an e-mail address. It looks like name@company.fi.")),
        ],
        render_kw={"type": "email", "autocomplete": autocomplete, "inputmode": "email"},
    )


class TextField(TextAreaField):
    """Several lines of text, cleaned of control characters."""

    def process_formdata(self, valuelist: list[str]) -> None:
        note_written(self.name)
        self.data = clean_text(valuelist[0]) if valuelist else ""


class Form(FlaskForm):
    """A form with CSRF protection whose messages are in the reader's language."""

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form: BaseForm, formdata: Any) -> Any:
            """Pages send forms. Flask-WTF would read JSON as well, whose values need not be text."""
            named = formdata is None or hasattr(formdata, "getlist")
            return super().wrap_formdata(form, formdata) if named or not request.is_json else request.form

        def get_translations(self, _form: Any) -> _Translations:
            return _Translations()

        def render_field(self, field: Field, render_kw: dict[str, Any]) -> Markup:
            """A page may hold several forms: their tokens must not share an id."""
            given = {"id": False, **render_kw} if field.type == "CSRFTokenField" else render_kw
            rendered: Markup = super().render_field(field, given)
            return rendered

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """As WTForms does; after a refusal the page's language can be switched without losing what was typed."""
        valid: bool = super().validate(extra_validators)
        if not valid:
            locale.keep_typed()
        return valid

    def typed(self) -> Mapping[str, object]:
        """What was typed, valid or not, by field name: what a draft keeps. The CSRF token is left out."""
        return {
            field.name: _raw(field) for field in self if field.type not in ("CSRFTokenField", "SubmitField")
        }


def _raw(field: Field) -> object:
    unread = field.data is None and field.raw_data  # no day, no choice: the text as it was typed
    if not unread and isinstance(field.data, str | bool | int | float | list | type(None)):
        return field.data
    return list(field.raw_data or [])
