"""Finnish is complete: every message that code or a template can show is translated, and nothing else is kept."""

import re
from collections import defaultdict
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from matchmaker.i18n import translator

PACKAGE = Path(__file__).parents[2] / "matchmaker"
FINNISH = PACKAGE / "i18n" / "fi"
METHODS = [("**.py", "python"), ("**/templates/**", "jinja2.ext:babel_extract")]
KEYWORDS = {"_": None, "_l": None, "N_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def messages_in_use() -> dict[str, str]:
    """Every message id (the singular of plurals) with the place it is first used in."""
    found: dict[str, str] = {}
    options = {"**/templates/**": {"trimmed": "true", "silent": "false"}}
    for name, line, message, _comments, _context in extract_from_dir(
        PACKAGE,
        METHODS,
        options,
        keywords=KEYWORDS,
        directory_filter=lambda path: not path.endswith("__pycache__"),
    ):
        found.setdefault(message[0] if isinstance(message, tuple) else message, f"{name}:{line}")
    return found


def finnish_messages() -> dict[str, list[tuple[str, tuple[str, ...], str]]]:
    """Message id -> (file, translations, plural id) in every file that has it."""
    found = defaultdict(list)
    for path in sorted(FINNISH.glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="fi", abort_invalid=True):
                if message.id:
                    plural = isinstance(message.id, tuple)
                    key = message.id[0] if plural else message.id
                    strings = message.string if plural else (message.string,)
                    found[key].append((path.name, tuple(strings), message.id[1] if plural else ""))
    return found


def test_every_message_in_use_is_translated() -> None:
    translated = {
        key for key, uses in finnish_messages().items() if all(all(strings) for _f, strings, _p in uses)
    }
    missing = {key: place for key, place in messages_in_use().items() if key not in translated}
    assert missing == {}


def test_no_translation_is_left_over() -> None:
    # WTForms' own messages are used by WTForms, not by our code.
    ours = {key: uses[0][0] for key, uses in finnish_messages().items() if uses[0][0] != "wtforms.po"}
    in_use = messages_in_use()
    assert {key: file for key, file in ours.items() if key not in in_use} == {}


def test_a_message_in_two_files_has_one_translation() -> None:
    different = {
        key: uses
        for key, uses in finnish_messages().items()
        if len({strings for _f, strings, _p in uses}) > 1
    }
    assert different == {}


def test_translations_fill_the_same_placeholders() -> None:
    wrong = {}
    for key, uses in finnish_messages().items():
        for _file, strings, plural in uses:
            wanted = set(PLACEHOLDER.findall(key)) | set(PLACEHOLDER.findall(plural))
            # The singular of a plural may say "one" in words.
            if any(set(PLACEHOLDER.findall(text)) - wanted for text in strings) or (
                set(PLACEHOLDER.findall(strings[-1])) != wanted
            ):
                wrong[key] = strings
    assert wrong == {}


def test_plurals_follow_the_number() -> None:
    finnish = translator("fi")
    assert (
        finnish.ngettext("%(num)d service or project", "%(num)d services and projects", 1)
        == "%(num)d palvelu tai hanke"
    )
    assert (
        finnish.ngettext("%(num)d service or project", "%(num)d services and projects", 3)
        == "%(num)d palvelua ja hanketta"
    )


def test_other_languages_are_refused() -> None:
    with pytest.raises(KeyError):
        translator("sv")
