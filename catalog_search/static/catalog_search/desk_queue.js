/* The category queue by keys. Decisions are sent one after the other while the next suggestion is
   shown already; without this file each form is sent by itself and the page is loaded again. */
"use strict";

(() => {
  const queue = document.querySelector("[data-queue]");
  if (!queue) return;

  const list = queue.querySelector("[data-list]");
  const empty = queue.querySelector("[data-empty]");
  const waiting = queue.querySelector("[data-wait]");
  const toast = queue.querySelector("[data-toast]");
  const message = queue.querySelector("[data-message]");
  const undoButton = queue.querySelector("[data-toast-undo]");
  const undoForm = queue.querySelector("[data-undo]");
  const steps = [...queue.querySelectorAll("[data-step]")];
  const left = document.querySelector("[data-left]");
  const FEW = 5; // fewer suggestions than this ahead: more are fetched

  const decided = new Set(); // keys of suggestions that were decided here
  const removed = new Map(); // cards whose decision is on its way
  const decisions = []; // that can be undone, latest last
  let sending = 0;
  let chain = Promise.resolve();
  let fetching = false;
  let exhausted = false;
  let lastCursor = "";

  const cards = () => [...list.querySelectorAll("[data-card]")];
  const current = () => list.querySelector("[data-card]:not([hidden])");
  const keyOf = (card) => card.dataset.card;

  function note(card) {
    lastCursor = card.dataset.cursor;
  }
  cards().forEach(note);

  // ---- which suggestion is shown ----

  function show(card, focus = true) {
    for (const each of cards()) each.hidden = each !== card;
    const none = !card;
    waiting.hidden = !none || !(sending || fetching);
    empty.hidden = !none || Boolean(sending || fetching);
    if (card && focus) {
      card.focus({ preventScroll: true });
      if (queue.getBoundingClientRect().top < 0) queue.scrollIntoView();
    }
    const all = cards();
    for (const step of steps) {
      const at = all.indexOf(card);
      step.hidden = step.dataset.step === "-1" ? at <= 0 : none;
    }
    if (all.length - 1 - all.indexOf(card) < FEW) refill();
  }

  function step(by) {
    const all = cards();
    const next = all[all.indexOf(current()) + by];
    if (next) show(next);
  }

  function parsed(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    return [...page.querySelectorAll("[data-card]")].map((card) => document.importNode(card, true));
  }

  function merge(html, wanted) {
    const shown = current();
    for (const card of parsed(html)) {
      const key = keyOf(card);
      const here = cards().find((each) => keyOf(each) === key);
      if (String(wanted) === key) decided.delete(key);
      if (decided.has(key)) continue;
      card.hidden = !(here && here === shown);
      if (!here && String(wanted) === key && shown) shown.before(card);
      else if (!here) {
        list.append(card);
        if (String(wanted) !== key) note(card);
      } else if (here.dataset.version !== card.dataset.version && !isTyping(here)) {
        const focused = here.contains(document.activeElement);
        here.replaceWith(card);
        if (focused) card.focus({ preventScroll: true });
      }
    }
    const asked = wanted && cards().find((each) => keyOf(each) === String(wanted));
    // Somebody who types in the card is left there.
    if (asked) show(asked);
    else show(current() || cards()[0], document.activeElement === document.body);
  }

  function isTyping(card) {
    const field = document.activeElement;
    return card.contains(field) && field.matches("input") && field.value !== "";
  }

  async function refill() {
    if (fetching || exhausted || sending) return;
    fetching = true;
    const query = new URLSearchParams(window.location.search);
    query.set("after", lastCursor);
    try {
      const answer = await fetch(`${queue.dataset.cards}?${query}`, {
        headers: { Accept: "text/html" },
        redirect: "error",
      });
      if (!answer.ok) return;
      const html = await answer.text();
      const none = !parsed(html).length;
      // Decisions move what follows: at the end, what came before is asked for once more.
      exhausted = none && (!lastCursor || cards().length > 0);
      if (none && !cards().length) lastCursor = "";
      fetching = false;
      merge(html);
    } catch {
      // The suggestions that are here can be decided nevertheless.
    } finally {
      fetching = false;
    }
  }

  // ---- decisions, sent one after the other ----

  function say(words, undoable, warn = false) {
    toast.hidden = false;
    toast.classList.toggle("cs-queue-warned", warn);
    message.textContent = words;
    undoButton.hidden = !undoable;
  }

  function send(address, data, key) {
    sending += 1;
    chain = chain.then(async () => {
      data.set("have", cards().map(keyOf).filter((each) => !decided.has(each)).slice(0, 10).join());
      data.set("sent", [...removed.keys()].filter((each) => each !== key).join());
      data.set("last", lastCursor);
      try {
        const answer = await fetch(address, {
          method: "POST",
          body: data,
          headers: { Accept: "application/json" },
          redirect: "manual",
        });
        if (answer.type === "opaqueredirect" || answer.status === 403) {
          failed(queue.dataset.loggedOut, key);
        } else if (answer.status !== 200 && answer.status !== 409) {
          failed(queue.dataset.failed, key);
        } else {
          answered(await answer.json(), key);
        }
      } catch {
        failed(queue.dataset.failed, key);
      }
    });
    return chain;
  }

  function done() {
    sending -= 1;
  }

  function answered(told, key) {
    done();
    if (told.decision) decisions.push(told.decision);
    say(told.message, Boolean(told.decision), !told.ok);
    left.textContent = told.left;
    removed.delete(key);
    merge(told.cards, told.card);
  }

  function failed(words, key) {
    done();
    const card = removed.get(key);
    if (card) {
      removed.delete(key);
      decided.delete(key);
      const shown = current();
      if (shown) shown.before(card);
      else list.append(card);
      show(card);
    }
    say(words, false, true);
  }

  function decide(form, submitter) {
    const card = form.closest("[data-card]");
    const all = cards();
    const at = all.indexOf(card);
    const data = new FormData(form, submitter);
    const key = keyOf(card);
    decided.add(key);
    removed.set(key, card);
    card.remove();
    send(form.getAttribute("action"), data, key);
    show(all[at + 1] || all[at - 1]);
  }

  function undo() {
    // Behind what is on its way, so that the latest decision is known.
    chain.then(() => {
      const data = new FormData(undoForm);
      const latest = decisions.pop();
      if (latest) data.set("decision", latest);
      return send(undoForm.getAttribute("action"), data, "");
    });
  }

  // ---- forms, links, keys ----

  queue.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-decide]")) {
      event.preventDefault();
      decide(form, event.submitter);
    } else if (form.matches("[data-undo]")) {
      event.preventDefault();
      undo();
    }
  });

  undoButton.addEventListener("click", undo);
  for (const link of steps) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      step(Number(link.dataset.step));
    });
  }

  document.addEventListener("keydown", (event) => {
    const field = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "Escape" && field && field.closest("[data-card]")) {
      field.closest("[data-card]").focus();
      return;
    }
    if (field || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const key = event.key.toLowerCase();
    const card = current();
    if (key === "j") step(1);
    else if (key === "k") step(-1);
    else if (key === "u") undo();
    else if (key === "e" && card) card.querySelector("[name=typed]").focus();
    else if (card && /^[ar1-3]$/.test(key)) {
      const button = card.querySelector(`[data-key="${key}"]`);
      if (button) decide(button.form, button);
    } else return;
    event.preventDefault();
  });

  show(current(), false);
})();
