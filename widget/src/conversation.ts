/** The model behind the dialog: one visitor's conversation, kept over pages, tabs and failures. */

import { Announcements } from "./announcements";
import { Loader } from "./loader";
import { newId, Outbox } from "./outbox";
import { EMERGENCY_PATIENCE, Presenter, showPending } from "./presenter";
import { StatusLine } from "./status_line";
import { Store } from "./store";
import { asEntry, readEntry, restartMark, Timeline } from "./timeline";
import { Transport } from "./transport";
import type { Clinic, ConversationState, Entry, Message, Pending, Rating } from "./types";
import { failureOf, VisitorSession } from "./visitor_session";
import type { Words } from "./words";

/** What a conversation needs to know of the page it is on. */
export interface ConversationOptions {
  server: string;
  keep: "device" | "tab";
  language: () => string;
  page: () => string;
  words: () => Words;
  /** The facts that hold until the server has told its own. */
  fallback: () => Clinic;
}

/** Everything that the view shows and does. No method rejects. */
export class Conversation {
  readonly #options: ConversationOptions;
  readonly #store: Store;
  readonly #transport: Transport;
  readonly #session: VisitorSession;
  readonly #statusLine: StatusLine;
  readonly #outbox: Outbox;
  readonly #loader: Loader;
  readonly #presenter: Presenter;
  readonly #timeline = new Timeline();
  readonly #announcements = new Announcements();
  readonly #stopping = new AbortController();
  #revision = 0;
  #lastRating: Promise<void> = Promise.resolve();
  #start: Promise<void> | null = null;

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.#store = new Store(options.server, options.keep);
    this.#transport = new Transport(options.server);
    this.#session = new VisitorSession(this.#store, this.#transport, () =>
      this.#statusLine.report({ name: "expired" }),
    );
    const changed = () => this.#presenter.changed();
    this.#statusLine = new StatusLine({
      ownWords: () => this.#presenter.fill(options.words().unavailable),
      silent: () => this.#loader.retryLater(),
      changed,
    });
    this.#outbox = new Outbox(this.#store, {
      deliver: (message) => this.#deliver(message),
      report: (status) => this.#statusLine.report(status),
      changed,
    });
    this.#loader = new Loader(this.#store, this.#transport, this.#session, this.#timeline, {
      read: (entries) => this.#read(entries),
      slow: () => this.#statusLine.report({ name: "slow" }),
      recovered: () => this.#recover(),
      failed: (failure) => this.#statusLine.reportFailure(failure),
      changed,
    });
    this.#presenter = new Presenter({
      store: this.#store,
      statusLine: this.#statusLine,
      timeline: this.#timeline,
      announcements: this.#announcements,
      words: options.words,
      clinic: () => ({ ...options.fallback(), ...this.#loader.clinic }),
      isLoading: () => this.#loader.isLoading,
    });
  }

  /** A fresh object after each change; unchanged messages keep their identity. */
  get state(): ConversationState {
    return this.#presenter.state;
  }

  /** As kept over page loads. */
  get isOpen(): boolean {
    return this.#store.kept.isOpen;
  }

  /** Calls `listener` after changes of the state, once for all that happen together. */
  onChange(listener: () => void): void {
    this.#presenter.listeners.push(listener);
  }

  /** Calls `listener` once for each message; live are those of this page and the answers to them. */
  onMessage(listener: (message: Message, isLive: boolean) => void): void {
    this.#announcements.messageListeners.push(listener);
  }

  /** Calls `listener` when a request has been kept for the clinic. */
  onBooking(listener: (topic: string | undefined) => void): void {
    this.#announcements.bookingListeners.push(listener);
  }

  /** Loads the facts, the session and the newest page, and sends what an earlier page left. */
  start(): Promise<void> {
    this.#start ??= this.#begin();
    return this.#start;
  }

  /** Goes on with what an earlier page left unsent; otherwise a closed chat asks for nothing. */
  resume(): void {
    if (this.#store.kept.pending.length) {
      void this.start();
    }
  }

  setOpen(isOpen: boolean): void {
    this.#store.change({ isOpen });
    if (isOpen) {
      void this.start();
      this.#loader.retryNow();
    }
  }

  /** Resolves when the message is answered or has failed. */
  send(text: string): Promise<void> {
    const trimmed = text.trim();
    if (!trimmed || this.#stopping.signal.aborted) {
      return Promise.resolve();
    }
    void this.start();
    if (this.#statusLine.status.name === "expired") {
      this.#statusLine.clear();
    }
    const message = this.#outbox.add(trimmed);
    this.#announcements.adopt(message.id);
    this.#announcements.tell(showPending(message));
    // Looks again once an emergency has waited long enough.
    setTimeout(() => this.#presenter.changed(), EMERGENCY_PATIENCE);
    this.#presenter.changed();
    return this.#presenter.settled(message.id);
  }

  retry(id: string): void {
    this.#announcements.adopt(id);
    this.#outbox.retry(id);
  }

  /** Shows at once; undone when it fails. */
  rate(id: string, rating: Rating): Promise<void> {
    const before = this.#timeline.rate(id, rating);
    this.#presenter.changed();
    // One after another: the server must end up with the last press.
    this.#lastRating = this.#lastRating.then(async () => {
      try {
        await this.#session.run((token) => this.#transport.rate(token, id, rating));
        this.#bump();
      } catch (error) {
        this.#timeline.rate(id, before, rating);
        this.#reportFailure(error);
      }
    });
    return this.#lastRating;
  }

  /** Begins anew on the server; what was said stays in sight above a mark. */
  async restart(): Promise<void> {
    if (!this.#store.kept.session) {
      return;
    }
    const id = newId();
    try {
      await this.#outbox.alone(() =>
        this.#session.run((token) => this.#transport.restart(token, id)),
      );
      this.#timeline.add(restartMark(id, this.#options.words().restarted, Date.now()));
      this.#bump();
    } catch (error) {
      this.#reportFailure(error);
    }
  }

  /** Deletes the conversation everywhere; true when nothing of it is left on the server. */
  async forget(): Promise<boolean> {
    const { pending } = this.#store.kept;
    // From here on no answer may show, nor a refused token lead to a new conversation.
    this.#cutOff();
    let isForgotten = true;
    try {
      await this.#session.forget();
      const since = this.#store.kept.pending.filter(
        (message) => !pending.some(({ id }) => id === message.id),
      );
      this.#store.clear();
      if (since.length) {
        // Written after the visitor asked for the deletion, so it begins a new conversation.
        this.#store.change({ pending: since });
      }
      this.#empty();
    } catch (error) {
      isForgotten = false;
      this.#reportFailure(error);
      void this.#loader.load();
    }
    this.#outbox.release();
    return isForgotten;
  }

  loadEarlier(): Promise<void> {
    return this.#loader.loadEarlier();
  }

  /** Timers and listeners off. What is under way is left for the next page that starts. */
  stop(): void {
    this.#stopping.abort();
    this.#cutOff();
    this.#presenter.stop();
  }

  async #begin(): Promise<void> {
    const { signal } = this.#stopping;
    this.#outbox.dropOld(this.#loader.clinic?.session_hours ?? 24);
    this.#store.onChange((isEmptied) => this.#follow(isEmptied), signal);
    addEventListener("online", () => this.#recover(true), { signal });
    addEventListener("offline", () => this.#statusLine.report({ name: "offline" }), { signal });
    this.#revision = this.#store.kept.revision;
    this.#outbox.drain();
    await this.#loader.load(true);
  }

  async #deliver(message: Pending): Promise<void> {
    const { page, language } = this.#options;
    const replies = await this.#session.run(
      (token) => this.#transport.send(token, message, page(), language()),
      true,
    );
    const answers = this.#read(replies.map(asEntry));
    this.#timeline.add({ ...showPending(message), delivery: "sent" }, ...answers);
    this.#bump(message.id);
  }

  /** Lets the other tabs look again, and takes an answered message out of what is pending. */
  #bump(answered?: string): void {
    this.#store.change(({ pending, revision }) => ({
      pending: pending.filter(({ id }) => id !== answered),
      clinic: this.#loader.clinic,
      revision: revision + 1,
    }));
    this.#revision = this.#store.kept.revision;
    this.#presenter.changed();
  }

  /** Takes over what another tab has done. */
  #follow(isEmptied: boolean): void {
    if (isEmptied) {
      this.#empty();
      this.#outbox.release();
    }
    const { revision } = this.#store.kept;
    if (revision !== this.#revision) {
      this.#revision = revision;
      void this.#loader.load();
    }
    this.#outbox.follow();
    this.#presenter.changed();
  }

  #read(entries: readonly Entry[]): Message[] {
    return entries.map((entry) => {
      const message = readEntry(entry, this.#options.words().restarted);
      this.#announcements.tell(message, entry);
      return message;
    });
  }

  #cutOff(): void {
    this.#session.reset();
    this.#outbox.hold();
    this.#loader.cancel();
  }

  #empty(): void {
    this.#cutOff();
    this.#timeline.clear();
    this.#revision = 0;
    this.#presenter.clear();
  }

  #reportFailure(error: unknown): void {
    this.#statusLine.reportFailure(failureOf(error));
    this.#presenter.changed();
  }

  /** The server answers, or `isOnline` the network is back: what waits need not wait. */
  #recover(isOnline = false): void {
    const { isSilent, status } = this.#statusLine;
    if (isSilent || (status.name === "slow" && !this.state.isTyping)) {
      this.#statusLine.clear();
      this.#outbox.hurry();
    }
    if (isOnline) {
      this.#loader.retryNow();
    }
  }
}
