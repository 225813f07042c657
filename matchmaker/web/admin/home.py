"""Where an administrator begins: does everything run, and how much is here; and how the service is configured."""

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from matchmaker.config import Settings
from matchmaker.matching.engine import MODEL_VERSION
from matchmaker.model.user import Role
from matchmaker.operations import heartbeat
from matchmaker.operations.back_up import BackupStanding, backup_standing
from matchmaker.store import figures, offerings, outbox
from matchmaker.store.outbox import OutboxCounts
from matchmaker.web.access import allow
from matchmaker.web.admin import blueprint
from matchmaker.web.clock import now
from matchmaker.web.database import db, settings
from matchmaker.web.engine import catalogue_index
from matchmaker.web.locale import gettext as _
from matchmaker.web.locale import language, ngettext, show_age, show_datetime, show_size


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the health report; `tone` is a status chip's."""

    name: str
    verdict: str
    tone: str
    text: str


@blueprint.get("/admin")
@allow(Role.ADMIN)
def home() -> ResponseReturnValue:
    mails = outbox.count_undelivered(db())
    standing = backup_standing(db(), settings(), now=now())
    return render_template(
        "admin/home.html",
        checks=[_analysis(), _index(), _worker(), _mail(mails), _backups(standing)],
        figures=figures.count_all(db()),
        failed=mails.failed,
        backups=standing,
    )


@blueprint.get("/admin/settings")
@allow(Role.ADMIN)
def configuration() -> ResponseReturnValue:
    """What config.toml and the environment say, without secrets; changed there, and read at start."""
    return render_template("admin/settings.html", lines=_configuration(settings()))


def _analysis() -> Check:
    analyser = catalogue_index().analyser
    text = _("%(name)s, model %(version)s", name=analyser.name, version=MODEL_VERSION)
    if analyser.degraded:
        return Check(_("Text analysis"), _("Weakened"), "attention", text)
    return Check(_("Text analysis"), _("In order"), "good", text)


def _index() -> Check:
    """The index follows the catalogue and the thesaurus within seconds while the worker runs."""
    catalogue, built = offerings.catalogue_number(db()), catalogue_index().number
    text = _("catalogue %(catalogue)d, index %(index)d", catalogue=catalogue, index=built)
    if built < catalogue:
        return Check(_("Index of offerings"), _("Being rebuilt"), "waiting", text)
    return Check(_("Index of offerings"), _("In order"), "good", text)


def _worker() -> Check:
    last = heartbeat.last_beat(settings())
    if last is None:
        return Check(_("Background work"), _("Not running"), "attention", _("It has never run here."))
    text = _("last seen at work on %(time)s", time=show_datetime(last))
    if heartbeat.is_alive(settings(), now=now()):
        return Check(_("Background work"), _("In order"), "good", text)
    return Check(_("Background work"), _("Not running"), "attention", text)


def _mail(mails: OutboxCounts) -> Check:
    parts = [ngettext("%(num)s mail waits", "%(num)s mails wait", mails.waiting)]
    if mails.retrying:
        parts.append(ngettext("%(num)s is tried again", "%(num)s are tried again", mails.retrying))
    if mails.failed:
        parts.append(ngettext("%(num)s was given up", "%(num)s were given up", mails.failed))
        return Check(_("Mail delivery"), _("Needs you"), "attention", "; ".join(parts))
    tone, verdict = ("waiting", _("Some trouble")) if mails.retrying else ("good", _("In order"))
    return Check(_("Mail delivery"), verdict, tone, "; ".join(parts))


def _backups(standing: BackupStanding) -> Check:
    name, newest = _("Backups"), standing.newest
    if newest is None:
        return Check(name, _("Needs you"), "attention", _("There is none yet."))
    text = _(
        "the last one is %(age)s old, %(size)s", age=show_age(newest.made_at), size=show_size(newest.size)
    )
    if standing.failure:
        text = "; ".join((text, _("the last attempt failed")))
    if standing.too_old or standing.failure:
        return Check(name, _("Needs you"), "attention", text)
    return Check(name, _("In order"), "good", text)


def _configuration(made: Settings) -> list[tuple[str, str]]:
    smtp = made.smtp
    return [
        (_("Mode"), made.mode.value),
        (_("Address of the service"), made.base_url),
        (_("Name of the cluster"), made.cluster(language())),
        (_("Address for questions"), made.contact_email or "–"),
        (_("Phone for questions"), made.contact_phone or "–"),
        (_("Sender of mails"), made.mail_from),
        (
            _("Mail server"),
            f"{smtp.host}:{smtp.port}, {smtp.tls.value}"
            if smtp
            else _("none: mails are written into %(folder)s", folder=made.outbox),
        ),
        (_("Signs in to the mail server"), _("Yes") if smtp and smtp.user else _("No")),
        (_("Trusted proxies"), str(made.proxy_hops)),
        (_("Trusted host names"), ", ".join(made.trusted_hosts)),
        (_("Database"), str(made.database)),
        (_("Index folder"), str(made.index_folder)),
    ]
