"""Reading a rendered page: its elements with their attributes and text."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

INLINE = {"a", "b", "button", "kbd", "mark", "small", "span", "strong", "sup", "svg"}
VOID = {"input", "br", "meta", "link", "hr", "img"}


@dataclass
class Element:
    """One element: tag, attributes (None for a bare one), the elements and texts inside."""

    tag: str
    attributes: dict[str, str | None] = field(default_factory=dict)
    inside: list["Element | str"] = field(default_factory=list)

    def __getitem__(self, name: str) -> str | None:
        return self.attributes[name]

    def get(self, name: str) -> str | None:
        return self.attributes.get(name)

    @property
    def classes(self) -> set[str]:
        return set((self.get("class") or "").split())

    @property
    def text(self) -> str:
        """The text inside with single spaces; what a reader sees as apart is apart."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for part in self.inside:
            if isinstance(part, str):
                yield part
            else:
                apart = "" if part.tag in INLINE else " "
                yield apart
                yield from part._texts()
                yield apart

    def all(self, tag: str, **attributes: str) -> list["Element"]:
        """Descendants with that tag and those attributes, in order; `class_` asks for one class, `_` stands for `-`."""
        return [found for found in self._descendants() if found.tag == tag and found._has(attributes)]

    def one(self, tag: str, **attributes: str) -> "Element":
        """The only such descendant."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} elements <{tag} {attributes}>"
        return found[0]

    def with_id(self, wanted: str) -> "Element":
        found = [element for element in self._descendants() if element.get("id") == wanted]
        assert len(found) == 1, f"{len(found)} elements with the id {wanted}"
        return found[0]

    def _descendants(self) -> Iterator["Element"]:
        for part in self.inside:
            if isinstance(part, Element):
                yield part
                yield from part._descendants()

    def _has(self, attributes: dict[str, str]) -> bool:
        for name, value in attributes.items():
            if name == "class_":
                if value not in self.classes:
                    return False
            elif self.get(name.replace("_", "-")) != value:
                return False
        return True


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("root")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inside.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def parse(html: str) -> Element:
    """The page as a tree. A wrongly nested tag is an assertion error, so every rendering checks that too."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    assert builder.open == [builder.root], f"<{builder.open[-1].tag}> is not closed"
    return builder.root
