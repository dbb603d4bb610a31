/* Shows hotspots as markers on a look's picture. Moving a marker updates the form's fields. */
"use strict";

addEventListener("load", () => {
  const editor = document.querySelector("[data-look-editor]");
  const group = document.getElementById("hotspots-group");
  if (!editor || !group) return;
  // Keep the browser from dragging the picture itself.
  editor.addEventListener("dragstart", (event) => event.preventDefault());

  const rows = () => [...group.querySelectorAll(".form-row:not(.empty-form)")]
    .filter((row) => row.querySelector("[name$='-x']"));
  const field = (row, name) => row.querySelector(`[name$='-${name}']`);
  const share = (value) => Math.min(1, Math.max(0, value)).toFixed(4);

  function move(row, x, y) {
    field(row, "x").value = share(x);
    field(row, "y").value = share(y);
    place(row);
  }

  function place(row) {
    const marker = row.lookMarker;
    marker.style.left = `${100 * Number(field(row, "x").value)}%`;
    marker.style.top = `${100 * Number(field(row, "y").value)}%`;
  }

  function at(event) {
    const box = editor.querySelector("img").getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  }

  function make(row) {
    const marker = document.createElement("button");
    marker.type = "button";
    row.lookMarker = marker;
    editor.append(marker);
    marker.addEventListener("pointerdown", (event) => {
      marker.setPointerCapture(event.pointerId);
    });
    marker.addEventListener("pointermove", (event) => {
      if (marker.hasPointerCapture(event.pointerId)) move(row, ...at(event));
    });
    marker.addEventListener("keydown", (event) => {
      const step = event.shiftKey ? 0.05 : 0.01;
      const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
      const way = ways[event.key];
      if (!way) return;
      event.preventDefault();
      const [x, y] = [Number(field(row, "x").value), Number(field(row, "y").value)];
      move(row, x + step * way[0], y + step * way[1]);
    });
    for (const name of ["x", "y"]) {
      field(row, name).addEventListener("input", () => place(row));
    }
  }

  function draw() {
    const shown = rows();
    for (const marker of editor.querySelectorAll("button")) {
      if (!shown.some((row) => row.lookMarker === marker)) marker.remove();
    }
    shown.forEach((row, number) => {
      if (!row.lookMarker) make(row);
      row.lookMarker.textContent = number + 1;
      const product = field(row, "product").selectedOptions?.[0];
      const title = field(row, "label").value || (product && product.textContent) || "";
      row.lookMarker.setAttribute("aria-label", `${editor.dataset.name} ${number + 1}: ${title}`);
      place(row);
    });
  }

  editor.querySelector("img").addEventListener("click", (event) => {
    const add = group.querySelector(".add-row a");
    if (!add) return;
    add.click();
    draw();
    const row = rows().at(-1);
    move(row, ...at(event));
    row.lookMarker.focus();
  });

  document.addEventListener("formset:added", draw);
  document.addEventListener("formset:removed", draw);
  group.addEventListener("change", draw);
  draw();
});
