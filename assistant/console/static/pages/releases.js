// The pages of releases: tells screen readers each new step of a training once, and keeps a form
// from being sent twice while the server is at work. The pages work without it.

const told = document.getElementById("training-told");

function tellStep() {
  const step = document.getElementById("training-step")?.textContent.trim();
  // The part is put in anew each second; only another step is news.
  if (told && step && told.textContent !== step) told.textContent = step;
}

document.addEventListener("htmx:afterSwap", tellStep);

document.addEventListener("submit", (event) => {
  const words = event.target.dataset.busy;
  if (!words || event.defaultPrevented) return;
  if (event.target.dataset.isSent) {
    event.preventDefault();
    return;
  }
  event.target.dataset.isSent = "true";
  const note = document.createElement("p");
  note.className = "flash flash--note";
  note.textContent = words;
  document.getElementById("messages").replaceChildren(note);
  document.getElementById("messages").scrollIntoView({ block: "nearest" });
});

// A page that the browser kept and shows again has sent nothing.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-is-sent]")) delete form.dataset.isSent;
});
