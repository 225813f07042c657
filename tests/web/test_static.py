"""Static files: packages of others are what they claim to be, and our colours can be read."""

import hashlib
import re
import tomllib
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "matchmaker" / "web" / "static"
VENDORED = tomllib.loads((STATIC / "vendor" / "VENDORED.toml").read_text())
CSS = (STATIC / "app.css").read_text()

# What is written on what. 4.5 is WCAG's least contrast of text (AA), 3 that of outlines and shapes.
TEXT = [
    ("ink", "paper"), ("ink", "surface"), ("ink", "sunken"), ("ink", "brand-tint"), ("ink", "mark"),
    ("ink-soft", "paper"), ("ink-soft", "surface"), ("ink-soft", "sunken"), ("ink-soft", "brand-tint"),
    ("brand", "paper"), ("brand", "surface"), ("brand", "brand-tint"), ("brand-strong", "brand-tint"),
    ("on-brand", "brand"), ("on-brand", "brand-strong"), ("on-band", "band"), ("on-band-soft", "band"),
    ("stopped", "paper"), ("stopped", "surface"),
    ("ink", "good-tint"), ("ink", "waiting-tint"), ("ink", "attention-tint"), ("ink", "stopped-tint"),
    ("brand", "good-tint"), ("brand", "waiting-tint"), ("brand", "attention-tint"), ("brand", "stopped-tint"),
    *[(tone, f"{tone}-tint") for tone in ("good", "waiting", "attention", "stopped", "neutral")],
]  # fmt: skip
SHAPES = [
    ("line-strong", "paper"), ("line-strong", "surface"), ("brand", "surface"), ("mark-line", "surface"),
    ("focus", "paper"), ("focus", "surface"), ("focus", "brand-tint"), ("spark", "band"),
]  # fmt: skip


def test_every_vendored_file_is_listed_with_its_sum() -> None:
    listed = {name: sum_ for package in VENDORED.values() for name, sum_ in package["sha256"].items()}
    folder = STATIC / "vendor"
    found = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "VENDORED.toml"
    }
    assert found == listed


@pytest.mark.parametrize("name", VENDORED)
def test_vendored_package_names_version_and_licence(name: str) -> None:
    package = VENDORED[name]
    assert package["version"] in package["source"]
    assert package["licence"] in (STATIC / "vendor" / package["licence_file"]).read_text()


def test_style_sheet_uses_the_vendored_files() -> None:
    imported = re.findall(r'@import url\("vendor/([^"]+)"\)', CSS)
    assert imported
    assert set(imported) <= {name for package in VENDORED.values() for name in package["sha256"]}


def _tokens(css: str) -> dict[str, str]:
    return dict(re.findall(r"--colour-([a-z-]+): (#[0-9a-f]{6});", css))


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _schemes() -> dict[str, dict[str, str]]:
    light, dark = CSS.split("@media (prefers-color-scheme: dark)")[:2]
    dark = dark.split("/* Pico's own names")[0]
    return {"light": _tokens(light), "dark": {**_tokens(light), **_tokens(dark)}}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_told_apart(scheme: str) -> None:
    tokens = _schemes()[scheme]
    wanted = [(pair, 4.5) for pair in TEXT] + [(pair, 3.0) for pair in SHAPES]
    short = {
        pair: round(_contrast(tokens[pair[0]], tokens[pair[1]]), 2)
        for pair, least in wanted
        if _contrast(tokens[pair[0]], tokens[pair[1]]) < least
    }
    assert short == {}


def test_both_schemes_are_designed() -> None:
    light, dark = CSS.split("@media (prefers-color-scheme: dark)")[:2]
    same_in_both = {"spark"}
    assert set(_tokens(light)) - set(_tokens(dark.split("/* Pico's own names")[0])) == same_in_both
