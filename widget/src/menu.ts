/** The menu of the conversation, and the question before it is deleted. */

import { ICONS, make, makeButton, makeIconButton } from "./dom";
import type { Words } from "./words";

/** What the menu does. */
export interface MenuActions {
  copy(): void;
  download(): void;
  restart(): void;
  forget(): void;
}

/** A button with the list that it opens, and what closes the list. */
export interface Menu {
  element: HTMLElement;
  close(): void;
}

/** Makes the menu. Its question is a dialog that stands in front of the panel. */
export function makeMenu(words: Words, actions: MenuActions): Menu {
  const question = makeQuestion(words, actions.forget);
  const items: [string, () => void][] = [
    [words.copy, actions.copy],
    [words.download, actions.download],
    [words.restart, actions.restart],
    [words.delete, () => question.showModal()],
  ];
  const setOpen = (isOpen: boolean) => {
    list.hidden = !isOpen;
    button.ariaExpanded = String(isOpen);
  };
  const makeItem = ([name, action]: [string, () => void]) =>
    makeButton("menu-item", () => {
      // Before the item goes, so that the focus is never lost.
      button.focus();
      setOpen(false);
      action();
    }, [name]);
  const button = makeIconButton(
    "menu-button",
    () => setOpen(!!list.hidden),
    ICONS.more,
    words.more,
  );
  button.setAttribute("aria-controls", "menu");
  const list = make("div", { part: "menu", id: "menu" }, ...items.map(makeItem));
  const element = make("div", { class: "menu" }, button, list, question);
  setOpen(false);
  element.onkeydown = (event) => {
    // Escape closes one thing at a time, and the question listens for itself.
    if (event.key !== "Escape" || list.hidden || question.open) return;
    event.preventDefault();
    button.focus();
    setOpen(false);
  };
  element.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !element.contains(relatedTarget as Node)) setOpen(false);
  });
  return { element, close: () => setOpen(false) };
}

function makeQuestion(words: Words, forget: () => void): HTMLDialogElement {
  const answer = (name: string, action?: () => void) =>
    makeButton(action ? "delete" : "keep", () => {
      question.close();
      action?.();
    }, [name]);
  const question = make(
    "dialog",
    { part: "confirm", "aria-labelledby": "question" },
    make("p", { id: "question" }, words.deleteQuestion),
    make("div", { class: "row" }, answer(words.deleteNo), answer(words.deleteYes, forget)),
  );
  return question;
}
