/* Around htmx swaps: announce the new count, move the focus, keep URLs short. */
"use strict";

// Leave empty fields out of the URL.
document.addEventListener("htmx:configRequest", (event) => {
  const fields = event.detail.formData;
  for (const [name, value] of [...fields.entries()]) {
    if (value === "") fields.delete(name);
  }
});

// Screen readers announce a live region only if it existed before, so it lies outside the swap.
document.addEventListener("htmx:afterSettle", () => {
  const count = document.querySelector("#results [data-count]");
  const title = document.querySelector("#cs-results-title");
  const status = document.getElementById("cs-status");
  if (status && title) {
    status.textContent = count ? `${title.textContent}: ${count.textContent}` : title.textContent;
  }
  // The focused link was swapped out with the old results: focus the title of the new ones.
  if (title && document.activeElement === document.body) title.focus({ preventScroll: true });
});

// A filter leaves the page where it was scrolled to. Only if the few results that are left would be
// out of sight, or if there are none, show what there is from its beginning.
const LEAST_SEEN = 160;
document.addEventListener("htmx:afterSettle", () => {
  const results = document.getElementById("results");
  if (!results) return;
  const { top, bottom } = results.getBoundingClientRect();
  const nothing = top < 0 && results.querySelector(":scope > .cs-empty");
  if (nothing || bottom < LEAST_SEEN) results.scrollIntoView();
});

// Without a response, load the page itself so that the browser shows the error.
document.addEventListener("htmx:sendError", (event) => {
  window.location.assign(event.detail.pathInfo.finalRequestPath);
});

// On a phone the filters cover the results; the button at their end closes them.
document.addEventListener("click", (event) => {
  const done = event.target.closest("[data-filters-done]");
  const panel = done && done.closest("[popover]");
  if (panel && panel.matches(":popover-open")) panel.hidePopover();
});
