/** Owns what is loaded by itself: the clinic's facts and the stored pages of the conversation. */

import type { StatusLine } from "./status_line";
import type { Store } from "./store";
import type { Timeline } from "./timeline";
import type { Page, Transport } from "./transport";
import type { Clinic, Entry, Message } from "./types";
import { failureOf, type VisitorSession } from "./visitor_session";

const SLOW = 5000;
/** What could not be loaded is tried again after this, in ms. */
const PAUSE = 15_000;

/** What the loader asks of the conversation. */
export interface LoaderHost {
  /** Turns stored messages into shown ones and tells of the new ones. */
  read(entries: readonly Entry[]): Message[];
  /** The server has answered. */
  recovered(): void;
  changed(): void;
}

/** Loads, and tries again by itself what could not be loaded. */
export class Loader {
  readonly #store: Store;
  readonly #transport: Transport;
  readonly #session: VisitorSession;
  readonly #timeline: Timeline;
  readonly #statusLine: StatusLine;
  readonly #host: LoaderHost;
  #freshFacts: Clinic | null = null;
  #isLoading = false;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(
    store: Store,
    transport: Transport,
    session: VisitorSession,
    timeline: Timeline,
    statusLine: StatusLine,
    host: LoaderHost,
  ) {
    this.#store = store;
    this.#transport = transport;
    this.#session = session;
    this.#timeline = timeline;
    this.#statusLine = statusLine;
    this.#host = host;
  }

  get isLoading(): boolean {
    return this.#isLoading;
  }

  /** The server's facts, maybe those of an earlier page; null before they were ever told. */
  get clinic(): Clinic | null {
    return this.#freshFacts ?? this.#store.kept.clinic;
  }

  /** Loads what is not there yet and the newest page; the view is told only of the `isFirst`. */
  load(isFirst = false): Promise<void> {
    this.cancel();
    return this.#run(() => Promise.all([this.#loadFacts(), this.#loadNewest()]), isFirst);
  }

  async loadEarlier(): Promise<void> {
    const { before } = this.#timeline;
    if (before !== null && !this.#isLoading) {
      await this.#run(async () => {
        const page = await this.#page(before);
        this.#timeline.takeEarlier(this.#host.read(page.messages), page.before);
      }, true);
    }
  }

  /** Loads again after `pause` in ms. */
  retryLater(pause = PAUSE): void {
    this.#retry ??= setTimeout(() => void this.load(), pause);
  }

  /** Loads at once what was to be tried again. */
  retryNow(): void {
    if (this.#retry) {
      void this.load();
    }
  }

  cancel(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
  }

  /** Runs `task`; `isShown`: the view is told. */
  async #run(task: () => Promise<unknown>, isShown: boolean): Promise<void> {
    const { epoch } = this.#session;
    const slow = setTimeout(() => this.#statusLine.report({ name: "slow" }), SLOW);
    this.#isLoading ||= isShown;
    this.#host.changed();
    try {
      await task();
      this.#host.recovered();
    } catch (error) {
      const failure = failureOf(error);
      if (epoch === this.#session.epoch) {
        if (failure.kind === "limited") {
          this.retryLater(failure.seconds * 1000);
        }
        this.#statusLine.reportFailure(error);
      }
    }
    clearTimeout(slow);
    this.#isLoading &&= !isShown;
    this.#host.changed();
  }

  async #loadFacts(): Promise<void> {
    this.#freshFacts ??= await this.#transport.clinic();
    this.#host.changed();
  }

  async #loadNewest(): Promise<void> {
    if (!this.#store.kept.session) {
      return;
    }
    const earlier = new Set(this.#timeline.messages.map(({ id }) => id));
    const page = await this.#page();
    this.#timeline.takeNewest(this.#host.read(page.messages), page.before, earlier);
  }

  #page(before?: string): Promise<Page> {
    return this.#session.run((token) => this.#transport.page(token, before));
  }
}
