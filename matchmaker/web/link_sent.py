"""The page after a link was asked for, for signing in or for confirming a need."""

from datetime import timedelta

from flask import render_template

from matchmaker.operations.mail_params import sign_in_url
from matchmaker.operations.sign_in import make_link_token
from matchmaker.store import sessions
from matchmaker.store.drafts import UNCONFIRMED_HOURS
from matchmaker.web.clock import now
from matchmaker.web.database import db, settings


def link_sent(email: str, target: str, *, confirms: bool = False) -> str:
    """`confirms`: the link opens a kept text and lives as long as that. The demo, which sends no mail, shows the link itself."""
    link = None
    if settings().demo:
        life = timedelta(hours=UNCONFIRMED_HOURS) if confirms else sessions.LINK_LIFE
        token = make_link_token(db(), email=email, next_path=target, now=now(), life=life)
        link = sign_in_url(settings(), token)
    hours = UNCONFIRMED_HOURS if confirms else None
    return render_template("account/link_sent.html", email=email, link=link, hours=hours)
