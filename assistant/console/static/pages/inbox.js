// Moves through the groups of the inbox by single keys, keeps the place when the list changes, and
// sends a decision once.
//
// console.js tells keys that no element has as "console:key". A group has what they press:
// data-key="1" on a button, or on a <details>, which is opened and its field gone into.

let place = null;

// A second click while the first is being worked on would only be told that it came too late.
const SENDING = "sending";
const LONGEST_SENDING_MS = 10_000;

function mark(form, isSending) {
  if (isSending) form.dataset[SENDING] = "";
  else delete form.dataset[SENDING];
  // Not "disabled", which would take the focus away and the keys with it.
  for (const button of form.querySelectorAll("button")) {
    if (isSending) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.submitter?.formTarget === "_blank") return;
  if (SENDING in form.dataset) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  mark(form, true);
  // Whoever stops the page from loading may try again.
  if (!form.hasAttribute("hx-post")) setTimeout(() => mark(form, false), LONGEST_SENDING_MS);
}, true);

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target;
  if (form instanceof HTMLFormElement && SENDING in form.dataset) mark(form, false);
});

// A page that the browser has kept comes back as it was left.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll(`form[data-${SENDING}]`)) mark(form, false);
});

function groups() {
  return [...document.querySelectorAll(".group")];
}

function current() {
  return document.activeElement?.closest?.(".group") ?? null;
}

function go(step) {
  const all = groups();
  if (!all.length) return;
  const at = all.indexOf(current());
  const next = at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1);
  all[next].focus();
  all[next].scrollIntoView({ block: "nearest" });
}

function press(key) {
  const group = current() ?? groups()[0];
  const found = group?.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!found) return false;
  if (found.matches("details")) {
    found.open = true;
    found.querySelector("input")?.focus();
  } else {
    found.click();
  }
  return true;
}

document.addEventListener("console:key", (event) => {
  const { key } = event.detail;
  if (key === "j" || key === "k") go(key === "j" ? 1 : -1);
  else if (key === "x") (current() ?? groups()[0])?.querySelector("[name=group][type=checkbox]")?.click();
  else if (!press(key)) return;
  event.preventDefault();
});

// Escape leaves a group's search field, so that the keys count again.
document.addEventListener("keydown", (event) => {
  const field = event.target.closest?.(".group .other input");
  if (event.key !== "Escape" || !field) return;
  field.closest(".other").open = false;
  field.closest(".group").focus();
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id !== "inbox") return;
  const group = current();
  place = group ? groups().indexOf(group) : null;
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id !== "inbox") return;
  const title = document.getElementById("check-title");
  const all = groups();
  if (title) title.focus();
  else if (place !== null && all.length) all[Math.min(place, all.length - 1)].focus();
  else if (place !== null) document.getElementById("content")?.focus();
  place = null;
});
