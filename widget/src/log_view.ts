/** The conversation as a list that keeps to its end and announces only what is new. */

import { make, makeButton, makeHidden } from "./dom";
import { type MessageActions, MessageView } from "./message_view";
import type { ConversationState, Message } from "./types";
import type { Words } from "./words";

/** A quick answer needs no "is writing" before it; ms. */
const TYPING_AFTER = 400;
/** The browser tells screen readers of new content a moment later; ms. */
const QUIET_FOR = 200;
/** Nearer to the end than this counts as being there; px. */
const NEAR = 48;

/** What the visitor can do in the list. */
export interface LogActions extends MessageActions {
  loadEarlier(): void;
}

/** Shows the messages. Only those that differ from what is shown touch the document. */
export class LogView {
  readonly element: HTMLElement;
  readonly #words: Words;
  readonly #actions: LogActions;
  readonly #views = new Map<string, MessageView>();
  readonly #list: HTMLElement;
  readonly #typing: HTMLElement;
  readonly #earlier: HTMLElement;
  #typingTimer = 0;
  #quietTimer = 0;

  constructor(words: Words, actions: LogActions) {
    this.#words = words;
    this.#actions = actions;
    this.#earlier = makeButton("earlier", () => actions.loadEarlier(), [words.earlier]);
    const dots = [make("i"), make("i"), make("i")];
    this.#typing = make("p", { part: "typing", hidden: "" }, makeHidden(words.typing), ...dots);
    this.#list = make("div", { class: "list" }, this.#earlier, this.#typing);
    this.element = make(
      "div",
      { part: "log", role: "log", "aria-live": "polite", tabindex: "0", "aria-label": words.log },
      this.#list,
    );
  }

  /** Brings the list in step with the conversation. */
  render({ messages, clinic, hasEarlier, isTyping }: ConversationState): void {
    // The log runs from its end upwards: 0 is the end, what is above it negative.
    const wasAtEnd = this.element.scrollTop > -NEAR;
    const ids = new Set(messages.map(({ id }) => id));
    for (const [id, { element }] of this.#views) {
      if (ids.has(id)) continue;
      element.remove();
      this.#views.delete(id);
    }
    // The focus goes on to what the button has brought.
    if (!hasEarlier && this.#earlier.matches(":focus")) this.element.focus({ preventScroll: true });
    this.#earlier.hidden = !hasEarlier;
    const added: Message[] = [];
    let next = this.#earlier.nextSibling;
    for (const message of messages) {
      let view = this.#views.get(message.id);
      if (!view) {
        added.push(message);
        view = new MessageView(this.#words, this.#actions);
        this.#views.set(message.id, view);
      }
      view.show(message, clinic);
      if (view.element === next) next = next.nextSibling;
      else this.#list.insertBefore(view.element, next);
    }
    this.#showTyping(isTyping);
    const [first] = added;
    if (!first) return;
    const isLive = added.every((message) => this.#isLive(message));
    this.#setLive(isLive);
    // Somebody who reads further up is left there, but not after writing.
    if (isLive && first.delivery) this.element.scrollTop = 0;
    else if (isLive && wasAtEnd) this.#showStart(first);
  }

  /** Goes back to the start of an answer that is longer than the log. */
  #showStart({ id }: Message): void {
    const { element } = this;
    const start = this.#views.get(id)?.element.getBoundingClientRect().top ?? 0;
    element.scrollTop += Math.min(0, start - element.getBoundingClientRect().top);
  }

  /** Whether it is said now: an answer is, if its question stands here. The rest is history. */
  #isLive({ id, kind, delivery }: Message): boolean {
    // Only the widget's own words are of a kind, and only the visitor's are delivered.
    if (kind || delivery) return delivery !== "sent";
    return this.#views.has(id.replace(/\..*/, ""));
  }

  /** Lets screen readers read out what is put in now, or keeps them from it for a moment. */
  #setLive(isLive: boolean): void {
    clearTimeout(this.#quietTimer);
    this.element.ariaLive = isLive ? "polite" : "off";
    if (!isLive) this.#quietTimer = window.setTimeout(() => this.#setLive(true), QUIET_FOR);
  }

  #showTyping(isTyping: boolean): void {
    if (!isTyping) {
      clearTimeout(this.#typingTimer);
      this.#typingTimer = 0;
      this.#typing.hidden = true;
    } else if (!this.#typingTimer) {
      this.#typingTimer = window.setTimeout(() => {
        this.#typing.hidden = false;
      }, TYPING_AFTER);
    }
  }
}
