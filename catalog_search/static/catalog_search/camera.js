/* The live camera. While it runs on a visible page, it sends one small picture at a time and
   waits a moment after each answer. Texts and URLs come from the markup. */
"use strict";

(() => {
  const root = document.querySelector("[data-camera]");
  if (!root) return;
  const part = (name) => root.querySelector(`[data-camera-${name}]`);
  const video = part("video");
  const SIDE = 384; // pixels of the square that is sent
  const REST = 1200; // milliseconds between an answer and the next picture
  const LONG_REST = 5000; // the same after an error
  const QUIET = 4000; // milliseconds between two announcements

  let stream = null;
  let devices = [];
  let device = 0;
  let timer = 0;
  let asking = null;
  let saidAt = 0;

  const running = () => root.dataset.state === "running" && !document.hidden;

  function show(words) {
    part("words").textContent = words;
  }

  function say(words) {
    const now = Date.now();
    const status = document.getElementById("cs-status");
    if (now - saidAt < QUIET || status.textContent === words) return;
    saidAt = now;
    status.textContent = words;
  }

  function enter(state, words = "") {
    root.dataset.state = state;
    const on = state === "running" || state === "paused";
    part("start").hidden = on;
    part("pause").hidden = !on;
    part("keep").hidden = !on;
    part("switch").hidden = !on || devices.length < 2;
    part("pause").textContent = part("pause").dataset[state === "paused" ? "goOn" : "pause"];
    show(words);
    if (state === "failed" || state === "paused") {
      saidAt = 0;
      say(words);
    }
  }

  /* ---- the camera ---- */

  function wordsOf(error) {
    if (error.name === "NotAllowedError" || error.name === "SecurityError") return root.dataset.refused;
    if (error.name === "NotFoundError" || error.name === "OverconstrainedError") return root.dataset.none;
    return root.dataset.taken;
  }

  function release() {
    clearTimeout(timer);
    if (asking) asking.abort();
    for (const track of stream ? stream.getTracks() : []) track.stop();
    stream = null;
  }

  async function open(which) {
    release();
    if (!window.isSecureContext || !navigator.mediaDevices) {
      enter("failed", root.dataset.insecure);
      return;
    }
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: which });
      video.srcObject = stream;
      await video.play();
      const known = await navigator.mediaDevices.enumerateDevices();
      devices = known.filter((one) => one.kind === "videoinput");
    } catch (error) {
      release();
      enter("failed", wordsOf(error));
      return;
    }
    enter("running", root.dataset.looking);
    schedule(0);
  }

  /* ---- one picture at a time ---- */

  function picture() {
    const side = Math.min(video.videoWidth, video.videoHeight);
    if (!side) return Promise.resolve(null);
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = Math.min(SIDE, side);
    // The middle square, which is what the page shows.
    canvas.getContext("2d").drawImage(
      video, (video.videoWidth - side) / 2, (video.videoHeight - side) / 2, side, side,
      0, 0, canvas.width, canvas.height,
    );
    return new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.8); });
  }

  function schedule(wait) {
    clearTimeout(timer);
    if (running()) timer = setTimeout(look, wait);
  }

  async function look() {
    if (!running() || asking) return;
    asking = new AbortController();
    let wait = REST;
    try {
      const blob = await picture();
      if (blob) wait = await ask(blob, asking.signal);
    } catch (error) {
      if (error.name !== "AbortError") {
        show(root.dataset.resting);
        wait = LONG_REST;
      }
    } finally {
      asking = null;
    }
    schedule(wait);
  }

  async function ask(blob, signal) {
    const form = part("form");
    const body = new FormData(form);
    body.append("photo", blob, "frame.jpg");
    const answer = await fetch(form.action, { method: "POST", body, signal, credentials: "same-origin" });
    if (!answer.ok) {
      show(answer.status === 429 ? root.dataset.slow : root.dataset.resting);
      return LONG_REST;
    }
    if (root.dataset.state === "running") swap(await answer.text());
    return REST;
  }

  function swap(html) {
    const next = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
    const now = part("answer");
    const words = next.querySelector("[data-camera-said]").textContent;
    show(words);
    say(words);
    const before = now.firstElementChild;
    const same = before && before.dataset.cameraSeen === next.dataset.cameraSeen;
    // Keep results in place while one of their links has the focus.
    if (same || now.contains(document.activeElement)) return;
    now.replaceChildren(document.adoptNode(next));
  }

  /* ---- buttons, and pausing while the page is hidden ---- */

  part("start").addEventListener("click", () => {
    open({ facingMode: "environment" }).then(() => {
      if (root.dataset.state === "running") part("pause").focus();
    });
  });

  part("pause").addEventListener("click", () => {
    if (root.dataset.state === "paused") {
      video.play();
      enter("running", root.dataset.looking);
      schedule(0);
      return;
    }
    video.pause();
    clearTimeout(timer);
    if (asking) asking.abort();
    enter("paused", root.dataset.paused);
  });

  part("switch").addEventListener("click", () => {
    device = (device + 1) % devices.length;
    open({ deviceId: { exact: devices[device].deviceId } });
  });

  part("keep-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const blob = await picture();
    if (!blob) return;
    const list = new DataTransfer();
    list.items.add(new File([blob], "camera.jpg", { type: "image/jpeg" }));
    form.querySelector("input[type=file]").files = list.files;
    release();
    form.submit();
  });

  document.addEventListener("visibilitychange", () => schedule(0));
  // Leaving the page releases the camera; after coming back, the button starts it again.
  window.addEventListener("pagehide", () => {
    release();
    if (root.dataset.state !== "failed") enter("idle");
  });
})();
