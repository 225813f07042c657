// Comfort for the questionnaire: help while typing. The page works without this file.
"use strict";

(() => {
  const root = document.querySelector("[data-need-form]");
  const form = root && root.querySelector("form");
  if (!form) return;

  const HELP_AFTER_MS = 1200;
  const summary = form.elements.summary;

  // A summary that the person has changed stays; otherwise it follows the text.
  let proposed = summary.value;
  let asking = null;
  let helpTimer = 0;

  const show = (piece) => {
    const place = root.querySelector(`form [data-piece="${piece.dataset.piece}"]`);
    // What says the same is left alone: a screen reader hears only what is new, and what was opened stays open.
    if (place && place.textContent.trim() !== piece.textContent.trim()) place.replaceChildren(...piece.childNodes);
  };

  const help = async () => {
    if (asking) asking.abort();
    asking = new AbortController();
    const data = new FormData(form);
    const follows = summary.value.trim() === "" || summary.value === proposed;
    if (follows) data.set("summary", "");
    try {
      const answer = await fetch(root.dataset.helpUrl, { method: "POST", body: data, redirect: "manual", signal: asking.signal });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.querySelector("[data-summary]");
      if (!found) return;
      if (follows && document.activeElement !== summary) proposed = summary.value = found.dataset.summary;
      for (const piece of found.querySelectorAll("[data-piece]")) show(piece);
      form.elements.checked.value = summary.value.trim() ? found.dataset.checked : "";
    } catch {
      // No connection, or a newer question: the page is as useful as before.
    }
  };

  const touched = () => {
    window.clearTimeout(helpTimer);
    helpTimer = window.setTimeout(help, HELP_AFTER_MS);
  };
  form.addEventListener("input", touched);
  // What was typed before this script had loaded, or was put back by the browser, counts as well.
  if (["title", "description"].some((name) => form.elements[name].value !== form.elements[name].defaultValue)) touched();
  form.addEventListener("submit", () => {
    if (asking) asking.abort();
  });
})();
