/** What is asked of the server, and what its refusals mean. */

import { beforeEach, describe, expect, test, vi } from "vitest";
import { Transport } from "#src/transport";
import { type Failure, TransportError } from "#src/types";
import { SERVER } from "./fake_server";

let answer: () => Response | Promise<Response>;
const fetched = vi.fn((_url: string, _init: RequestInit) => Promise.resolve(answer()));

beforeEach(() => {
  fetched.mockClear();
  vi.stubGlobal("fetch", fetched);
});

async function failureOf(call: Promise<unknown>): Promise<Failure> {
  const error: unknown = await call.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TransportError);
  return (error as TransportError).failure;
}

function refuse(status: number, body: string, headers: Record<string, string> = {}): Response {
  return new Response(body, { status, headers });
}

const ERROR = JSON.stringify({ error: { code: "a_code", message: "Words.", request_id: "r" } });

describe("requests", () => {
  test("a message goes out with its id, page and language, and without cookies", async () => {
    answer = () => Response.json({ replies: [{ id: "a2345678.0", text: "Hi." }] });
    const limits = vi.spyOn(AbortSignal, "timeout");
    const message = { id: "a2345678", text: "hello", time: 0, delivery: "sending" } as const;
    const replies = await new Transport(`${SERVER}/`).send("token", message, "https://p", "es");
    expect(replies).toEqual([{ id: "a2345678.0", text: "Hi." }]);
    const [url, init] = fetched.mock.calls[0] ?? [];
    expect(url).toBe(`${SERVER}/webhooks/website/messages`);
    expect(init).toMatchObject({
      method: "POST",
      credentials: "omit",
      headers: { Authorization: "Bearer token", "Content-Type": "application/json" },
    });
    expect(JSON.parse(String(init?.body))).toEqual({
      id: "a2345678",
      message: "hello",
      page: "https://p",
      language: "es",
    });
    expect(limits).toHaveBeenCalledWith(35_000);
  });

  test("the other calls have their paths and methods", async () => {
    answer = () => Response.json({});
    const transport = new Transport(SERVER);
    await transport.clinic();
    await transport.page("t");
    await transport.page("t", "a b");
    await transport.rate("t", "a2345678.0", null);
    await transport.restart("t", "a2345678");
    await transport.forget("t");
    const asked = fetched.mock.calls.map(([url, { method, body }]) => [
      method,
      url.replace(`${SERVER}/webhooks/website/`, ""),
      body,
    ]);
    expect(asked).toEqual([
      ["GET", "clinic", undefined],
      ["GET", "conversation?limit=50", undefined],
      ["GET", "conversation?limit=50&before=a%20b", undefined],
      ["PUT", "ratings", '{"reply":"a2345678.0","rating":null}'],
      ["POST", "restart", '{"id":"a2345678"}'],
      ["DELETE", "conversation", undefined],
    ]);
  });

  test("a session's time runs by our own clock, whatever the server's says", async () => {
    vi.useFakeTimers({ now: 1000 });
    answer = () => Response.json({ token: "new", expires_in: 60 });
    expect(await new Transport(SERVER).openSession()).toEqual({
      token: "new",
      made: 1000,
      life: 60_000,
    });
    vi.useRealTimers();
  });
});

describe("failures", () => {
  const transport = new Transport(SERVER);

  test("a fetch that rejects or takes too long: unreachable", async () => {
    answer = () => Promise.reject(new TypeError("Failed to fetch"));
    expect(await failureOf(transport.clinic())).toEqual({ kind: "unreachable" });
    const cut = new AbortController();
    vi.spyOn(AbortSignal, "timeout").mockReturnValue(cut.signal);
    fetched.mockImplementationOnce((_url, init) => {
      const ended = new Promise<Response>((_, reject) => {
        init.signal?.addEventListener("abort", () => reject(new Error("aborted")));
      });
      cut.abort();
      return ended;
    });
    expect(await failureOf(transport.clinic())).toEqual({ kind: "unreachable" });
  });

  test("an answer that breaks off: unreachable", async () => {
    const body = new ReadableStream({ start: (stream) => stream.error(new Error("reset")) });
    answer = () => new Response(body);
    expect(await failureOf(transport.clinic())).toEqual({ kind: "unreachable" });
  });

  test.each([
    [401, ERROR, { kind: "session", code: "a_code" }],
    [401, "", { kind: "session", code: "" }],
    [503, ERROR, { kind: "unavailable", words: "Words." }],
    [502, "<h1>Bad Gateway</h1>", { kind: "unavailable", words: "" }],
    [404, "Not Found", { kind: "unavailable", words: "" }],
    [404, ERROR, { kind: "refused", status: 404, code: "a_code", words: "Words." }],
    [409, ERROR, { kind: "refused", status: 409, code: "a_code", words: "Words." }],
    [200, "<p>Please log in to the network</p>", { kind: "unavailable", words: "" }],
    [200, "null", { kind: "unavailable", words: "" }],
    [500, '{"error":"broken"}', { kind: "unavailable", words: "" }],
  ])("status %s with %s", async (status, body, failure) => {
    answer = () => refuse(status, body);
    expect(await failureOf(transport.clinic())).toEqual(failure);
  });

  test("too many requests: the seconds of the server, or ours where it has none", async () => {
    answer = () => refuse(429, ERROR, { "Retry-After": "3" });
    expect(await failureOf(transport.clinic())).toEqual({ kind: "limited", seconds: 3 });
    answer = () => refuse(429, "", { "Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT" });
    expect(await failureOf(transport.clinic())).toEqual({ kind: "limited", seconds: 10 });
  });
});
