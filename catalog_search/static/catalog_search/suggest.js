/* Suggestions below the search field: the editable combobox of the ARIA Authoring Practices.
   Without this file the field is a plain form. Recent searches stay in this browser. */
"use strict";

(() => {
  const box = document.querySelector("[data-suggest]");
  const field = box && box.querySelector("input[type=search]");
  const list = box && box.querySelector("[role=listbox]");
  if (!field || !list) return;

  const form = field.form;
  const status = box.querySelector("[data-suggest-status]");
  const address = box.dataset.suggest;
  const WAIT = 120; // milliseconds from the last key to the request
  const MOST_RECENT = 5;
  const KEY = `catalog-search-recent:${new URL(form.action).pathname}`;
  const answers = new Map(); // from typed text to suggestions
  let timer = 0;
  let asking = null;
  let active = -1;

  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");
  field.setAttribute("aria-keyshortcuts", "/");

  const options = () => [...list.querySelectorAll("[role=option]")];
  const isOpen = () => !list.hidden;

  function close() {
    window.clearTimeout(timer);
    if (asking) asking.abort();
    asking = null;
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    choose(-1);
  }

  function choose(number) {
    const all = options();
    if (all[active]) all[active].setAttribute("aria-selected", "false");
    active = number;
    const one = all[active];
    if (!one) {
      field.removeAttribute("aria-activedescendant");
      return;
    }
    one.setAttribute("aria-selected", "true");
    one.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", one.id);
  }

  function show(content, told) {
    list.replaceChildren(content);
    active = -1;
    field.removeAttribute("aria-activedescendant");
    options().forEach((one, number) => {
      one.id = `cs-suggest-${number}`;
    });
    const any = options().length > 0;
    list.hidden = !any;
    field.setAttribute("aria-expanded", String(any));
    status.textContent = told;
  }

  // ---- suggestions from the server ----

  async function ask(typed) {
    if (asking) asking.abort();
    asking = new AbortController();
    const mine = asking;
    try {
      const answer = await fetch(`${address}?q=${encodeURIComponent(typed)}`, {
        signal: mine.signal,
        headers: { Accept: "text/html" },
      });
      // Searching works without suggestions, so a failure is not reported.
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.querySelector(".cs-suggest-list");
      if (!found) return;
      if (answers.size > 50) answers.clear();
      answers.set(typed, found);
      // Drop a late answer: the text has changed since, or the field has lost the focus.
      if (mine === asking && typed === field.value.trim() && document.activeElement === field) {
        show(found.cloneNode(true), found.dataset.told);
      }
    } catch (error) {
      if (error.name !== "AbortError" && mine === asking) close();
    }
  }

  function look(wait) {
    window.clearTimeout(timer);
    const typed = field.value.trim();
    const known = answers.get(typed);
    if (!typed) {
      if (asking) asking.abort();
      showRecent();
    } else if (known) {
      if (asking) asking.abort();
      show(known.cloneNode(true), known.dataset.told);
    } else {
      timer = window.setTimeout(ask, wait, typed);
    }
  }

  // ---- recent searches of this browser ----

  function recent() {
    try {
      const kept = JSON.parse(window.localStorage.getItem(KEY));
      return Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : [];
    } catch {
      return [];
    }
  }

  function remember(words) {
    if (!words) return;
    const kept = [words, ...recent().filter((one) => one !== words)].slice(0, MOST_RECENT);
    try {
      window.localStorage.setItem(KEY, JSON.stringify(kept));
    } catch {
      // Without storage there are no recent searches.
    }
  }

  function showRecent() {
    const words = recent();
    const template = box.querySelector("[data-suggest-recent]");
    if (!words.length || !template) {
      list.replaceChildren();
      close();
      status.textContent = "";
      return;
    }
    const group = template.content.firstElementChild.cloneNode(true);
    const pattern = group.querySelector("[data-recent]");
    for (const one of words) {
      const option = pattern.cloneNode(true);
      option.querySelector("span").textContent = one;
      option.dataset.words = one;
      option.href = `${form.action}?q=${encodeURIComponent(one)}`;
      pattern.before(option);
    }
    pattern.remove();
    show(group, group.querySelector(".cs-suggest-head").textContent);
  }

  function forget() {
    try {
      window.localStorage.removeItem(KEY);
    } catch {
      // Without storage there is nothing to delete.
    }
    list.replaceChildren();
    close();
    field.focus();
  }

  // ---- keys, pointer, focus ----

  function step(by) {
    if (!isOpen()) {
      look(0);
      return;
    }
    const count = options().length;
    // Between the last option and the first comes the field itself.
    choose(((active + 1 + by + count + 1) % (count + 1)) - 1);
  }

  field.addEventListener("input", () => look(WAIT));

  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (event.altKey && event.key === "ArrowUp") close();
      else if (!event.altKey || !isOpen()) step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && isOpen() && active >= 0) {
      event.preventDefault();
      options()[active].click();
    } else if (event.key === "Escape" && isOpen()) {
      event.preventDefault();
      close();
    } else if (event.key === "Tab") {
      close();
    } else if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(event.key)) {
      choose(-1); // these keys move in the field, so no option is active
    }
  });

  // Pressing an option leaves the focus in the field; touch can still scroll the list.
  list.addEventListener("mousedown", (event) => event.preventDefault());

  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    if (option.matches("[data-forget]")) {
      event.preventDefault();
      forget();
    } else {
      remember(option.dataset.words);
    }
  });

  field.addEventListener("click", () => {
    if (!isOpen()) look(0);
  });

  form.addEventListener("submit", () => {
    remember(field.value.trim());
    close();
  });

  box.addEventListener("focusout", (event) => {
    if (!box.contains(event.relatedTarget)) close();
  });

  document.addEventListener("pointerdown", (event) => {
    if (isOpen() && !box.contains(event.target)) close();
  });

  // Close the list of a page restored from the back/forward cache.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) close();
  });

  document.addEventListener("keydown", (event) => {
    const writing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || writing) return;
    if (document.querySelector("dialog[open]")) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
})();
