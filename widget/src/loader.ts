/** Owns what is loaded by itself: the clinic's facts and the stored pages of the conversation. */

import type { Store } from "./store";
import type { Timeline } from "./timeline";
import type { Page, Transport } from "./transport";
import type { Clinic, Entry, Failure, Message } from "./types";
import { failureOf, type VisitorSession } from "./visitor_session";

const SLOW = 5000;
/** What could not be loaded is tried again after this, in ms. */
const PAUSE = 15_000;

/** What the loader asks of the conversation. */
export interface LoaderHost {
  /** Turns stored messages into shown ones and tells of the new ones. */
  read(entries: readonly Entry[]): Message[];
  slow(): void;
  /** The server has answered. */
  recovered(): void;
  failed(failure: Failure): void;
  changed(): void;
}

/** Loads, and tries again by itself what could not be loaded. */
export class Loader {
  readonly #store: Store;
  readonly #transport: Transport;
  readonly #session: VisitorSession;
  readonly #timeline: Timeline;
  readonly #host: LoaderHost;
  #freshFacts: Clinic | null = null;
  #isLoading = false;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(
    store: Store,
    transport: Transport,
    session: VisitorSession,
    timeline: Timeline,
    host: LoaderHost,
  ) {
    this.#store = store;
    this.#transport = transport;
    this.#session = session;
    this.#timeline = timeline;
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
  async load(isFirst = false): Promise<void> {
    this.cancel();
    const { epoch } = this.#session;
    const slow = setTimeout(() => this.#host.slow(), SLOW);
    this.#isLoading ||= isFirst;
    this.#host.changed();
    try {
      await Promise.all([this.#loadFacts(), this.#loadNewest()]);
      this.#host.recovered();
    } catch (error) {
      if (epoch === this.#session.epoch) {
        this.#host.failed(failureOf(error));
      }
    }
    clearTimeout(slow);
    this.#isLoading &&= !isFirst;
    this.#host.changed();
  }

  async loadEarlier(): Promise<void> {
    const { before } = this.#timeline;
    if (before === null || this.#isLoading) {
      return;
    }
    this.#isLoading = true;
    this.#host.changed();
    try {
      const page = await this.#page(before);
      this.#timeline.takeEarlier(this.#host.read(page.messages), page.before);
      this.#host.recovered();
    } catch (error) {
      this.#host.failed(failureOf(error));
    }
    this.#isLoading = false;
    this.#host.changed();
  }

  /** Loads again after a while. */
  retryLater(): void {
    this.#retry ??= setTimeout(() => void this.load(), PAUSE);
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

  async #loadFacts(): Promise<void> {
    this.#freshFacts ??= await this.#transport.clinic();
    this.#host.changed();
  }

  async #loadNewest(): Promise<void> {
    await this.#session.renew(this.clinic?.session_hours ?? 24);
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
