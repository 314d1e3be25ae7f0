/** A tiny element maker. Words become text nodes, so that no message can become HTML. */

export type Child = Node | string;

/** Makes an element with attributes and children. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const name in attributes) element.setAttribute(name, attributes[name] ?? "");
  element.append(...children);
  return element;
}

/** Makes a button that does `action`; `part` is its name for the page's style sheet. */
export function makeButton(
  part: string,
  action: () => void,
  children: Child[],
  attributes: Record<string, string> = {},
): HTMLButtonElement {
  const button = make("button", { type: "button", part, ...attributes }, ...children);
  button.onclick = action;
  return button;
}

/** Makes a button that shows a drawing only and is called `name`. */
export function makeIconButton(
  part: string,
  action: () => void,
  path: string,
  name: string,
): HTMLButtonElement {
  return makeButton(part, action, [makeIcon(path)], { "aria-label": name, title: name });
}

/** Makes words that only assistive technology reads. */
export function makeHidden(words: string): HTMLElement {
  return make("span", { class: "hidden" }, words);
}

const SVG = "http://www.w3.org/2000/svg";

/** Makes a line drawing out of an SVG path on a field of 24 by 24. */
export function makeIcon(path: string): SVGElement {
  const icon = document.createElementNS(SVG, "svg");
  icon.setAttribute("viewBox", "0 0 24 24");
  icon.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  icon.append(line);
  return icon;
}

export const ICONS = {
  chat: "M5 4h14a2 2 0 012 2v9a2 2 0 01-2 2h-8l-5 4v-4H5a2 2 0 01-2-2V6a2 2 0 012-2zM8 9h8M8 13h5",
  close: "M6 6l12 12M18 6L6 18",
  more: "M12 5h0M12 12h0M12 19h0",
  send: "M12 19V5M5 12l7-7 7 7",
  thumb: "M7 21V11l4-8a3 3 0 013 3v4h5a2 2 0 012 2.4l-1.4 7A2 2 0 0117.6 21H3V11h4",
  phone: "M6 3h3l2 5-2.5 1.5a11 11 0 006 6L16 13l5 2v3a2 2 0 01-2 2A16 16 0 014 5a2 2 0 012-2z",
};

/** Lets the browser save a text as a file. */
export function saveFile(name: string, mediaType: string, text: string): void {
  const href = URL.createObjectURL(new Blob([text], { type: `${mediaType};charset=utf-8` }));
  make("a", { href, download: name }).click();
  // The browser reads the file after the click has been handled.
  setTimeout(() => URL.revokeObjectURL(href), 9999);
}
