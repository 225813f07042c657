"""Mails that did not leave: why, when the next try is, trying now, and putting aside."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from matchmaker.model.user import Role
from matchmaker.operations import retry_mail as retrying
from matchmaker.store import outbox
from matchmaker.web.access import allow, viewer
from matchmaker.web.admin import blueprint
from matchmaker.web.admin.wordings import mail_name
from matchmaker.web.clock import now
from matchmaker.web.database import db
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import ngettext


@blueprint.get("/admin/mails")
@allow(Role.ADMIN)
def mails() -> ResponseReturnValue:
    troubled = outbox.list_troubled(db())
    return render_template(
        "admin/mails.html",
        failed=[mail for mail in troubled if mail.failed_at is not None],
        retrying=[mail for mail in troubled if mail.failed_at is None],
        counts=outbox.count_undelivered(db()),
        mail_name=mail_name,
    )


@blueprint.post("/admin/mails/<mail_id>/retry")
@allow(Role.ADMIN)
def retry_mail(mail_id: str) -> ResponseReturnValue:
    retrying.retry_mail(db(), mail_id=mail_id, actor=viewer().actor(Role.ADMIN), now=now())
    flash(_("The mail is tried again within seconds."), "success")
    return redirect(url_for("admin.mails"))


@blueprint.post("/admin/mails/retry-failed")
@allow(Role.ADMIN)
def retry_failed_mails() -> ResponseReturnValue:
    count = retrying.retry_failed_mails(db(), actor=viewer().actor(Role.ADMIN), now=now())
    flash(
        ngettext(
            "%(num)d mail is tried again within seconds.",
            "%(num)d mails are tried again within seconds.",
            count,
        ),
        "success",
    )
    return redirect(url_for("admin.mails"))


@blueprint.post("/admin/mails/<mail_id>/put-aside")
@allow(Role.ADMIN)
def put_aside_mail(mail_id: str) -> ResponseReturnValue:
    retrying.put_aside_mail(db(), mail_id=mail_id, actor=viewer().actor(Role.ADMIN), now=now())
    flash(_("The mail was put aside; it is not sent."), "success")
    return redirect(url_for("admin.mails"))
