/** Owns the visitor's session: made when first needed, renewed in time, replaced when refused. */

import type { Store } from "./store";
import type { Transport } from "./transport";
import { type Failure, type Session, TransportError } from "./types";

/** Our own code for an answer whose conversation is no longer there. */
const CUT_OFF = "cut_off";
/** The server's code for a conversation that was deleted. */
const ENDED = "session_ended";

/** Why `error` was thrown; what is not of the transport (an answer without its fields) as well. */
export function failureOf(error: unknown): Failure {
  return error instanceof TransportError ? error.failure : { kind: "unavailable", words: "" };
}

/** The server's code for a refused token, "" where that is not why `error` was thrown. */
function refusalOf(error: unknown): string {
  const failure = failureOf(error);
  return failure.kind === "session" && failure.code !== CUT_OFF ? failure.code : "";
}

function cutOff(): TransportError {
  return new TransportError({ kind: "session", code: CUT_OFF });
}

/**
 * Runs requests with the visitor's token. `reset` cuts off all that are under way: they then
 * reject, whatever the server says.
 */
export class VisitorSession {
  readonly #store: Store;
  readonly #transport: Transport;
  readonly #onLost: (isDeleted: boolean) => void;
  /** Rises with each reset, for those who have to know whether one came in between. */
  epoch = 0;

  /** `onLost` is called when a session was refused and its conversation is out of reach. */
  constructor(store: Store, transport: Transport, onLost: (isDeleted: boolean) => void) {
    this.#store = store;
    this.#transport = transport;
    this.#onLost = onLost;
  }

  reset(): void {
    this.epoch += 1;
  }

  /**
   * Runs `request` with the token; one refused is replaced once. Where there is no session,
   * `mayBegin` tells whether a new conversation is wanted.
   */
  async run<Answer>(
    request: (token: string) => Promise<Answer>,
    mayBegin = () => false,
  ): Promise<Answer> {
    const epoch = this.epoch;
    const check = () => {
      if (epoch !== this.epoch) {
        throw cutOff();
      }
    };
    for (let isAgain = false; ; isAgain = true) {
      let { session } = this.#store.kept;
      try {
        session = await this.#freshen(session, mayBegin).finally(check);
        return await request(session.token).finally(check);
      } catch (error) {
        const code = refusalOf(error);
        if (code) {
          this.#drop(session, code);
          // Where the conversation was deleted, all that belonged to it is cut off now.
          check();
        }
        if (!code || isAgain) {
          throw error;
        }
      }
    }
  }

  /** Deletes all that the server may have of the visitor; rejects if some may still be there. */
  async forget(): Promise<void> {
    const { session, former } = this.#store.kept;
    // A conversation outlives its last token by no more than the life of one.
    const all = [...former, ...(session ? [session] : [])].filter(
      ({ made, life }) => made + 2 * life > Date.now(),
    );
    await Promise.all(
      all.map(({ token }) =>
        this.#transport.forget(token).catch((error) => {
          if (refusalOf(error) !== ENDED) {
            throw error;
          }
        }),
      ),
    );
  }

  /** The session to ask with: a new one if there is none, a fresh one once a tenth is over. */
  async #freshen(session: Session | null, mayBegin: () => boolean): Promise<Session> {
    if (session && session.made + session.life / 10 > Date.now()) {
      return session;
    }
    if (session || mayBegin()) {
      const fresh = await this.#transport.openSession(session?.token);
      const { session: now } = this.#store.kept;
      if (now?.token === session?.token && (session || mayBegin())) {
        this.#store.change({ session: fresh });
        return fresh;
      }
      // Another tab was quicker, or has deleted the conversation.
      if (now) {
        return now;
      }
    }
    throw cutOff();
  }

  /** Takes a refused session out of use, unless another tab has already put a new one there. */
  #drop(refused: Session | null, code: string): void {
    const { session, former } = this.#store.kept;
    if (session && session.token === refused?.token) {
      const isDeleted = code === ENDED;
      this.#store.change({ session: null, former: isDeleted ? former : [...former, session] });
      this.#onLost(isDeleted);
    }
  }
}
