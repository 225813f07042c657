// Comfort for the questionnaire: help while typing, and drafts that save themselves. The page works without this file.
"use strict";

(() => {
  const root = document.querySelector("[data-need-form]");
  const form = root && root.querySelector("form");
  if (!form) return;

  const HELP_AFTER_MS = 1200;
  const SAVE_AFTER_MS = 5000;
  const TRY_AGAIN_MS = 10000;
  const summary = form.elements.summary;
  const written = () => ["title", "description"].some((name) => form.elements[name].value.trim() !== "");
  const send = (url, data, options) => fetch(url, { method: "POST", body: data, redirect: "manual", ...options });

  // --- Help ---------------------------------------------------------------------------------------------------------
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
      const answer = await send(root.dataset.helpUrl, data, { signal: asking.signal });
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

  // --- Drafts -------------------------------------------------------------------------------------------------------
  const status = root.querySelector("[data-draft-status]");
  let dirty = false;
  let leaving = false;
  let saveTimer = 0;
  let saving = null;

  const later = (wait) => {
    if (!saveTimer) saveTimer = window.setTimeout(save, wait);
  };

  async function save() {
    saveTimer = 0;
    if (!dirty || leaving || !written()) return;
    dirty = false;
    saving = new AbortController();
    try {
      const answer = await send(root.dataset.draftUrl, new FormData(form), { signal: saving.signal });
      if (answer.type === "opaqueredirect" || answer.status === 401) {
        status.textContent = root.dataset.signedOut;
      } else if (answer.ok || answer.status === 409) {
        status.textContent = await answer.text();
      } else {
        status.textContent = root.dataset.refused;
        if (answer.status === 429 || answer.status >= 500) again();
      }
    } catch {
      if (leaving) return;
      status.textContent = root.dataset.offline;
      again();
    }
  }

  const again = () => {
    dirty = true;
    later(TRY_AGAIN_MS);
  };

  root.querySelector("[data-autosaves]").hidden = false;
  const touched = () => {
    dirty = true;
    later(SAVE_AFTER_MS);
    window.clearTimeout(helpTimer);
    helpTimer = window.setTimeout(help, HELP_AFTER_MS);
  };
  form.addEventListener("input", touched);
  // What was typed before this script had loaded, or was put back by the browser, counts as well.
  if (["title", "description"].some((name) => form.elements[name].value !== form.elements[name].defaultValue)) touched();
  window.addEventListener("online", () => {
    if (dirty) save();
  });
  form.addEventListener("submit", () => {
    leaving = true;
    if (saving) saving.abort();
    if (asking) asking.abort();
  });
  window.addEventListener("pageshow", () => {
    leaving = false;
  });
})();
