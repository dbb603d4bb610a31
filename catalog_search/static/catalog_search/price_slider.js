/* The price slider writes into the number fields beside it; only those are sent. */
"use strict";

{
  const handlesOf = (slider) => [...slider.querySelectorAll("input[type=range]")];

  // A handle never passes the other. At its own end it empties the field, which means no limit.
  document.addEventListener("input", (event) => {
    const slider = event.target.closest("[data-price-slider]");
    if (!slider) return;
    const [low, high] = handlesOf(slider);
    if (Number(low.value) > Number(high.value)) {
      event.target.value = event.target === low ? high.value : low.value;
    }
    const field = document.getElementById(event.target.dataset.field);
    const end = event.target === low ? event.target.min : event.target.max;
    field.value = event.target.value === end ? "" : event.target.value;
    paint(slider);
  });

  const paint = (slider) => {
    const [low, high] = handlesOf(slider);
    const span = high.max - high.min;
    slider.style.setProperty("--cs-from", `${(100 * (low.value - low.min)) / span}%`);
    slider.style.setProperty("--cs-to", `${(100 * (high.value - high.min)) / span}%`);
  };

  const paintAll = () => document.querySelectorAll("[data-price-slider]").forEach(paint);
  document.addEventListener("htmx:afterSettle", paintAll);
  paintAll();
}
