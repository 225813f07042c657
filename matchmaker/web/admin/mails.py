"""Mails that did not leave: why, when the next try is, trying now, and putting aside.

Coordinators see whom a mail that was given up did not reach and what it is about, without the server's words, so that they
can tell it by phone.
"""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from matchmaker.model.user import Role
from matchmaker.operations import retry_mail as retrying
from matchmaker.store import offerings, outbox
from matchmaker.store.undelivered import list_undelivered
from matchmaker.web.access import allow, viewer
from matchmaker.web.admin import blueprint
from matchmaker.web.admin.wordings import mail_name
from matchmaker.web.clock import now
from matchmaker.web.database import db
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import language, ngettext


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


@blueprint.get("/coordinator/mails")
@allow(Role.COORDINATOR)
def undelivered() -> ResponseReturnValue:
    found = list_undelivered(db())
    return render_template(
        "admin/undelivered.html",
        mails=found,
        known=offerings.list_by_ids(db(), sorted({mail.offering_id for mail in found if mail.offering_id})),
        language=language(),
        mail_name=mail_name,
        viewer_is_admin=viewer().may_act_as(Role.ADMIN),
    )


@blueprint.post("/coordinator/mails/<mail_id>/told")
@allow(Role.COORDINATOR)
def told_by_phone(mail_id: str) -> ResponseReturnValue:
    retrying.tell_by_phone(db(), mail_id=mail_id, actor=viewer().actor(Role.COORDINATOR), now=now())
    flash(_("Noted. The mail is not sent any more."), "success")
    return redirect(url_for("admin.undelivered"))
