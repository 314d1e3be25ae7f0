/** Owns what the view shows: puts the state together and tells when it has changed. */

import type { Announcements } from "./announcements";
import { type Emergency, findEmergency } from "./emergency";
import { fillWords } from "./fill_words";
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
  words(): Words;
  clinic(): Clinic;
  isLoading(): boolean;
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
  /** What was put together for the last state, by id. */
  #made = new Map<string, Message>();
  #state: ConversationState | null = null;
  #clinic: Clinic = {};
  #isTelling = false;
  #isStopped = false;

  constructor(sources: PresenterSources) {
    this.#sources = sources;
  }

  get state(): ConversationState {
    this.#state ??= this.#build();
    return this.#state;
  }

  fill(text: string): string {
    return fillWords(text, this.#sources.clinic(), this.#sources.words());
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
    const { pending } = this.#sources.store.kept;
    this.#keepInSight(pending);
    this.#pending = pending;
    this.#settle(pending);
    this.#warn(pending);
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

  clear(): void {
    this.#notices.clear();
    this.#pending = [];
    this.#sources.statusLine.clear();
  }

  stop(): void {
    this.#isStopped = true;
    this.#settle([]);
  }

  /** What another tab has sent stays in sight until the page with its answer is here. */
  #keepInSight(pending: readonly Pending[]): void {
    const gone = this.#pending.filter(({ id }) => !pending.some((message) => message.id === id));
    if (!this.#sources.store.isEmpty) {
      this.#sources.timeline.add(
        ...gone.map((message) => showPending({ ...message, delivery: "sent" })),
      );
    }
  }

  #settle(pending: readonly Pending[]): void {
    for (const [id, resolve] of this.#waiting) {
      if (!pending.some((message) => message.id === id && message.delivery !== "failed")) {
        this.#waiting.delete(id);
        resolve();
      }
    }
  }

  /** Adds the emergency notices that are due, once for each message. */
  #warn(pending: readonly Pending[]): void {
    const { statusLine, announcements } = this.#sources;
    for (const { id, text, time, delivery } of pending) {
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
      text: this.fill(kind === "medical" ? emergency : emergencySelfHarm),
      time: Date.now(),
    };
  }

  #build(): ConversationState {
    const { store, statusLine, timeline, isLoading } = this.#sources;
    const { session, pending } = store.kept;
    const hasEarlier = timeline.before !== null;
    const clinic = this.#sources.clinic();
    if (JSON.stringify(clinic) !== JSON.stringify(this.#clinic)) {
      this.#clinic = clinic;
    }
    // Before the first page is here, nobody knows whether the chat has begun already.
    const isBeginning = !hasEarlier && !(isLoading() && session);
    return {
      clinic: this.#clinic,
      messages: this.#compose(isBeginning ? [this.#greeting(clinic)] : [], pending),
      hasEarlier,
      isTyping: pending.some(({ delivery }) => delivery === "sending"),
      isLoading: isLoading(),
      status: statusLine.status,
    };
  }

  #greeting({ starters }: Clinic): Message {
    return {
      id: "greeting",
      from: "widget",
      kind: "greeting",
      text: this.fill(this.#sources.words().greeting),
      time: 0,
      buttons: starters?.map((title) => ({ title })),
    };
  }

  /** The known messages, then what is pending, each followed by its notice. */
  #compose(first: readonly Message[], pending: readonly Pending[]): Message[] {
    const made = new Map<string, Message>();
    const keep = (message: Message): Message => {
      const old = this.#made.get(message.id);
      const kept = old && JSON.stringify(old) === JSON.stringify(message) ? old : message;
      made.set(message.id, kept);
      return kept;
    };
    const waiting = new Map(pending.map((message) => [message.id, keep(showPending(message))]));
    const known = this.#sources.timeline.messages.map((message) => {
      // The server may know a message before this page has heard its answer.
      const shown = waiting.get(message.id) ?? message;
      waiting.delete(message.id);
      return shown;
    });
    const all = [...first.map(keep), ...known, ...waiting.values()];
    this.#made = made;
    return all.flatMap((message) => {
      const notice = this.#notices.get(message.id);
      return notice ? [message, notice] : message;
    });
  }
}
