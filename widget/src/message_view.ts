/** One message of the conversation as elements. */

import { ICONS, make, makeButton, makeHidden, makeIcon, makeIconButton, saveFile } from "./dom";
import { listPhones } from "./fill_words";
import { phoneLink, splitLinks } from "./links";
import type { Clinic, Message, Rating } from "./types";
import type { Words } from "./words";

/** What the visitor can do with a message. */
export interface MessageActions {
  send(text: string): void;
  retry(id: string): void;
  rate(id: string, rating: Rating): void;
}

/** Makes text and links out of words; a message never becomes HTML. */
export function makeLinkedText(words: string, phones: readonly string[]): (Node | string)[] {
  return splitLinks(words, phones).map(({ text, href }) => {
    if (!href) return text;
    // Web pages open beside the chat; a call or a mail leaves the page where it is.
    const isPage = /^http/.test(href);
    const page = { href, rel: "noopener noreferrer", target: "_blank" };
    return make("a", isPage ? page : { href }, text);
  });
}

/** Shows one message. `show` changes only what differs from what it showed before. */
export class MessageView {
  readonly element = make("div");
  readonly #words: Words;
  readonly #actions: MessageActions;
  #message?: Message;
  #clinic?: Clinic;
  #body = "";
  #delivery?: HTMLElement;
  #thumbs: HTMLButtonElement[] = [];

  constructor(words: Words, actions: MessageActions) {
    this.#words = words;
    this.#actions = actions;
  }

  show(message: Message, clinic: Clinic): void {
    if (message === this.#message && clinic === this.#clinic) return;
    // What may change without the rest of the message.
    const fixed = { ...message, time: 0, rating: 0, delivery: 0, problem: 0 };
    const body = JSON.stringify([fixed, clinic]);
    this.#message = message;
    this.#clinic = clinic;
    if (body !== this.#body) this.#showBody(message, clinic);
    this.#body = body;
    this.#showDelivery(message);
    for (const thumb of this.#thumbs) {
      thumb.ariaPressed = String(thumb.dataset.rating === message.rating);
    }
  }

  #showBody(message: Message, clinic: Clinic): void {
    const { id, from, kind } = message;
    const words = this.#words;
    const isUrgent = kind === "emergency" || message.decision === "safety";
    const text = message.removed ? words.removed : (message.text ?? "");
    const phones = from === "visitor" ? [] : listPhones(clinic);
    const linked = makeLinkedText(text, isUrgent ? [] : phones);
    const bubble = make("div", { part: "text", dir: "auto" }, ...linked);
    if (message.source) {
      bubble.append(make("span", { part: "source" }, `${words.source} "${message.source}"`));
    }
    if (isUrgent) {
      // Each number gets a button of its own, which a shaking finger hits better than a word.
      const found = splitLinks(text, phones).filter(({ href }) => href?.startsWith("tel:"));
      const calls = [...new Set(found.map((number) => number.text))].map((phone) =>
        make("a", { part: "call", href: phoneLink(phone) }, makeIcon(ICONS.phone), phone),
      );
      bubble.append(make("span", { class: "row" }, ...calls));
    }
    const mark = isUrgent ? "emergency" : message.removed ? "removed" : (kind ?? "");
    this.element.setAttribute("part", `message ${from} ${mark}`);
    this.element.dataset.id = id;
    const who = from === "visitor" ? words.you : words.assistant;
    this.element.replaceChildren(makeHidden(`${who} `), bubble, ...this.#makeButtons(message));
  }

  #makeButtons({ id, from, buttons = [], file, decision }: Message): HTMLElement[] {
    const made: HTMLElement[] = [];
    const replies = buttons.map(({ title }) => {
      const use = () => {
        // A used button keeps the focus, so it only says that it is used.
        if (reply.ariaDisabled) return;
        reply.ariaDisabled = "true";
        this.#actions.send(title);
      };
      const reply = makeButton("reply", use, [title], { dir: "auto" });
      return reply;
    });
    if (replies.length) made.push(make("div", { class: "row" }, ...replies));
    if (file) {
      const save = () => saveFile(file.name, file.media_type, file.text);
      made.push(makeButton("file", save, [this.#words.file]));
    }
    const isRatable = decision === "answer" && from === "assistant";
    this.#thumbs = (isRatable ? (["up", "down"] as const) : []).map((rating) => {
      const rate = () => this.#actions.rate(id, this.#message?.rating === rating ? null : rating);
      const name = rating === "up" ? this.#words.helped : this.#words.notHelped;
      const thumb = makeIconButton("thumb", rate, ICONS.thumb, name);
      thumb.dataset.rating = rating;
      return thumb;
    });
    if (isRatable) made.push(make("div", { class: "row" }, ...this.#thumbs));
    return made;
  }

  #showDelivery({ id, delivery, problem }: Message): void {
    this.#delivery?.remove();
    this.#delivery = undefined;
    if (!delivery) return;
    const isFailed = delivery === "failed";
    const state = this.#words[delivery];
    // Of all the states only a failure is worth an announcement.
    this.#delivery = make(
      "p",
      {
        part: "delivery",
        class: "row",
        "aria-live": isFailed ? "polite" : "off",
        "data-state": delivery,
      },
      problem ? `${state}. ${problem} ` : `${state} `,
    );
    if (isFailed) {
      const retry = () => this.#actions.retry(id);
      this.#delivery.append(makeButton("retry", retry, [this.#words.retry]));
    }
    this.element.append(this.#delivery);
  }
}
