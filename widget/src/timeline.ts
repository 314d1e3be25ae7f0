/** Owns the messages that the server knows, in order, as the view shows them. */

import type { Entry, Message, Rating, Reply } from "./types";

/** A reply or a stored message as the view shows it. `restarted` are the words of a restart mark. */
export function readEntry(entry: Entry, restarted: string): Message {
  if (entry.kind === "restart") {
    return restartMark(entry.id, restarted, entry.time * 1000);
  }
  const isVisitor = entry.from === "visitor";
  const { topic, source, decision } = entry.metadata ?? {};
  const message: Message = {
    id: entry.id,
    from: entry.from,
    text: entry.text && withoutSource(entry.text, source),
    time: entry.time * 1000,
    removed: entry.removed,
    delivery: isVisitor ? "sent" : undefined,
    buttons: entry.buttons,
    file: entry.custom?.file,
    source,
    topic,
    decision,
    rating: entry.rating ?? undefined,
  };
  return message;
}

/** The line between two conversations. `time` in ms since 1970. */
export function restartMark(id: string, text: string, time: number): Message {
  return { id, from: "widget", kind: "restart", text, time };
}

/** `text` without the line that names its source; what follows the line, a notice, stays. */
function withoutSource(text: string, source: string | undefined): string {
  const lines = text.split("\n");
  const line = lines.lastIndexOf(`From our guide: "${source}"`);
  if (!source || line < 0) {
    return text;
  }
  lines.splice(line, 1);
  return lines.join("\n").trim();
}

/** The known messages, oldest first, and how to get at what is before them. */
export class Timeline {
  messages: readonly Message[] = [];
  /** The server's cursor to the page before the first message. */
  before: string | null = null;

  find(id: string): Message | undefined {
    return this.messages.find((message) => message.id === id);
  }

  /** Adds at the end what is not there yet. */
  add(...messages: Message[]): void {
    this.messages = [...this.messages, ...messages.filter((message) => !this.find(message.id))];
  }

  /**
   * Puts the newest page in the place of what it covers. `earlier` are the ids known when it was
   * asked for: what has come since stays at the end, what it left behind a gap goes.
   */
  takeNewest(page: readonly Message[], before: string | null, earlier: ReadonlySet<string>): void {
    const isInPage = new Set(page.map((message) => message.id));
    const first = this.messages.findIndex((message) => isInPage.has(message.id));
    const old = first > 0 ? this.messages.slice(0, first) : [];
    const rest = this.messages
      .slice(old.length)
      .filter(({ id }) => !isInPage.has(id) && (first >= 0 || !earlier.has(id)));
    this.messages = [...old, ...page, ...rest];
    if (!old.length) {
      this.before = before;
    }
  }

  takeEarlier(page: readonly Message[], before: string | null): void {
    this.messages = [...page.filter((message) => !this.find(message.id)), ...this.messages];
    this.before = before;
  }

  clear(): void {
    this.messages = [];
    this.before = null;
  }

  /** Gives a reply its rating and returns the one before; with `only`, in the place of that one. */
  rate(id: string, rating: Rating, only?: Rating): Rating {
    const before = this.find(id)?.rating ?? null;
    if (only === undefined || only === before) {
      this.messages = this.messages.map((message) =>
        message.id === id ? { ...message, rating: rating ?? undefined } : message,
      );
    }
    return before;
  }
}

/** A reply that has just come, as the entry that the server has stored of it. */
export function asEntry(reply: Reply): Entry {
  return { ...reply, from: "assistant", time: Date.now() / 1000 };
}
