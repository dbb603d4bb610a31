// The form of a rule: after a button the page stays where it was, and the condition's field shows.
"use strict";

const KEY = "cs-rule-scroll";
const form = document.querySelector(".cs-rule-form");

function showCondition() {
  const when = form.elements.when.value;
  const wanted = { words: "words", contains: "words", category: "category" }[when];
  for (const name of ["words", "category"]) {
    form.elements[name].closest(".cs-field-row").hidden = name !== wanted;
  }
}

form.addEventListener("submit", (event) => {
  const action = event.submitter?.value ?? "";
  if (action !== "save") sessionStorage.setItem(KEY, `${action}|${scrollY}`);
});
form.elements.when.addEventListener("change", showCondition);
showCondition();

const stored = sessionStorage.getItem(KEY);
sessionStorage.removeItem(KEY);
if (stored) {
  const [action, top] = stored.split("|");
  const compared = document.getElementById("compared");
  if (action === "preview" && compared.childElementCount) {
    compared.focus({ preventScroll: true });
    compared.scrollIntoView();
  } else {
    scrollTo(0, Number(top));
    form.querySelector(`button[value="${action}"]`)?.focus({ preventScroll: true });
  }
}
