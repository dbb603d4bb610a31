/* The moderation pages: a preview while a policy is typed, and a queue that keys decide. */
(() => {
  "use strict";

  const policy = document.querySelector("[data-policy]");
  const preview = document.querySelector("[data-preview]");

  function showCount(threshold) {
    const line = preview.querySelector("[data-counts]");
    const blocked = preview.querySelector("[data-blocked]");
    if (!line || !blocked) return;
    const counts = line.dataset.counts.split(",");
    const step = Math.round(Math.min(Math.max(threshold, 0), 1) * (counts.length - 1));
    blocked.textContent = counts[step];
  }

  if (policy && preview) {
    const number = policy.elements.threshold;
    const label = policy.elements.label;
    const dial = document.createElement("input");
    Object.assign(dial, { type: "range", min: 0, max: 1, step: 0.01, value: number.value });
    dial.className = "cs-mod-dial";
    dial.setAttribute("aria-label", number.labels[0].textContent);
    number.after(dial);
    let waiting = 0;
    let asked = 0;
    const renew = async () => {
      const params = new URLSearchParams({
        words: policy.elements.words.value,
        threshold: number.value,
        part: "1",
      });
      if (label) params.set("label", label.value);
      const mine = ++asked;
      try {
        const answer = await fetch(`${location.pathname}?${params}`, { redirect: "error" });
        const text = await answer.text();
        if (answer.ok && mine === asked) preview.innerHTML = text;
      } catch {
        /* What was shown stays; saving tells what is wrong. */
      }
    };
    const later = () => {
      clearTimeout(waiting);
      waiting = setTimeout(renew, 400);
    };
    dial.addEventListener("input", () => {
      number.value = dial.value;
      showCount(Number(dial.value));
      later();
    });
    number.addEventListener("input", () => {
      dial.value = number.value;
      showCount(Number(number.value));
      later();
    });
    policy.elements.words.addEventListener("input", later);
    label?.addEventListener("input", later);
  }

  const queue = document.querySelector("[data-queue]");
  const toast = document.querySelector("[data-toast]");
  if (!queue) return;
  for (const keys of queue.querySelectorAll(".cs-mod-keys")) keys.hidden = false;

  const cards = () => [...queue.querySelectorAll("[data-review]:not([hidden])")];
  const current = () => document.activeElement?.closest?.("[data-review]");

  function move(by) {
    const all = cards();
    const here = all.indexOf(current());
    const next = all[here < 0 ? 0 : Math.min(Math.max(here + by, 0), all.length - 1)];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  }

  function say(text, decisions, gone) {
    toast.textContent = text;
    toast.hidden = false;
    if (!decisions?.length) return;
    const button = document.createElement("button");
    button.className = "cs-button cs-button-plain cs-button-small";
    button.type = "button";
    button.textContent = queue.dataset.undoLabel;
    button.addEventListener("click", async () => {
      const data = base();
      for (const key of decisions) data.append("decision", key);
      const answer = await send(queue.dataset.undo, data);
      if (!answer) return;
      if (!answer.failure) for (const card of gone) card.hidden = false;
      say(answer.failure || answer.text);
      gone[0]?.focus();
    });
    toast.append(" ", button);
  }

  function base() {
    const data = new FormData();
    data.append("csrfmiddlewaretoken", queue.elements.csrfmiddlewaretoken.value);
    return data;
  }

  async function send(url, data) {
    try {
      const headers = { "X-Requested-With": "fetch" };
      const answer = await fetch(url, { method: "POST", body: data, headers, redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      return await answer.json();
    } catch {
      say(queue.dataset.error);
      return null;
    }
  }

  async function decide(button) {
    const data = base();
    data.append(button.name, button.value);
    data.append("state", queue.elements.state.value);
    data.append("reason", queue.elements.reason?.value ?? "");
    let gone = [button.closest("[data-review]")];
    if (button.value === "selected") {
      gone = cards().filter((card) => card.querySelector("[name=review]:checked"));
      for (const card of gone) data.append("review", card.dataset.review);
    }
    gone = gone.filter(Boolean);
    if (!gone.length) return;
    const all = cards();
    const next = all[all.indexOf(gone.at(-1)) + 1] ?? all[all.indexOf(gone[0]) - 1];
    const answer = await send(queue.action, data);
    if (!answer) return;
    for (const card of gone) {
      card.hidden = true;
      for (const box of card.querySelectorAll(":checked")) box.checked = false;
    }
    say(answer.failure || answer.text, answer.undo, gone);
    next?.focus();
  }

  queue.addEventListener("submit", (event) => {
    if (!event.submitter?.name) return;
    event.preventDefault();
    decide(event.submitter);
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const within = event.target;
    if (within.matches("input:not([type=checkbox]), textarea, select")) return;
    const key = event.key.toLowerCase();
    if (key === "j" || key === "k") {
      move(key === "j" ? 1 : -1);
    } else if (key === " " && within.matches("[data-review]")) {
      const veil = within.querySelector("details");
      veil.open = !veil.open;
    } else if (key === "b" || key === "a") {
      current()?.querySelector(`[name=${key === "b" ? "block" : "allow"}]`)?.click();
    } else {
      return;
    }
    event.preventDefault();
  });
})();
