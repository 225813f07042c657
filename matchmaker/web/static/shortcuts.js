// Keyboard shortcuts: an element with data-shortcut="a" is pressed by the key "a".
//
// They never act inside a field or together with Ctrl, Alt or Meta, and one button switches them all off (WCAG 2.1.4);
// the choice is kept in this browser. Elements with data-shortcut-scope gather the shortcuts inside them: keys then act on
// the scope that holds the focus; while none does, the first press only chooses the page's first one. "j" and "k" move the focus to the next and previous scope.
"use strict";

(() => {
  const STORE_KEY = "shortcuts";
  const root = document.documentElement;
  const anyShortcut = document.querySelector("[data-shortcut]");
  const help = document.querySelector("[data-shortcuts-help]");

  // Storage may be forbidden (private window, strict settings): the switch then lasts for this page.
  const stored = () => {
    try {
      return window.localStorage.getItem(STORE_KEY);
    } catch {
      return null;
    }
  };
  const store = (value) => {
    try {
      window.localStorage.setItem(STORE_KEY, value);
    } catch {
      // Nothing to do: the page's own state is already set.
    }
  };

  let on = stored() !== "off";

  const show = () => {
    root.dataset.shortcuts = on && anyShortcut ? "on" : "off";
    for (const toggle of document.querySelectorAll("[data-shortcuts-toggle]")) {
      toggle.setAttribute("aria-pressed", String(on));
    }
  };

  const typing = (target) =>
    target instanceof Element && target.closest("input, textarea, select, [contenteditable]:not([contenteditable='false'])");

  const scopes = () => [...document.querySelectorAll("[data-shortcut-scope]")];
  const currentScope = () => document.activeElement?.closest("[data-shortcut-scope]") || null;

  const move = (step) => {
    const all = scopes();
    if (all.length < 2) return false;
    const here = all.indexOf(currentScope());
    const next = here === -1 ? (step > 0 ? 0 : -1) : here + step;
    if (next < 0 || next >= all.length) return false;
    all[next].focus();
    return true;
  };

  const find = (key) => {
    const selector = `[data-shortcut="${CSS.escape(key)}"]`;
    const usable = (element) => !element.matches(":disabled, [aria-disabled='true']");
    const inScope = (scope) => [...(scope?.querySelectorAll(selector) || [])].filter(usable);
    const onPage = [...document.querySelectorAll(selector)].filter((element) => !element.closest("[data-shortcut-scope]"));
    const found = [...inScope(currentScope()), ...onPage].find(usable);
    if (found || currentScope()) return found && (() => found.click());
    // Nothing is decided about a card that may be off the screen.
    const first = scopes().find((scope) => inScope(scope).length > 0);
    return first && (() => first.focus());
  };

  document.addEventListener("keydown", (event) => {
    if (!on || event.defaultPrevented || event.repeat || event.isComposing) return;
    if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const act = find(key);
    if (act) {
      event.preventDefault();
      act();
    } else if ((key === "j" && move(1)) || (key === "k" && move(-1))) {
      event.preventDefault();
    }
  });

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-shortcuts-toggle]")) return;
    on = !on;
    store(on ? "on" : "off");
    show();
  });

  if (help) help.hidden = false;
  show();
})();
