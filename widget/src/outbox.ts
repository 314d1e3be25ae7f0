/** Owns the messages that are not answered yet: one at a time, again after a failure. */

import { statusOf } from "./status_line";
import type { Store } from "./store";
import type { Delivery, Failure, Pending, Status } from "./types";
import { failureOf } from "./visitor_session";

const SLOW = 5000;
const FIRST_PAUSE = 2000;
/** Browsers can be wrong about being offline, so that we look now and then even so. */
const OFFLINE_PAUSE = 30_000;
/** How often a message is sent again by itself when nobody answers, and when the server fails. */
const UNREACHABLE_REPEATS = 3;
const UNAVAILABLE_REPEATS = 1;

/** What the outbox asks of the conversation. */
export interface OutboxHost {
  /** Sends the message and takes in the answer, by which it leaves the store. */
  deliver(message: Pending): Promise<void>;
  report(status: Status): void;
  changed(): void;
}

/** An id that no other message has; `randomUUID` is missing on pages without TLS. */
export function newId(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join("-");
}

/** Sends what the store has pending, oldest first; other tabs send from the same store. */
export class Outbox {
  readonly #store: Store;
  readonly #host: OutboxHost;
  /** Stands for the loop that may send now; another object or null stops a loop under way. */
  #loop: object | null = null;
  #isHeld = false;
  #repeats = 0;
  #pause: { isFirm: boolean; end: () => void } | null = null;

  constructor(store: Store, host: OutboxHost) {
    this.#store = store;
    this.#host = host;
  }

  add(text: string): Pending {
    // Later than all before it, whatever the clock says: the time decides on the order.
    const times = this.#store.pending.map(({ time }) => time + 1);
    const time = Math.max(Date.now(), ...times);
    const message: Pending = { id: newId(), text, time, delivery: "sending" };
    this.#store.put(message);
    this.hurry();
    return message;
  }

  retry(id: string): void {
    this.#setDelivery("sending", (message) => message.id === id);
    this.hurry();
  }

  /** Tries now what is waiting, save where the server has said how long to wait. */
  hurry(): void {
    this.#repeats = 0;
    if (!this.#pause?.isFirm) {
      this.#pause?.end();
    }
    this.drain();
  }

  /** Sends until nothing is left to send. */
  drain(): void {
    if (!this.#loop && !this.#isHeld) {
      const loop = {};
      this.#loop = loop;
      void this.#work(loop);
    }
  }

  /** Sends what another tab has put there once that tab is done, or gone. */
  follow(): void {
    // Without locks both would send at the same time: harmless, but a burden.
    if (navigator.locks) {
      this.drain();
    }
  }

  /** Stops sending until `release`; what is under way is left to itself and stays pending. */
  hold(): void {
    this.#isHeld = true;
    this.#loop = null;
    this.#pause?.end();
  }

  release(): void {
    this.#isHeld = false;
    this.drain();
  }

  /** Drops what was written more than `hours` ago: on a shared device it may be another person's. */
  dropOld(hours: number): void {
    const oldest = Date.now() - hours * 3_600_000;
    for (const { id, time } of this.#store.pending) {
      if (time < oldest) {
        this.#store.drop(id);
      }
    }
  }

  /** Runs `task` while no other tab with the same store is sending. */
  alone<Result>(task: () => Promise<Result>): Promise<Result> {
    const { isShared, key } = this.#store;
    return isShared && navigator.locks ? navigator.locks.request(key, task) : task();
  }

  async #work(loop: object): Promise<void> {
    while (this.#loop === loop) {
      const message = this.#store.pending.find(({ delivery }) => delivery !== "failed");
      if (!message) {
        this.#loop = null;
        return;
      }
      const failure = await this.#attempt(message, loop);
      if (this.#loop === loop && failure) {
        await this.#takeFailure(message, failure);
      }
    }
  }

  async #attempt(message: Pending, loop: object): Promise<Failure | null> {
    const slow = setTimeout(() => this.#host.report({ name: "slow" }), SLOW);
    let failure: Failure | null = null;
    try {
      await this.alone(async () => {
        const isStill = this.#store.pending.some(
          ({ id, delivery }) => id === message.id && delivery !== "failed",
        );
        // Another tab may have sent it, or given up, while this one waited for its turn.
        if (this.#loop === loop && isStill) {
          this.#setDelivery("sending", ({ delivery }) => delivery === "waiting");
          await this.#host.deliver(message);
          this.#repeats = 0;
        }
      });
    } catch (error) {
      // A message that another tab has deleted meanwhile can no longer fail.
      failure = this.#store.has(message.id) ? failureOf(error) : null;
    }
    clearTimeout(slow);
    if (this.#loop === loop && !failure) {
      this.#host.report({ name: "ready" });
    }
    return failure;
  }

  async #takeFailure(message: Pending, failure: Failure): Promise<void> {
    const status = statusOf(failure);
    this.#host.report(status ?? { name: "ready" });
    if (status?.name === "limited") {
      await this.#rest(status.seconds * 1000, true);
    } else if (status?.name === "offline") {
      await this.#rest(OFFLINE_PAUSE, false);
    } else if (
      status &&
      this.#repeats < (status.name === "unreachable" ? UNREACHABLE_REPEATS : UNAVAILABLE_REPEATS)
    ) {
      this.#repeats += 1;
      await this.#rest(FIRST_PAUSE * 2 ** (this.#repeats - 1), false);
    } else {
      // The count stays: the next in the queue is tried once and does not wait as long again.
      // Where the server as a whole is unavailable the status line has its words.
      const problem = failure.kind === "refused" ? failure.words : undefined;
      this.#setDelivery("failed", ({ id }) => id === message.id, problem);
    }
  }

  #rest(milliseconds: number, isFirm: boolean): Promise<void> {
    this.#setDelivery("waiting", ({ delivery }) => delivery === "sending");
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#pause = null;
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      this.#pause = { isFirm, end };
    });
  }

  #setDelivery(delivery: Delivery, isMeant: (message: Pending) => boolean, problem?: string): void {
    for (const message of this.#store.pending.filter(isMeant)) {
      this.#store.put({ ...message, delivery, problem });
    }
    this.#host.changed();
  }
}
