/** Owns what the status line says, and when a worse word gives way to a better one. */

import type { Failure, Status } from "./types";
import { failureOf } from "./visitor_session";

/** The server is known not to answer. */
const SILENT = new Set<Status["name"]>(["offline", "unreachable", "unavailable"]);

/** What the status line asks of the conversation. */
export interface StatusHost {
  /** The server has not answered. */
  silent(): void;
  changed(): void;
}

/** What the status line says of a failure; null where only the message itself has a problem. */
export function statusOf(failure: Failure): Status | null {
  switch (failure.kind) {
    case "refused":
      return null;
    case "limited":
      return { name: "limited", seconds: failure.seconds };
    case "unreachable":
      return { name: navigator.onLine ? "unreachable" : "offline" };
    default:
      return { name: "unavailable", words: failure.kind === "unavailable" ? failure.words : "" };
  }
}

/** Remembers the last status that matters to the visitor. */
export class StatusLine {
  readonly #host: StatusHost;
  #status: Status = { name: "ready" };
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: StatusHost) {
    this.#host = host;
  }

  get status(): Status {
    return this.#status;
  }

  get isSilent(): boolean {
    return SILENT.has(this.#status.name);
  }

  /** Shows `status` unless what stands there is more important. */
  report(status: Status): void {
    const { name } = this.#status;
    // Slowness adds nothing to a worse word; that a chat has ended is to be read in peace.
    if (status.name === "slow" ? name !== "ready" : status.name === "ready" && name === "expired") {
      return;
    }
    clearTimeout(this.#timer);
    this.#status = status;
    if (status.name === "limited") {
      this.#timer = setTimeout(() => this.clear(), status.seconds * 1000);
    }
    if (this.isSilent) {
      this.#host.silent();
    }
    this.#host.changed();
  }

  /** Shows why something other than a message went wrong. */
  reportFailure(error: unknown): void {
    const failure = failureOf(error);
    // A session that is over, or was cut off on purpose, has been dealt with by its owner.
    const status = failure.kind === "session" ? null : statusOf(failure);
    if (status) {
      this.report(status);
    }
    this.#host.changed();
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#status = { name: "ready" };
    this.#host.changed();
  }
}
