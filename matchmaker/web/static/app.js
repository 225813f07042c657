// Comfort only: every page works without this file.
"use strict";

(() => {
  // The error summary takes focus once, so that a screen reader starts there.
  const summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();

  // A link of the summary may lead to a group of choices: go on to its first choice.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-error-summary] a[href^='#']");
    if (!link) return;
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!target) return;
    const control = target.matches("fieldset") ? target.querySelector("input, select, textarea") : target;
    if (!control) return;
    event.preventDefault();
    const place = control.closest(".field, fieldset") || control;
    place.scrollIntoView({ block: "start" });
    control.focus({ preventScroll: true });
  });

  // A link may lead to something folded away.
  const unfold = () => document.getElementById(window.location.hash.slice(1))?.querySelector(":scope > details")?.setAttribute("open", "");
  window.addEventListener("hashchange", unfold);
  unfold();

  // A second press of a button must not send the form twice. The button is only marked, not disabled: a disabled
  // button would lose its focus, and its name and value would not be sent. After a while it lives again, for the
  // answer may have been stopped on its way.
  const LONG_WAIT_MS = 15000;
  const release = (form) => {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("[data-once]")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    for (const button of form.querySelectorAll("button[type=submit]")) button.setAttribute("aria-disabled", "true");
    window.setTimeout(release, LONG_WAIT_MS, form);
  });

  // Coming back with the browser's Back button must find live buttons.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) release(form);
  });

  // On the coordinators' pages, leaving a form that was changed asks first, unless a draft has all of it. What is sent, or left by a link among the
  // form's own buttons, asks nothing; another form that was changed meanwhile does.
  const changed = new Set();
  if (document.body.matches("[data-asks-before-leaving]")) {
    document.addEventListener("input", (event) => {
      const form = event.target.form;
      if (form && form.matches("[data-once]")) changed.add(form);
    });
    document.addEventListener("submit", (event) => changed.delete(event.target));
    document.addEventListener("kept", (event) => changed.delete(event.target));
    document.addEventListener("click", (event) => {
      if (event.target.closest("form .buttons a")) changed.delete(event.target.closest("form"));
    });
    window.addEventListener("beforeunload", (event) => {
      if (changed.size) event.preventDefault();
    });
  }

  // Pointing at one half of a pair of shared words lights up the other.
  const light = (event, on) => {
    const half = event.target.closest("[data-pair]");
    if (!half) return;
    for (const other of document.querySelectorAll(`[data-pair="${CSS.escape(half.dataset.pair)}"]`)) {
      other.classList.toggle("is-lit", on);
    }
  };
  document.addEventListener("pointerover", (event) => light(event, true));
  document.addEventListener("pointerout", (event) => light(event, false));
})();
