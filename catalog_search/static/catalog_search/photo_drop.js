/* Takes photos by drop, paste, file or camera, and previews them before anything is sent.

   Works on the form marked data-photo-form. On a page without one, a dialog fetches it from the
   photo page. Texts and URLs come from the markup. */
"use strict";

(() => {
  const formOf = (root) => root.querySelector("[data-photo-form]");
  const dialog = () => document.getElementById("cs-photo-dialog");
  const hint = () => document.getElementById("cs-drop-hint");

  /* ---- the form ---- */

  async function openForm() {
    const inPage = formOf(document.getElementById("main"));
    if (inPage) return inPage;
    const box = dialog();
    const slot = box.querySelector("[data-photo-slot]");
    if (!formOf(slot)) {
      const answer = await fetch(box.dataset.formUrl, { credentials: "same-origin" });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      slot.replaceChildren(document.adoptNode(formOf(page)));
    }
    if (!box.open) box.showModal();
    return formOf(slot);
  }

  function say(form, words) {
    form.querySelector("[data-photo-error]").textContent = words;
  }

  function problemOf(form, file) {
    const types = form.dataset.types.split(",");
    if (file.type && !types.includes(file.type)) return form.dataset.wrongType;
    if (file.size > Number(form.dataset.maxBytes)) return form.dataset.tooLarge;
    return "";
  }

  /* Browsers draw no TIFF and mostly no HEIC; the server reads them all the same. */
  function cannotDraw(form, file) {
    if (!/^image\/(tiff|heic|heif)$/.test(file.type)) return form.dataset.unreadable;
    form.querySelector("[data-photo-choose]").textContent = form.dataset.another;
    return "";
  }

  async function draw(form, file) {
    const picture = await createImageBitmap(file);
    const canvas = form.querySelector("[data-photo-preview]");
    const scale = Math.min(1, 720 / Math.max(picture.width, picture.height));
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    canvas.hidden = false;
    form.querySelector("[data-photo-prompt]").hidden = true;
    form.querySelector("[data-photo-choose]").textContent = form.dataset.another;
  }

  function empty(form, except) {
    for (const input of form.querySelectorAll("[data-photo-input]")) {
      if (input !== except) input.value = "";
    }
  }

  async function show(form, file, input) {
    let words = problemOf(form, file);
    if (!words) await draw(form, file).catch(() => { words = cannotDraw(form, file); });
    say(form, words);
    empty(form, words ? null : input);
    if (words) return;
    form.querySelector("[data-photo-actions] button").focus();
  }

  async function take(file) {
    let form;
    try {
      form = await openForm();
    } catch {
      window.location.assign(dialog().dataset.formUrl);
      return;
    }
    const input = form.querySelector("[data-photo-input]");
    const list = new DataTransfer();
    list.items.add(file);
    input.files = list.files;
    await show(form, file, input);
  }

  /* ---- sources of photos ---- */

  document.addEventListener("change", (event) => {
    const input = event.target.closest("[data-photo-input]");
    if (input && input.files.length) show(input.form, input.files[0], input);
  });

  document.addEventListener("paste", (event) => {
    const file = [...event.clipboardData.files].find((one) => one.type.startsWith("image/"));
    if (!file) return;
    event.preventDefault();
    take(file);
  });

  const carriesFile = (event) => [...event.dataTransfer.types].includes("Files");

  document.addEventListener("dragover", (event) => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    hint().hidden = false;
  });

  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) hint().hidden = true;
  });

  document.addEventListener("drop", (event) => {
    hint().hidden = true;
    if (!carriesFile(event)) return;
    event.preventDefault();
    if (event.dataTransfer.files.length) take(event.dataTransfer.files[0]);
  });

  /* ---- the dialog, and sending ---- */

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-photo-close]")) dialog().close();
    const opener = event.target.closest("[data-photo-open]");
    if (!opener || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openForm().then(
      (form) => form.querySelector("[data-photo-input]").focus(),
      () => window.location.assign(opener.href),
    );
  });

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-photo-form]");
    if (!form) return;
    if (form.classList.contains("cs-upload-busy")) {
      event.preventDefault();
      return;
    }
    form.classList.add("cs-upload-busy");
    document.getElementById("cs-status").textContent = form.dataset.busy;
  });

  // After coming back from the results, the form can be sent again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll(".cs-upload-busy")) {
      form.classList.remove("cs-upload-busy");
    }
  });
})();
