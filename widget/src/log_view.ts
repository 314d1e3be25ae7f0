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
  #wasLoading = false;
  #typingTimer = 0;
  #quietTimer = 0;

  constructor(words: Words, actions: LogActions) {
    this.#words = words;
    this.#actions = actions;
    this.#earlier = makeButton("earlier", () => actions.loadEarlier(), [words.earlier]);
    const dots = [make("i"), make("i"), make("i")];
    this.#typing = make("p", { part: "typing", hidden: "" }, makeHidden(words.typing), ...dots);
    this.#list = make("div", { class: "list" }, this.#typing);
    const log = { part: "log", role: "log", tabindex: "0", "aria-label": words.log };
    this.element = make("div", log, this.#list);
  }

  /** Brings the list in step with the conversation. */
  render({ messages, clinic, hasEarlier, isLoading, isTyping }: ConversationState): void {
    // The log runs from its end upwards: 0 is the end, what is above it negative.
    const wasAtEnd = this.element.scrollTop > -NEAR;
    const last = messages.at(-1);
    const isHistory = isLoading || this.#wasLoading || !this.#views.size;
    const known = new Set(this.#views.keys());
    const hasNew = !isHistory && last && !known.has(last.id);
    if (isHistory) this.#quieten();
    this.#wasLoading = isLoading;
    this.element.ariaBusy = String(isLoading);

    const ids = new Set(messages.map(({ id }) => id));
    for (const [id, { element }] of this.#views) {
      if (ids.has(id)) continue;
      element.remove();
      this.#views.delete(id);
    }
    if (hasEarlier) {
      if (!this.#earlier.isConnected) this.#list.prepend(this.#earlier);
    } else {
      // The focus goes on to what the button has brought.
      if (this.#earlier.matches(":focus")) this.element.focus({ preventScroll: true });
      this.#earlier.remove();
    }
    let next = hasEarlier ? this.#earlier.nextSibling : this.#list.firstChild;
    for (const message of messages) {
      const view = this.#views.get(message.id) ?? new MessageView(this.#words, this.#actions);
      this.#views.set(message.id, view);
      view.show(message, clinic);
      if (view.element === next) next = next.nextSibling;
      else this.#list.insertBefore(view.element, next);
    }
    this.#showTyping(isTyping);
    if (!hasNew) return;
    // Somebody who reads further up is left there, but not after writing.
    if (last.from === "visitor") this.element.scrollTop = 0;
    else if (wasAtEnd) this.#showStart(messages.find(({ id }) => !known.has(id)) ?? last);
  }

  stop(): void {
    clearTimeout(this.#typingTimer);
    clearTimeout(this.#quietTimer);
  }

  /** Goes back to the start of an answer that is longer than the log. */
  #showStart({ id }: Message): void {
    const { element } = this;
    const start = this.#views.get(id)?.element.getBoundingClientRect().top ?? 0;
    element.scrollTop += Math.min(0, start - element.getBoundingClientRect().top);
  }

  /** Keeps screen readers from reading out what is put in now. */
  #quieten(): void {
    clearTimeout(this.#quietTimer);
    this.element.ariaLive = "off";
    this.#quietTimer = window.setTimeout(() => {
      this.element.ariaLive = "polite";
    }, QUIET_FOR);
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
