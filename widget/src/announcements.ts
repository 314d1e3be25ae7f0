/** Owns who is told of new messages, so that the page's events fire once for each. */

import type { Entry, Message } from "./types";

type MessageListener = (message: Message, isLive: boolean) => void;
type BookingListener = (topic: string | undefined) => void;

/** Tells the listeners of each message once, however often it is loaded. */
export class Announcements {
  readonly messageListeners: MessageListener[] = [];
  readonly bookingListeners: BookingListener[] = [];
  readonly #told = new Set<string>();
  /** The ids of the messages written on this page: only they and the answers to them are live. */
  readonly #own = new Set<string>();

  /** From now on the message and its answers are live. */
  adopt(id: string): void {
    this.#own.add(id);
  }

  /** Tells of `message`; `entry` is what it was read from, where it came from the server. */
  tell(message: Message, entry?: Entry): void {
    if (this.#told.has(message.id)) {
      return;
    }
    this.#told.add(message.id);
    // A reply has the id of what it answers and a number.
    const [question = ""] = message.id.split(".");
    const isLive = message.from === "widget" || this.#own.has(question);
    for (const listener of this.messageListeners) {
      listener(message, isLive);
    }
    if (isLive && entry?.metadata?.passes_on) {
      for (const listener of this.bookingListeners) {
        listener(message.topic);
      }
    }
  }
}
