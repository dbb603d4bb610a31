/* Category fields of the desk: the editable combobox of the ARIA Authoring Practices, filled by the
   server. Without this file the field is a plain one, and the page offers what it did not know. */
"use strict";

(() => {
  const WAIT = 100; // milliseconds from the last key to the request
  const attached = new WeakSet();
  let number = 0;

  document.addEventListener("focusin", (event) => {
    const field = event.target.closest("input[data-complete]");
    if (field && !attached.has(field)) attach(field);
  });

  function attach(field) {
    attached.add(field);
    number += 1;
    const list = document.createElement("ul");
    list.id = `cs-complete-${number}`;
    list.className = "cs-combobox-list";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", field.labels.length ? field.labels[0].textContent : "");
    list.hidden = true;
    field.after(list);
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", list.id);
    field.setAttribute("aria-expanded", "false");

    let timer = 0;
    let asking = null;
    let active = -1;
    const options = () => [...list.children];

    function close() {
      window.clearTimeout(timer);
      if (asking) asking.abort();
      asking = null;
      list.hidden = true;
      field.setAttribute("aria-expanded", "false");
      mark(-1);
    }

    function mark(place) {
      const all = options();
      if (all[active]) all[active].setAttribute("aria-selected", "false");
      active = place;
      if (!all[active]) {
        field.removeAttribute("aria-activedescendant");
        return;
      }
      all[active].setAttribute("aria-selected", "true");
      all[active].scrollIntoView({ block: "nearest" });
      field.setAttribute("aria-activedescendant", all[active].id);
    }

    async function ask() {
      const typed = field.value.trim();
      if (asking) asking.abort();
      asking = new AbortController();
      const mine = asking;
      try {
        const address = new URL(field.dataset.complete, window.location.href);
        address.searchParams.set("q", typed);
        const answer = await fetch(address, {
          signal: mine.signal,
          headers: { Accept: "application/json" },
        });
        if (!answer.ok || mine !== asking || document.activeElement !== field) return;
        show((await answer.json()).categories);
      } catch (error) {
        if (error.name !== "AbortError" && mine === asking) close();
      }
    }

    function show(paths) {
      list.replaceChildren(
        ...paths.map((path, place) => {
          const option = document.createElement("li");
          option.id = `${list.id}-${place}`;
          option.setAttribute("role", "option");
          option.setAttribute("aria-selected", "false");
          option.textContent = path;
          return option;
        }),
      );
      list.hidden = !paths.length;
      field.setAttribute("aria-expanded", String(paths.length > 0));
      mark(-1);
      // The first answer is what most people want: Enter takes it.
      if (paths.length && "submits" in field.dataset) mark(0);
    }

    function take(option) {
      field.value = option.textContent;
      close();
      if ("submits" in field.dataset) field.form.requestSubmit();
    }

    field.addEventListener("input", () => {
      window.clearTimeout(timer);
      if (field.value.trim()) timer = window.setTimeout(ask, WAIT);
      else close();
    });
    field.addEventListener("keydown", (event) => {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      const count = options().length;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        const by = event.key === "ArrowDown" ? 1 : -1;
        if (list.hidden) ask();
        else mark(((active + 1 + by + count + 1) % (count + 1)) - 1);
      } else if (event.key === "Enter" && !list.hidden && active >= 0) {
        event.preventDefault();
        take(options()[active]);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        event.stopPropagation();
        close();
      } else if (event.key === "Tab") {
        close();
      }
    });
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) take(option);
    });
    field.addEventListener("blur", close);
  }
})();
