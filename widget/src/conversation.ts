/** The model behind the dialog: one visitor's conversation, kept over pages, tabs and failures. */

import { Announcements } from "./announcements";
import { cutOff, empty, forget, type Holders } from "./deletion";
import { Loader } from "./loader";
import { newId, Outbox } from "./outbox";
import { EMERGENCY_PATIENCE, Presenter, showPending } from "./presenter";
import { StatusLine } from "./status_line";
import { type Change, Store } from "./store";
import { asEntry, readEntry, restartMark, Timeline } from "./timeline";
import { Transport } from "./transport";
import type { Clinic, ConversationState, Entry, Message, Pending, Rating } from "./types";
import { VisitorSession } from "./visitor_session";
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
  readonly #holders: Holders;
  readonly #timeline = new Timeline();
  readonly #announcements = new Announcements();
  readonly #stopping = new AbortController();
  #lastRating: Promise<void> = Promise.resolve();
  #start: Promise<void> | null = null;

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.#store = new Store(options.server, options.keep);
    this.#transport = new Transport(options.server);
    this.#session = new VisitorSession(this.#store, this.#transport, (isDeleted) => {
      if (isDeleted) {
        empty(this.#holders);
      } else {
        this.#presenter.greetAnew();
        this.#statusLine.report({ name: "expired" });
      }
    });
    const changed = () => this.#presenter.changed();
    this.#statusLine = new StatusLine({ silent: () => this.#loader.retryLater(), changed });
    this.#outbox = new Outbox(this.#store, {
      deliver: (message) => this.#deliver(message),
      report: (status) => this.#statusLine.report(status),
      changed,
    });
    this.#loader = new Loader(
      this.#store,
      this.#transport,
      this.#session,
      this.#timeline,
      this.#statusLine,
      { read: (entries) => this.#read(entries), recovered: () => this.#recover(), changed },
    );
    this.#presenter = new Presenter({
      store: this.#store,
      statusLine: this.#statusLine,
      timeline: this.#timeline,
      announcements: this.#announcements,
      loader: this.#loader,
      words: options.words,
      fallback: options.fallback,
    });
    this.#holders = {
      store: this.#store,
      session: this.#session,
      outbox: this.#outbox,
      loader: this.#loader,
      timeline: this.#timeline,
      presenter: this.#presenter,
    };
  }

  /** A fresh object after each change; unchanged messages keep their identity. */
  get state(): ConversationState {
    return this.#presenter.state;
  }

  /** As kept over page loads in this tab. */
  get isOpen(): boolean {
    return this.#store.isOpen;
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
    if (this.#store.pending.length) {
      void this.start();
    }
  }

  setOpen(isOpen: boolean): void {
    this.#store.isOpen = isOpen;
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
        this.#statusLine.reportFailure(error);
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
      this.#presenter.greetAnew();
      this.#bump();
    } catch (error) {
      this.#statusLine.reportFailure(error);
    }
  }

  /** Deletes the conversation everywhere; true when nothing of it is left on the server. */
  async forget(): Promise<boolean> {
    try {
      await forget(this.#holders);
      return true;
    } catch (error) {
      this.#statusLine.reportFailure(error);
      return false;
    }
  }

  loadEarlier(): Promise<void> {
    return this.#loader.loadEarlier();
  }

  /** Timers and listeners off. What is under way is left for the next page that starts. */
  stop(): void {
    this.#stopping.abort();
    cutOff(this.#holders);
    this.#presenter.stop();
  }

  async #begin(): Promise<void> {
    const { signal } = this.#stopping;
    this.#outbox.dropOld(this.#loader.clinic?.session_hours ?? 24);
    this.#store.onChange((change) => this.#follow(change), signal);
    addEventListener("online", () => this.#recover(true), { signal });
    addEventListener("offline", () => this.#statusLine.report({ name: "offline" }), { signal });
    this.#outbox.drain();
    await this.#loader.load(true);
  }

  async #deliver(message: Pending): Promise<void> {
    const { page, language } = this.#options;
    const isPending = () => this.#store.has(message.id);
    const replies = await this.#session.run(
      (token) => this.#transport.send(token, message, page(), language()),
      isPending,
    );
    // Otherwise it was deleted, or another tab has had the answer as well.
    if (isPending()) {
      const answers = this.#read(replies.map(asEntry));
      this.#timeline.add({ ...showPending(message), delivery: "sent" }, ...answers);
      this.#store.drop(message.id);
      this.#bump();
    }
  }

  /** Lets the other tabs look again. */
  #bump(): void {
    this.#store.change({ clinic: this.#loader.clinic, revision: Math.random() });
    this.#presenter.changed();
  }

  /** Takes over what another tab has done. */
  #follow(change: Change): void {
    if (change === "emptied") {
      empty(this.#holders);
    }
    this.#presenter.keepInSight();
    if (change !== "pending") {
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
