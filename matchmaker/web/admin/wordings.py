"""The wording of mails: what each says in each language, a preview with sample values, and back to the usual words."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaker.i18n import N_
from matchmaker.mail.rendering import Wording
from matchmaker.mail.samples import sample_params
from matchmaker.mail.wording import Fault, Problem, placeholders, required
from matchmaker.model.codes import Language
from matchmaker.model.errors import NotFound
from matchmaker.model.user import Role
from matchmaker.operations import word_mail
from matchmaker.web.access import allow, viewer
from matchmaker.web.admin import blueprint
from matchmaker.web.admin.forms import WordingForm
from matchmaker.web.clock import now
from matchmaker.web.database import db, settings
from matchmaker.web.locale import gettext as _

NAMES = {
    "answer_reconsidered": N_("Notice to coordinators: a side would say yes after all"),
    "ask_company": N_("Question to the company: may we introduce you?"),
    "ask_institution": N_("Question to the institution: may we introduce you?"),
    "clarification": N_("Question to the company about its need"),
    "clarification_answered": N_("Notice to coordinators: the company answered"),
    "clarification_reminder": N_("Reminder to the company of a question"),
    "closed_company": N_("Word to the company: its need is closed"),
    "confirm_need": N_("Link that confirms a need"),
    "confirm_offering": N_("Question to the institution: is the offering still valid?"),
    "correction": N_("Notice to coordinators: a correction came"),
    "follow_up": N_("Question to the company: how did it go?"),
    "introduced_company": N_("Introduction, to the company"),
    "introduced_institution": N_("Introduction, to the institution"),
    "introduction_result": N_("Notice to coordinators: what came of a question"),
    "invitation": N_("Invitation"),
    "membership_accepted": N_("Accepted as a member of a company"),
    "membership_requested": N_("Notice to members: somebody asks to join"),
    "need_closed": N_("Notice to coordinators: the company closed its need"),
    "need_corrected": N_("Notice to the company: a coordinator corrected its need"),
    "need_edited": N_("Notice to coordinators: the company changed its need"),
    "need_handed": N_("Notice to a coordinator: a need was handed over"),
    "need_received": N_("Receipt of a need"),
    "need_waiting": N_("Notice to coordinators: a need waits"),
    "over_company": N_("No introduction this time, to the company"),
    "over_institution": N_("No introduction this time, to the institution"),
    "permission": N_("Question to the company: may it be introduced?"),
    "permission_answered": N_("Notice to coordinators: whether the company may be introduced"),
    "permission_reminder": N_("Reminder to the company of the permission"),
    "profile_corrected": N_("Notice to the company: a coordinator corrected its details"),
    "progress_told": N_("Notice to coordinators: how it went"),
    "remind_company": N_("Reminder to the company"),
    "remind_institution": N_("Reminder to the institution"),
    "reopened_company": N_("Word to the company: its need is open again"),
    "sign_in": N_("Sign-in link"),
}
_FAULTS = {
    Fault.SYNTAX: N_("Line %(line)d cannot be read: something opened there is not closed."),
    Fault.FORBIDDEN: N_("Line %(line)d: only placeholders and conditions may be used."),
    Fault.UNKNOWN: N_("This mail knows no %(name)s."),
    Fault.MISSING: N_(
        "The text has to contain %(name)s outside conditions: without it the mail leads nowhere."
    ),
    Fault.BROKEN: N_("With sample values this gives no mail. %(name)s"),
}
# A mail's HTML brings its own styles and nothing else; it runs no script and loads nothing, here as in a mail program.
_MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def mail_name(template: str) -> str:
    """What people call a mail; its template's own name where nobody gave it one."""
    return _(NAMES.get(template, template))


@blueprint.get("/admin/mail-texts")
@allow(Role.ADMIN)
def wordings() -> ResponseReturnValue:
    lines = [(mail_name(line.template), line) for line in word_mail.list_templates(db())]
    return render_template(
        "admin/wordings.html", lines=sorted(lines, key=lambda pair: pair[0]), languages=list(Language)
    )


@blueprint.route("/admin/mail-texts/<template>/<language>", methods=["GET", "POST"])
@allow(Role.ADMIN)
def wording(template: str, language: str) -> ResponseReturnValue:
    tongue = _language(language)
    present, own = word_mail.present_wording(db(), template, tongue)
    form = WordingForm(subject=present.subject, body=present.body)
    preview = None
    outgrown = word_mail.problems_of(settings(), template, tongue, present) if own else []
    if form.validate_on_submit():
        typed = Wording(form.subject.data, form.body.data)
        try:
            if "preview" not in request.form:
                _save(template, tongue, typed)
                return redirect(url_for("admin.wording", template=template, language=language))
            preview = word_mail.preview_wording(settings(), template=template, language=tongue, wording=typed)
        except word_mail.WordingRefused as refused:
            _show(form, refused.problems)
    elif not form.is_submitted():
        _show(form, outgrown)
    needed = required(template)
    samples = sample_params(settings(), tongue, placeholders(template))
    return render_template(
        "admin/wording.html",
        form=form,
        preview=preview,
        own=own,
        outgrown=bool(outgrown),
        name=mail_name(template),
        template=template,
        tongue=tongue,
        names=[(_placeholder(name), _shown(value), name in needed) for name, value in samples.items()],
        condition=("{% if name %}", "{% endif %}"),
    ), 422 if form.is_submitted() and form.errors else 200


@blueprint.get("/admin/mail-texts/<template>/<language>/html")
@allow(Role.ADMIN)
def wording_html(template: str, language: str) -> ResponseReturnValue:
    """The wording in force as a mail program shows it; one that no longer fits has nothing to show, its page says why."""
    tongue = _language(language)
    present, _own = word_mail.present_wording(db(), template, tongue)
    try:
        shown = word_mail.preview_wording(settings(), template=template, language=tongue, wording=present)
    except word_mail.WordingRefused:
        return redirect(url_for("admin.wording", template=template, language=language))
    return Response(shown.html, mimetype="text/html", headers={"Content-Security-Policy": _MAIL_POLICY})


@blueprint.post("/admin/mail-texts/<template>/<language>/reset")
@allow(Role.ADMIN)
def reset_wording(template: str, language: str) -> ResponseReturnValue:
    word_mail.reset_wording(
        db(), template=template, language=_language(language), actor=viewer().actor(Role.ADMIN), now=now()
    )
    flash(_("The mail has its usual wording again."), "success")
    return redirect(url_for("admin.wording", template=template, language=language))


def _placeholder(name: str) -> str:
    """As it stands in a wording."""
    return "{{ " + name + " }}"


def _shown(sample: object) -> str:
    """A sample value in the table; what is only good for a condition has none to show."""
    return "–" if isinstance(sample, bool | list) else str(sample)


def _language(code: str) -> Language:
    try:
        return Language(code)
    except ValueError as error:
        raise NotFound("language", code) from error


def _save(template: str, language: Language, typed: Wording) -> None:
    word_mail.save_wording(
        db(),
        settings(),
        template=template,
        language=language,
        wording=typed,
        actor=viewer().actor(Role.ADMIN),
        now=now(),
    )
    flash(_("Saved. The next mail of this kind says so."), "success")


def _show(form: WordingForm, problems: list[Problem]) -> None:
    """The problems beside the fields that they are in."""
    for problem in problems:
        named = problem.fault in (Fault.UNKNOWN, Fault.MISSING)
        name = _placeholder(problem.name) if named else problem.name
        text = _(_FAULTS[problem.fault], line=problem.line, name=name).strip()
        field = form[problem.field]
        field.errors = [*field.errors, text]
