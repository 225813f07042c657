"""Stopping mails: by the link in each optional mail, without signing in, and on one's own page."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, RadioField

from matchmaker.i18n import LANGUAGES, N_
from matchmaker.model.codes import Language
from matchmaker.model.introduction import MailKind
from matchmaker.model.user import Role
from matchmaker.operations import choose_mail
from matchmaker.store import mail_choices as store
from matchmaker.web.access import allow, viewer
from matchmaker.web.account import blueprint
from matchmaker.web.clock import now
from matchmaker.web.database import db
from matchmaker.web.forms import Form
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import label, language
from matchmaker.web.locale import lazy_gettext as _l

# Questions and states are whole sentences: the kinds' names would have to bend in Finnish.
_WORDS = {
    MailKind.NOTICE: (
        N_("Stop notices to %(email)s?"),
        N_("No more notices to %(email)s"),
        N_("Notices tell what happens: a new need, an answer, a correction."),
    ),
    MailKind.REMINDER: (
        N_("Stop reminders to %(email)s?"),
        N_("No more reminders to %(email)s"),
        N_("Reminders say that your answer or your confirmation is still missing."),
    ),
}


class MailChoicesForm(Form):
    """The language of a person's mails, and which optional ones are wanted."""

    language = RadioField(
        _l("Language of the mails"), choices=lambda: [(code.value, label(code)) for code in Language]
    )
    notice = BooleanField(
        _l("Notices"), description=_l("Notices tell what happens: a new need, an answer, a correction.")
    )
    reminder = BooleanField(
        _l("Reminders"),
        description=_l("Reminders say that your answer or your confirmation is still missing."),
    )


@blueprint.after_app_request
def follow_switch(response: Response) -> Response:
    """A language that a signed-in person presses is the language of the mails, too."""
    user = viewer().user if request.args.get("lang") in LANGUAGES and response.status_code == 200 else None
    if user is not None:
        actor = viewer().actor(Role.SIGNED_IN)
        choose_mail.follow_switch(db(), user=user, language=language(), actor=actor, now=now())
    return response


@blueprint.get("/unsubscribe/<token>")
@allow(Role.PUBLIC)
def unsubscribe(token: str) -> ResponseReturnValue:
    """Asks; only the button stops anything, since mail scanners follow every link."""
    return _page(token, choose_mail.read_unsubscribe_link(db(), token, now()))


@blueprint.post("/unsubscribe/<token>")
@allow(Role.PUBLIC)
def stop_mails(token: str) -> ResponseReturnValue:
    """The page's button, and the mail programs' own (RFC 8058).

    Those post `List-Unsubscribe=One-Click` with no cookie and no page seen before, so `create_app` exempts this one view
    from CSRF protection: the token in the address is the secret, and whoever knows it may do this much anyway.
    """
    return _page(token, choose_mail.stop_mails(db(), token=token, now=now()))


@blueprint.post("/unsubscribe/<token>/again")
@allow(Role.PUBLIC)
def resume_mails(token: str) -> ResponseReturnValue:
    choice = choose_mail.resume_mails(db(), token=token, now=now())
    flash(_("You get these mails again: %(email)s", email=choice.email), "success")
    return redirect(url_for("account.unsubscribe", token=token))


@blueprint.route("/mails", methods=["GET", "POST"])
@allow(Role.SIGNED_IN)
def mail_choices() -> ResponseReturnValue:
    user = viewer().user
    assert user is not None  # noqa: S101 -- the role says so
    refused = store.list_opt_outs(db(), user.email)
    form = MailChoicesForm(
        language=user.language.value,
        notice=MailKind.NOTICE not in refused,
        reminder=MailKind.REMINDER not in refused,
    )
    if not form.validate_on_submit():
        page = render_template("account/mail_choices.html", form=form, email=user.email)
        return page, 422 if form.errors else 200
    actor = viewer().actor(Role.SIGNED_IN)
    chosen = Language(form.language.data)
    choose_mail.choose_language(db(), user=user, language=chosen, actor=actor, now=now())
    wanted = {kind for kind in choose_mail.OPTIONAL if form[kind.value].data}
    choose_mail.choose_mails(db(), email=user.email, wanted=wanted, actor=actor, now=now())
    flash(_("Saved."), "success")
    return redirect(url_for("account.mail_choices"))


def _page(token: str, choice: choose_mail.MailChoice) -> str:
    question, stopped, meaning = _WORDS[choice.kind]
    return render_template(
        "account/unsubscribe.html",
        token=token,
        stopped=choice.stopped,
        heading=_(stopped if choice.stopped else question, email=choice.email),
        meaning=_(meaning),
    )
