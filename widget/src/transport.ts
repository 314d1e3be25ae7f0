/** The calls to the assistant's server, each with a time limit; failures are `TransportError`s. */

import {
  type Clinic,
  type Entry,
  type Pending,
  type Rating,
  type Reply,
  type Session,
  TransportError,
} from "./types";

/** The server gives a turn 30 s, so that longer than this, in ms, means that nobody is there. */
const TURN_LIMIT = 35_000;
const OTHER_LIMIT = 10_000;
/** Where a proxy forgot to say how many seconds to wait. */
const USUAL_WAIT = 10;

/** One page of the stored conversation, oldest first; `before` leads to the page before it. */
export interface Page {
  messages: Entry[];
  before: string | null;
}

/** Asks the website channel of one server. Keeps nothing but the address. */
export class Transport {
  readonly #address: string;

  constructor(server: string) {
    this.#address = `${server.replace(/\/+$/, "")}/webhooks/website/`;
  }

  clinic(): Promise<Clinic> {
    return this.#call("GET", "clinic");
  }

  /** A session for a new visitor, or with a `token` a fresh one for the same visitor. */
  async openSession(token?: string): Promise<Session> {
    const answer = await this.#call<{ token: string; expires_in: number }>(
      "POST",
      "session",
      token,
      {},
    );
    // Counted from our own clock: it need not agree with the server's.
    return { token: answer.token, made: Date.now(), life: answer.expires_in * 1000 };
  }

  async send(token: string, message: Pending, page: string, language: string): Promise<Reply[]> {
    const body = { id: message.id, message: message.text, page, language };
    const answer = await this.#call<{ replies: Reply[] }>(
      "POST",
      "messages",
      token,
      body,
      TURN_LIMIT,
    );
    return answer.replies;
  }

  restart(token: string, id: string): Promise<unknown> {
    return this.#call("POST", "restart", token, { id }, TURN_LIMIT);
  }

  page(token: string, before?: string): Promise<Page> {
    const cursor = before ? `&before=${encodeURIComponent(before)}` : "";
    return this.#call("GET", `conversation?limit=50${cursor}`, token);
  }

  rate(token: string, reply: string, rating: Rating): Promise<unknown> {
    return this.#call("PUT", "ratings", token, { reply, rating });
  }

  /** As slow as a turn, because the server lets the one under way end first. */
  forget(token: string): Promise<unknown> {
    return this.#call("DELETE", "conversation", token, undefined, TURN_LIMIT);
  }

  async #call<Answer>(
    method: string,
    path: string,
    token?: string,
    body?: object,
    limit = OTHER_LIMIT,
  ): Promise<Answer> {
    let response: Response;
    let text: string;
    try {
      response = await fetch(this.#address + path, {
        method,
        headers: {
          ...(token && { Authorization: `Bearer ${token}` }),
          ...(body && { "Content-Type": "application/json" }),
        },
        body: body && JSON.stringify(body),
        credentials: "omit",
        signal: AbortSignal.timeout(limit),
      });
      text = await response.text();
    } catch {
      throw new TransportError({ kind: "unreachable" });
    }
    const answer = parse(text);
    if (response.ok && answer) {
      return answer as Answer;
    }
    throw failureOf(response, answer?.error);
  }
}

function parse(text: string): { error?: { code?: string; message?: string } } | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What a refusal means. What did not come from our server has no words, so that we use our own. */
function failureOf(
  { status, headers }: Response,
  { code = "", message: words = "" }: { code?: string; message?: string } = {},
): TransportError {
  if (status === 401) {
    return new TransportError({ kind: "session", code });
  }
  if (status === 429) {
    const seconds = Number(headers.get("Retry-After")) || USUAL_WAIT;
    return new TransportError({ kind: "limited", seconds });
  }
  return new TransportError(
    code && status < 500
      ? { kind: "refused", status, code, words }
      : { kind: "unavailable", words },
  );
}
