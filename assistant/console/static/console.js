// What every page of the console does beyond plain HTML: shortcuts, questions before what cannot be
// taken back, and words when the server does not answer. All of it is comfort: pages work without.
//
//   data-shortcut="t"             pressing t clicks this button or link, or goes into this field
//   data-shortcut-label="Teach"   how the list under "?" names it; else its own words
//   data-confirm="Really?"        asked before its form is sent
//
// A key that no element has is told to the page's own script as the event "console:key" on document,
// whose detail is { key }; preventDefault() there says that it was used. Nothing happens while
// somebody types, nor with Ctrl, Alt or Meta.

const SWITCH = "console-shortcuts";
const FIELDS = "input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable]";

const dialog = document.getElementById("shortcuts");
const useShortcuts = document.getElementById("use-shortcuts");
const showShortcuts = document.getElementById("show-shortcuts");

function isOn() {
  try {
    return localStorage.getItem(SWITCH) !== "off";
  } catch {
    return true;
  }
}

function keep(isWanted) {
  try {
    localStorage.setItem(SWITCH, isWanted ? "on" : "off");
  } catch {
    // Without storage the choice holds for this page.
  }
}

function isShown(element) {
  return element.checkVisibility ? element.checkVisibility() : element.offsetParent !== null;
}

function find(key) {
  const all = document.querySelectorAll("[data-shortcut]");
  return [...all].find((one) => one.dataset.shortcut === key && isShown(one) && !one.disabled);
}

function label(element) {
  const own = element.labels?.[0]?.textContent ?? element.textContent;
  return (element.dataset.shortcutLabel ?? element.getAttribute("aria-label") ?? own).trim();
}

function list() {
  const seen = new Set();
  const rows = [];
  for (const element of document.querySelectorAll("[data-shortcut]")) {
    const key = element.dataset.shortcut;
    if (seen.has(key)) continue;
    seen.add(key);
    const term = document.createElement("dt");
    term.append(Object.assign(document.createElement("kbd"), { textContent: key }));
    rows.push(term, Object.assign(document.createElement("dd"), { textContent: label(element) }));
  }
  const term = document.createElement("dt");
  term.append(Object.assign(document.createElement("kbd"), { textContent: "?" }));
  rows.push(term, Object.assign(document.createElement("dd"), { textContent: "This list" }));
  dialog.querySelector("dl").replaceChildren(...rows);
}

function openList() {
  if (dialog.open) return;
  list();
  useShortcuts.checked = isOn();
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  const isCombined = event.ctrlKey || event.altKey || event.metaKey || event.isComposing;
  if (isCombined || event.defaultPrevented) return;
  if (!isOn() || dialog.open || event.target.closest?.(FIELDS) || event.key.length !== 1) return;
  if (event.key === "?" && showShortcuts) {
    event.preventDefault();
    openList();
    return;
  }
  const element = find(event.key);
  if (element === undefined) {
    const own = new CustomEvent("console:key", { detail: { key: event.key }, cancelable: true });
    // Who goes into a field by it does not want the key typed there.
    if (!document.dispatchEvent(own)) event.preventDefault();
    return;
  }
  event.preventDefault();
  if (element.matches(FIELDS)) element.focus();
  else element.click();
});

if (showShortcuts) {
  showShortcuts.hidden = false;
  showShortcuts.addEventListener("click", openList);
}
useShortcuts?.addEventListener("change", () => keep(useShortcuts.checked));

document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
  if (question && !window.confirm(question)) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => {
    const words = document.getElementById("no-answer").content.cloneNode(true);
    document.getElementById("messages").replaceChildren(words);
  });
}

// A message for the whole page may stand out of sight.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id === "messages") event.detail.target.scrollIntoView({ block: "nearest" });
});

if (!navigator.cookieEnabled) document.getElementById("cookies-refused")?.removeAttribute("hidden");
