"""The style page, on which every macro can be tried."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask, render_template_string

from tests.web.style.app import create_style_app
from tests.web.style.elements import Element, parse

Render = Callable[..., Element]
FORMS = (
    '{% from "_macros/forms.html" import error_summary, post_form, field, choice_group, button_form, link_button,'
    " filters %}"
)


@pytest.fixture
def app() -> Flask:
    return create_style_app()


@pytest.fixture
def render(app: Flask) -> Iterator[Render]:
    def rendered(source: str, **values: object) -> Element:
        return parse(render_template_string(source, **values))

    with app.test_request_context("/?lang=en"):
        yield rendered
