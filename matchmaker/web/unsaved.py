"""What somebody wrote and the service could not take: the page that says so shows it, so that nothing typed is lost."""

from flask import g, request


def show_unsaved() -> None:
    """Let the answer to this request show the words that came with it (`base.html`); what has no space is a code or a key."""
    g.unsaved = [text for text in request.form.values() if " " in text.strip()]
