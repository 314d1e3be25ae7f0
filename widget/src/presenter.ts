/** Owns what the view shows: puts the state together and tells when it has changed. */

import type { Announcements } from "./announcements";
import { type Emergency, findEmergency } from "./emergency";
import { fillWords } from "./fill_words";
import type { Loader } from "./loader";
import type { StatusLine } from "./status_line";
import type { Store } from "./store";
import type { Timeline } from "./timeline";
import type { Clinic, ConversationState, Message, Pending } from "./types";
import type { Words } from "./words";

/** After this long without an answer, in ms, words of an emergency get the local notice. */
export const EMERGENCY_PATIENCE = 2000;

/** Where the presenter looks for what it does not own. */
export interface PresenterSources {
  store: Store;
  statusLine: StatusLine;
  timeline: Timeline;
  announcements: Announcements;
  loader: Loader;
  words(): Words;
  fallback(): Clinic;
}

/** Equal but for the time, which is the server's or ours. */
function isSame(one: Message, other: Message): boolean {
  return JSON.stringify({ ...one, time: 0 }) === JSON.stringify({ ...other, time: 0 });
}

/** A message that is not answered yet, as the view shows it. */
export function showPending({ id, text, time, delivery, problem }: Pending): Message {
  return { id, from: "visitor", text, time, delivery, problem };
}

/** Makes a fresh state after each change; unchanged messages in it keep their identity. */
export class Presenter {
  readonly listeners: (() => void)[] = [];
  readonly #sources: PresenterSources;
  /** What ends the wait for an answer, by the id of its message. */
  readonly #waiting = new Map<string, () => void>();
  /** The local emergency notices, by the id of the message that each follows. */
  readonly #notices = new Map<string, Message>();
  /** What the store had pending when last looked at, to see what another tab has sent. */
  #pending: readonly Pending[] = [];
  /** What the last state has, by id. */
  #made = new Map<string, Message>();
  #state: ConversationState | null = null;
  #clinic: Clinic = {};
  /** How many the greeting has begun here. */
  #conversations = 0;
  #isTelling = false;
  #isStopped = false;

  constructor(sources: PresenterSources) {
    this.#sources = sources;
  }

  get state(): ConversationState {
    this.#state ??= this.#build();
    return this.#state;
  }

  /** Resolves when the message is answered or has failed. */
  settled(id: string): Promise<void> {
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  /** Something may look different now; the listeners hear of it once for all that happens at once. */
  changed(): void {
    if (this.#isStopped) {
      return;
    }
    this.#state = null;
    this.#pending = this.#sources.store.pending;
    this.#settle();
    this.#warn();
    if (!this.#isTelling) {
      this.#isTelling = true;
      queueMicrotask(() => {
        this.#isTelling = false;
        for (const listener of this.#isStopped ? [] : this.listeners) {
          listener();
        }
      });
    }
  }

  /** What another tab has sent stays in sight until the page with its answer is here. */
  keepInSight(): void {
    const { store, timeline } = this.#sources;
    for (const message of this.#pending) {
      // What was not on its way has been deleted there.
      if (message.delivery === "sending" && !store.has(message.id)) {
        timeline.add(showPending({ ...message, delivery: "sent" }));
      }
    }
  }

  /** From now on the greeting is that of a new conversation, with nothing in it used. */
  greetAnew(): void {
    this.#conversations += 1;
  }

  clear(): void {
    this.greetAnew();
    this.#notices.clear();
    this.#sources.statusLine.clear();
  }

  stop(): void {
    this.#isStopped = true;
    this.#pending = [];
    this.#settle();
  }

  #settle(): void {
    for (const [id, resolve] of this.#waiting) {
      if (!this.#pending.some((message) => message.id === id && message.delivery !== "failed")) {
        this.#waiting.delete(id);
        resolve();
      }
    }
  }

  /** Adds the emergency notices that are due, once for each message. */
  #warn(): void {
    const { statusLine, announcements } = this.#sources;
    for (const { id, text, time, delivery } of this.#pending) {
      const isLate = Date.now() - time >= EMERGENCY_PATIENCE || delivery === "failed";
      const kind = (isLate || statusLine.isSilent) && !this.#notices.has(id) && findEmergency(text);
      if (kind) {
        const notice = this.#notice(id, kind);
        this.#notices.set(id, notice);
        announcements.tell(notice);
      }
    }
  }

  #notice(id: string, kind: Emergency): Message {
    const { emergency, emergencySelfHarm } = this.#sources.words();
    return {
      id: `${id}-emergency`,
      from: "widget",
      kind: "emergency",
      text: this.#fill(kind === "medical" ? emergency : emergencySelfHarm),
      time: Date.now(),
    };
  }

  get #clinicNow(): Clinic {
    return { ...this.#sources.fallback(), ...this.#sources.loader.clinic };
  }

  #fill(text: string): string {
    return fillWords(text, this.#clinicNow, this.#sources.words());
  }

  #build(): ConversationState {
    const { store, statusLine, timeline, loader } = this.#sources;
    const { pending } = store;
    const hasEarlier = timeline.before !== null;
    const { isLoading } = loader;
    const clinic = this.#clinicNow;
    if (JSON.stringify(clinic) !== JSON.stringify(this.#clinic)) {
      this.#clinic = clinic;
    }
    // Before the first page is here, nobody knows whether the chat has begun already.
    const isBeginning = !hasEarlier && !(isLoading && store.kept.session);
    return {
      clinic: this.#clinic,
      messages: this.#compose(isBeginning ? [this.#greeting(clinic)] : [], pending),
      hasEarlier,
      isTyping: pending.some(({ delivery }) => delivery === "sending"),
      isLoading,
      status: statusLine.status,
    };
  }

  #greeting({ starters }: Clinic): Message {
    return {
      id: `greeting-${this.#conversations}`,
      from: "widget",
      kind: "greeting",
      text: this.#fill(this.#sources.words().greeting),
      time: 0,
      buttons: starters?.map((title) => ({ title })),
    };
  }

  /** The known messages, then what is pending, each followed by its notice. */
  #compose(first: readonly Message[], pending: readonly Pending[]): Message[] {
    const waiting = new Map(pending.map((message) => [message.id, showPending(message)]));
    const known = this.#sources.timeline.messages.map((message) => {
      // The server may know a message before this page has heard its answer.
      const shown = waiting.get(message.id) ?? message;
      waiting.delete(message.id);
      return shown;
    });
    const made = [...first, ...known, ...waiting.values()].map((message) => {
      const old = this.#made.get(message.id);
      return old && old !== message && isSame(old, message) ? old : message;
    });
    this.#made = new Map(made.map((message) => [message.id, message]));
    return made.flatMap((message) => {
      const notice = this.#notices.get(message.id);
      return notice ? [message, notice] : message;
    });
  }
}
