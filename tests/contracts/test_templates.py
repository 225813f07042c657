"""Rules that hold for every template, beyond what the linter of scripts/check knows."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

TEMPLATES = Path(__file__).resolve().parents[2] / "matchmaker" / "web" / "templates"
FILES = sorted(TEMPLATES.rglob("*.html"))
# A name that begins with an underscore is a part of pages: macros, or a piece that several pages include.
PAGES = [path for path in FILES if "/_" not in f"/{path.relative_to(TEMPLATES)}" and path.name != "base.html"]
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)


def name(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


class Tags(HTMLParser):
    """Collects what the content security policy would block, and forms that post."""

    def __init__(self) -> None:
        super().__init__()
        self.blocked: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        line = self.getpos()[0]
        if tag == "style" or (tag == "script" and "src" not in values):
            self.blocked.append(f"line {line}: <{tag}>")
        for attribute, value in values.items():
            if attribute == "style" or attribute.startswith("on"):
                self.blocked.append(f"line {line}: {attribute}=")
            if attribute in ("href", "src", "action") and (value or "").strip().lower().startswith(
                "javascript:"
            ):
                self.blocked.append(f"line {line}: javascript:")
            if attribute == "src" and re.match(r"(https?:)?//", value or ""):
                self.blocked.append(f"line {line}: {value}")


def without_jinja(text: str) -> str:
    """The HTML alone, every line where it was: Jinja's own tags give way to a word and as many line ends."""
    return JINJA.sub(
        lambda found: ("x" if found[0].startswith("{{") else " ") + "\n" * found[0].count("\n"), text
    )


def test_rules_see_what_they_are_for():
    tags = Tags()
    tags.feed(
        without_jinja(
            '<p style="x">{% if a %}<a onclick="b()">{% endif %}</a><script>1</script><script src="/s.js">'
        )
    )
    assert tags.blocked == ["line 1: style=", "line 1: onclick=", "line 1: <script>"]


@pytest.mark.parametrize("path", FILES, ids=name)
def test_template_has_nothing_that_the_content_security_policy_blocks(path: Path):
    tags = Tags()
    tags.feed(without_jinja(path.read_text(encoding="utf-8")))
    assert tags.blocked == []


@pytest.mark.parametrize("path", FILES, ids=name)
def test_template_trusts_no_text_as_html(path: Path):
    tree = ENVIRONMENT.parse(path.read_text(encoding="utf-8"))
    assert [node.lineno for node in tree.find_all(nodes.Filter) if node.name == "safe"] == []


@pytest.mark.parametrize("path", FILES, ids=name)
def test_every_form_that_posts_carries_a_csrf_token(path: Path):
    text = path.read_text(encoding="utf-8")
    for form in re.finditer(r"<form\b[^>]*\bmethod=.post.*?(</form>|\Z)", text, re.DOTALL | re.IGNORECASE):
        line = text.count("\n", 0, form.start()) + 1
        # A replayed form brings all that was sent, and so its token.
        assert re.search(r"csrf|hidden_tag|in replay", form[0]), f"line {line}"


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_page_stands_in_the_common_frame_and_names_itself(path: Path):
    tree = ENVIRONMENT.parse(path.read_text(encoding="utf-8"))
    assert [node.template.as_const() for node in tree.find_all(nodes.Extends)] == ["base.html"]
    assert {"title", "content"} <= {block.name for block in tree.find_all(nodes.Block)}
