/** Where the visitor writes. */

import { ICONS, make, makeIconButton } from "./dom";
import type { Words } from "./words";

/** The form and its field. */
export interface Composer {
  form: HTMLFormElement;
  input: HTMLTextAreaElement;
}

/** Makes the form with `draft` in its field. Enter sends, Shift and Enter begin a new line. */
export function makeComposer(words: Words, draft: string, send: (text: string) => void): Composer {
  const input = make("textarea", {
    part: "input",
    rows: "1",
    "aria-label": words.input,
    placeholder: words.placeholder,
    enterkeyhint: "send",
  });
  input.value = draft;
  const fit = () => {
    // An empty field with "auto" would be left to right on every page.
    input.dir = input.value ? "auto" : "";
    input.style.height = "auto";
    // A border is part of the height but not of what can be scrolled.
    input.style.height = `${input.scrollHeight + input.offsetHeight - input.clientHeight}px`;
  };
  const submit = () => {
    const text = input.value.trim();
    input.focus();
    if (!text) return;
    input.value = "";
    fit();
    send(text);
  };
  // A draft can be measured only once the field is in sight.
  input.oninput = input.onfocus = fit;
  input.onkeydown = (event) => {
    // Enter also picks a word while one is being composed, as in Japanese.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  };
  const button = makeIconButton("send", submit, ICONS.send, words.send);
  const form = make("form", { part: "composer" }, input, button);
  return { form, input };
}
