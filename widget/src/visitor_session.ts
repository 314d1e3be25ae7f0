/** Owns the visitor's session: made when first needed, renewed in time, replaced when refused. */

import type { Store } from "./store";
import type { Transport } from "./transport";
import { type Failure, type Session, TransportError } from "./types";

const HOUR = 3_600_000;
/** Our own code for an answer whose conversation is no longer there. */
const CUT_OFF = "cut_off";

/** Why `error` was thrown; what is not of the transport (an answer without its fields) as well. */
export function failureOf(error: unknown): Failure {
  return error instanceof TransportError ? error.failure : { kind: "unavailable", words: "" };
}

/** The server refused the token, which another one may mend. */
function isRefusal(error: unknown): boolean {
  const failure = failureOf(error);
  return failure.kind === "session" && failure.code !== CUT_OFF;
}

/**
 * Runs requests with the visitor's token. `reset` cuts off all that are under way: they then
 * reject, whatever the server says, and change nothing that is kept.
 */
export class VisitorSession {
  readonly #store: Store;
  readonly #transport: Transport;
  readonly #onExpired: () => void;
  #epoch = 0;

  constructor(store: Store, transport: Transport, onExpired: () => void) {
    this.#store = store;
    this.#transport = transport;
    this.#onExpired = onExpired;
  }

  /** Rises with each reset, for those who have to know whether one came in between. */
  get epoch(): number {
    return this.#epoch;
  }

  reset(): void {
    this.#epoch += 1;
  }

  /** Runs `request` with the token; one refused is replaced once. Only `isMaking` makes a new one. */
  async run<Answer>(
    request: (token: string) => Promise<Answer>,
    isMaking = false,
  ): Promise<Answer> {
    const guard = this.#guard();
    for (let isAgain = false; ; isAgain = true) {
      let { session } = this.#store.kept;
      if (!session) {
        if (!isMaking) {
          throw new TransportError({ kind: "session", code: "session_missing" });
        }
        session = await guard(this.#transport.openSession());
        this.#store.change({ session });
      }
      try {
        return await guard(request(session.token));
      } catch (error) {
        if (!isRefusal(error)) {
          throw error;
        }
        this.#drop(session);
        if (isAgain) {
          throw error;
        }
      }
    }
  }

  /** Asks for a fresh token when a tenth of the time is over. `hours`: how long one lasts. */
  async renew(hours: number): Promise<void> {
    const { session } = this.#store.kept;
    if (!session || session.expires - Date.now() > hours * HOUR * 0.9) {
      return;
    }
    const guard = this.#guard();
    try {
      const fresh = await guard(this.#transport.openSession(session.token));
      this.#store.change({ session: fresh });
    } catch (error) {
      if (!isRefusal(error)) {
        throw error;
      }
      this.#drop(session);
    }
  }

  /** Deletes the conversation on the server; rejects if it may still be there. */
  async forget(): Promise<void> {
    const { session } = this.#store.kept;
    try {
      if (session) {
        await this.#transport.forget(session.token);
      }
    } catch (error) {
      const failure = failureOf(error);
      // What the token opened is gone already, or past its time and cleared away by the server.
      if (failure.kind !== "session" || !/^session_(ended|expired)$/.test(failure.code)) {
        throw error;
      }
    }
  }

  /** Lets an answer through only if the conversation that asked for it is still there. */
  #guard(): <Answer>(answer: Promise<Answer>) => Promise<Answer> {
    const epoch = this.#epoch;
    const check = () => {
      // Another tab's deletion can be seen in the store before its event has come.
      if (epoch !== this.#epoch || this.#store.isEmpty) {
        throw new TransportError({ kind: "session", code: CUT_OFF });
      }
    };
    return async (answer) => {
      try {
        return await answer;
      } finally {
        check();
      }
    };
  }

  /** Forgets a refused session, unless another tab has already put a new one in its place. */
  #drop(refused: Session): void {
    if (this.#store.kept.session?.token === refused.token) {
      this.#store.change({ session: null });
      this.#onExpired();
    }
  }
}
