/** A website channel in the test itself: it keeps conversations and fails when told to. */

import { vi } from "vitest";
import type { Clinic, Entry, Reply } from "#src/types";

export const SERVER = "https://assistant.example";
export const KEY = `clinic-chat:${SERVER}`;
export const CLINIC: Clinic = {
  name: "Riverside Clinic",
  phone: "+1 555-010-0199",
  emergency_number: "911",
  crisis_line: "988",
  session_hours: 24,
  max_message_characters: 2000,
  starters: ["What is regenerative medicine?"],
};

interface Request {
  method: string;
  path: string;
  token: string | null;
  body: Record<string, string>;
}

type Answer = () => Response | Promise<Response>;

/** A refusal in the shape of the real server. */
export function refuse(
  status: number,
  code: string,
  headers: Record<string, string> = {},
): Response {
  const error = { code, message: `words of ${code}`, request_id: "r1" };
  return Response.json({ error }, { status, headers });
}

/** An answer that comes when the test says so. */
export function later(): { answer: Answer; come: (response?: Response) => void; fail: () => void } {
  let come: (response?: Response) => void = () => {};
  let fail: () => void = () => {};
  const response = new Promise<Response | undefined>((resolve, reject) => {
    come = resolve;
    fail = () => reject(new TypeError("Failed to fetch"));
  });
  return { answer: async () => (await response) as Response, come, fail };
}

/** Stands in for `fetch`. What is put into `next` answers the coming requests of that path. */
export class FakeServer {
  readonly requests: Request[] = [];
  readonly entries = new Map<string, Entry[]>();
  readonly ended = new Set<string>();
  /** By the first part of the path; an answer of undefined lets the request through. */
  readonly next: Record<string, (Answer | undefined)[]> = {};
  /** Replies to every message; the id is put in. */
  replies: Omit<Reply, "id">[] = [{ text: "An answer.", metadata: { decision: "answer" } }];
  isDown = false;
  #sessions = 0;

  constructor() {
    vi.stubGlobal("fetch", (url: string, init: RequestInit) => this.#take(url, init));
  }

  /** The requests to a path, in order. */
  to(path: string, method?: string): Request[] {
    return this.requests.filter(
      (request) => request.path.startsWith(path) && (!method || request.method === method),
    );
  }

  /** Lets `count` requests to `path` fail in this way. */
  fail(path: string, answer: Answer | undefined, count = 1): void {
    this.next[path] = [
      ...(this.next[path] ?? []),
      ...Array<Answer | undefined>(count).fill(answer),
    ];
  }

  /** The conversation of a visitor, whom any of its tokens opens. */
  of(token: string): Entry[] {
    const visitor = token.split("/")[0] ?? "";
    const entries = this.entries.get(visitor) ?? [];
    this.entries.set(visitor, entries);
    return entries;
  }

  async #take(url: string, init: RequestInit): Promise<Response> {
    const path = url.slice(`${SERVER}/webhooks/website/`.length);
    const headers = init.headers as Record<string, string>;
    const token = headers.Authorization?.slice("Bearer ".length) ?? null;
    const body = JSON.parse((init.body as string | null) ?? "{}");
    const request = { method: init.method ?? "GET", path, token, body };
    this.requests.push(request);
    if (this.isDown) {
      throw new TypeError("Failed to fetch");
    }
    const answer = this.next[path.split("?")[0] ?? ""]?.shift();
    const response = await answer?.();
    return response ?? this.#answer(request);
  }

  #answer({ method, path, token, body }: Request): Response {
    if (path === "clinic") {
      return Response.json(CLINIC);
    }
    if (token && this.ended.has(token)) {
      return refuse(401, "session_ended");
    }
    if (path === "session") {
      this.#sessions += 1;
      const visitor = token?.split("/")[0] ?? `v${this.#sessions}`;
      return Response.json({ token: `${visitor}/${this.#sessions}`, expires_in: 86400 });
    }
    if (!token) {
      return refuse(401, "session_missing");
    }
    const entries = this.of(token);
    if (path === "messages") {
      return Response.json({ replies: this.#turn(entries, body.id ?? "", body.message ?? "") });
    }
    if (method === "DELETE") {
      this.entries.delete(token.split("/")[0] ?? "");
      this.ended.add(token);
      return Response.json({ deleted: true });
    }
    if (path.startsWith("conversation")) {
      const before = Number(/before=(\d+)/.exec(path)?.[1] ?? entries.length);
      const first = Math.max(0, before - 50);
      const messages = entries.slice(first, before);
      return Response.json({ messages, before: first ? String(first) : null });
    }
    if (path === "restart") {
      entries.push({ id: body.id ?? "", from: "visitor", time: 1, kind: "restart" });
    }
    return Response.json({});
  }

  #turn(entries: Entry[], id: string, text: string): Reply[] {
    const stored = entries.filter((entry) => entry.id.startsWith(`${id}.`));
    if (stored.length) {
      return stored;
    }
    const replies = this.replies.map((reply, index) => ({ ...reply, id: `${id}.${index}` }));
    entries.push({ id, from: "visitor", text, time: 1 });
    entries.push(...replies.map((reply) => ({ ...reply, from: "assistant" as const, time: 1 })));
    return replies;
  }
}
