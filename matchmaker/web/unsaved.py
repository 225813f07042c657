"""What somebody wrote and the service could not take: the page that says so shows it, so that nothing typed is lost."""

from flask import g, request


def note_written(name: str) -> None:
    """A field of this request is one for words, so that a single word in it is no code or key."""
    g.setdefault("written", set()).add(name)


def show_unsaved() -> None:
    """Let the answer to this request show the words that came with it (`base.html`).

    What has no space, and came in no field that a form knows to be for words, is a code or a key.
    """
    words = g.get("written", set())
    g.unsaved = [
        text
        for name, text in request.form.items(multi=True)
        if " " in text.strip() or (name in words and text)
    ]
