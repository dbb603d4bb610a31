/* After htmx has swapped results: say the new count, move the focus, keep addresses short. */
"use strict";

// Empty fields say nothing; without them the address stays readable.
document.addEventListener("htmx:configRequest", (event) => {
  const fields = event.detail.formData;
  for (const [name, value] of [...fields.entries()]) {
    if (value === "") fields.delete(name);
  }
});

// A status outside the swapped part is announced; one inside it would not be.
document.addEventListener("htmx:afterSettle", () => {
  const count = document.querySelector("#results [data-count]");
  const title = document.querySelector("#cs-results-title");
  const status = document.getElementById("cs-status");
  if (status && title) {
    status.textContent = count ? `${title.textContent}: ${count.textContent}` : title.textContent;
  }
  // A link that was followed is gone with the old results: go on from the top of the new ones.
  if (title && document.activeElement === document.body) title.focus({ preventScroll: true });
});

// No answer at all: load the page itself, so that the browser says why.
document.addEventListener("htmx:sendError", (event) => {
  window.location.assign(event.detail.pathInfo.finalRequestPath);
});

// On a phone the filters lie over the results; the button at their end leads back.
document.addEventListener("click", (event) => {
  const done = event.target.closest("[data-filters-done]");
  const panel = done && done.closest("[popover]");
  if (panel && panel.matches(":popover-open")) panel.hidePopover();
});
