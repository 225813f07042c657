// Comfort for long forms: drafts that save themselves. The page works without this file.
"use strict";

(() => {
  const root = document.querySelector("[data-draft-url]");
  const form = root && root.querySelector("form");
  if (!form) return;

  const SAVE_AFTER_MS = 5000;
  const TRY_AGAIN_MS = 10000;
  const TEXTS = ["title", "description"];
  const status = root.querySelector("[data-draft-status]");
  let dirty = false;
  let leaving = false;
  let saveTimer = 0;
  let saving = null;

  const written = () => TEXTS.some((name) => form.elements[name].value.trim() !== "");
  const later = (wait) => {
    if (!saveTimer) saveTimer = window.setTimeout(save, wait);
  };

  async function save() {
    saveTimer = 0;
    if (!dirty || leaving || !written()) return;
    dirty = false;
    saving = new AbortController();
    try {
      const answer = await fetch(root.dataset.draftUrl, {
        method: "POST", body: new FormData(form), redirect: "manual", signal: saving.signal,
      });
      if (answer.type === "opaqueredirect" || answer.status === 401) {
        status.textContent = root.dataset.signedOut;
      } else if (answer.ok || answer.status === 409) {
        status.textContent = await answer.text();
        // Nothing is lost by leaving now (app.js).
        if (answer.ok && !dirty) form.dispatchEvent(new Event("kept", { bubbles: true }));
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
  };
  form.addEventListener("input", touched);
  // What was typed before this script had loaded, or was put back by the browser, counts as well.
  if (TEXTS.some((name) => form.elements[name].value !== form.elements[name].defaultValue)) touched();
  window.addEventListener("online", () => {
    if (dirty) save();
  });
  form.addEventListener("submit", () => {
    leaving = true;
    if (saving) saving.abort();
  });
  window.addEventListener("pageshow", () => {
    leaving = false;
  });
})();
