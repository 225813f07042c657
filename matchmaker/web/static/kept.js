// Comfort only: what a visitor typed waits in this tab, also when they look at an offering and come back by a link. It is
// forgotten when the text is sent and when the tab is closed; the server sees nothing of it.
"use strict";

(() => {
  const KEY = "need";
  const field = document.querySelector("main form[action$='/preview'] [name=description]");
  if (!field) return;
  try {
    if (!field.value) field.value = sessionStorage.getItem(KEY) || "";
    const keep = () => sessionStorage.setItem(KEY, field.value);
    keep();
    field.addEventListener("input", keep);
    for (const form of document.querySelectorAll("form[action$='/send']")) {
      form.addEventListener("submit", () => sessionStorage.removeItem(KEY));
    }
  } catch {
    // A browser that keeps nothing: the page is as useful as before.
  }
})();
