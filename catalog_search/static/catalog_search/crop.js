/* The crop box: draw, move and resize the part of the photo to search with, by pointer or keys.

   Its edges are shares of the photo's size, 0 to 1. They are written to the hidden field `crop` of
   the filter form; submitting that form swaps the results. Texts and URLs come from the markup. */
"use strict";

(() => {
  const figure = document.querySelector("[data-crop]");
  const box = figure && figure.querySelector("[data-crop-box]");
  const field = document.querySelector("[data-crop-field]");
  if (!box || !field) return;

  const SMALLEST = 0.05;
  const STEP = 0.02;
  const REST = 600; // milliseconds from the last key to the search
  const WHOLE = [0, 0, 1, 1];
  const between = (value, low, high) => Math.min(Math.max(value, low), high);

  let edges = read(field.value);
  let resting = 0;

  function read(text) {
    return text ? text.split(",").map(Number) : WHOLE;
  }

  function written() {
    /* Outwards to the next hundredth, as the server reads them. */
    const short = edges.map((value, side) => String(
      (side < 2 ? Math.floor(100 * value + 1e-6) : Math.ceil(100 * value - 1e-6)) / 100));
    return short.join() === "0,0,1,1" ? "" : short.join();
  }

  function draw() {
    const [left, top, right, bottom] = edges.map((value) => 100 * value);
    for (const hole of figure.querySelectorAll("[data-crop-hole]")) {
      hole.setAttribute("x", `${left}%`);
      hole.setAttribute("y", `${top}%`);
      hole.setAttribute("width", `${right - left}%`);
      hole.setAttribute("height", `${bottom - top}%`);
      hole.classList.toggle("cs-crop-frame-whole", written() === "");
    }
    Object.assign(box.style, {
      left: `${left}%`, top: `${top}%`, width: `${right - left}%`, height: `${bottom - top}%`,
    });
    box.classList.toggle("cs-crop-box-whole", written() === "");
    for (const link of document.querySelectorAll("[data-crop-set]")) {
      if (link.dataset.cropSet === written()) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  function say() {
    const share = (value) => Math.round(100 * value);
    const told = {
      left: share(edges[0]), top: share(edges[1]),
      width: share(edges[2] - edges[0]), height: share(edges[3] - edges[1]),
    };
    const words = written() === "" ? figure.dataset.saidWhole
      : figure.dataset.said.replace(/\{(\w+)\}/g, (_, name) => told[name]);
    document.getElementById("cs-status").textContent = words;
  }

  function search() {
    clearTimeout(resting);
    if (field.value === written()) return;
    field.value = written();
    field.form.requestSubmit();
  }

  function set(next) {
    edges = next;
    draw();
  }

  /* ---- changes of the box ---- */

  function moved([left, top, right, bottom], across, down) {
    const x = between(across, -left, 1 - right);
    const y = between(down, -top, 1 - bottom);
    return [left + x, top + y, right + x, bottom + y];
  }

  function resized([left, top, right, bottom], across, down) {
    return [
      left, top,
      between(right + across, left + SMALLEST, 1), between(bottom + down, top + SMALLEST, 1),
    ];
  }

  function cornered([left, top, right, bottom], corner, [x, y]) {
    return [
      corner.includes("left") ? between(x, 0, right - SMALLEST) : left,
      corner.includes("top") ? between(y, 0, bottom - SMALLEST) : top,
      corner.includes("right") ? between(x, left + SMALLEST, 1) : right,
      corner.includes("bottom") ? between(y, top + SMALLEST, 1) : bottom,
    ];
  }

  function spanned([x, y], [otherX, otherY]) {
    const left = Math.min(x, otherX, 1 - SMALLEST);
    const top = Math.min(y, otherY, 1 - SMALLEST);
    return [
      left, top,
      Math.max(x, otherX, left + SMALLEST), Math.max(y, otherY, top + SMALLEST),
    ];
  }

  /* ---- pointer: corners, the box, or a new box beside it ---- */

  function place(event) {
    const frame = figure.getBoundingClientRect();
    return [
      between((event.clientX - frame.left) / frame.width, 0, 1),
      between((event.clientY - frame.top) / frame.height, 0, 1),
    ];
  }

  function dragOf(event) {
    const from = place(event);
    const before = edges;
    const corner = event.target.dataset.corner;
    if (corner) return (at) => cornered(before, corner, at);
    // Touching the photo scrolls the page; mouse and pen draw.
    if (written() === "" || event.target !== box) {
      if (event.pointerType === "touch") return null;
      return (at) => spanned(from, at);
    }
    return (at) => moved(before, at[0] - from[0], at[1] - from[1]);
  }

  figure.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.target.closest("a")) return;
    const change = dragOf(event);
    if (!change) return;
    event.preventDefault();
    box.focus({ preventScroll: true });
    figure.setPointerCapture(event.pointerId);
    const [startX, startY] = [event.clientX, event.clientY];
    const follow = (next) => {
      // A click that moves a few pixels draws no box.
      if (Math.hypot(next.clientX - startX, next.clientY - startY) > 4) set(change(place(next)));
    };
    figure.addEventListener("pointermove", follow);
    const end = () => {
      figure.removeEventListener("pointermove", follow);
      figure.removeEventListener("pointerup", end);
      figure.removeEventListener("pointercancel", end);
      search();
    };
    figure.addEventListener("pointerup", end);
    figure.addEventListener("pointercancel", end);
  });

  /* ---- keys ---- */

  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      search();
    } else if (event.key === "Escape" && written() !== "") {
      event.preventDefault();
      set(WHOLE);
      say();
      search();
    } else if (event.key in WAYS) {
      event.preventDefault();
      const [across, down] = WAYS[event.key].map((way) => way * STEP);
      set((event.shiftKey ? resized : moved)(edges, across, down));
      say();
      clearTimeout(resting);
      resting = setTimeout(search, REST);
    }
  });

  /* ---- links that choose a part, and the part chosen by the server ---- */

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-crop-set]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    set(read(link.dataset.cropSet));
    search();
  });

  document.addEventListener("htmx:afterSettle", () => {
    const now = document.querySelector("[data-crop-now]");
    if (now && now.dataset.cropNow !== field.value) {
      field.value = now.dataset.cropNow;
      set(read(field.value));
    } else {
      draw();
    }
  });

  box.hidden = false;
  draw();
})();
