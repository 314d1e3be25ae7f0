/** A visitor's conversation against a server that answers, fails, and forgets. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Conversation } from "#src/conversation";
import type { Kept, Message } from "#src/types";
import { english } from "#src/words_en";
import { CLINIC, FakeServer, KEY, later, refuse, SERVER } from "./fake_server";

let server: FakeServer;
let opened: Conversation[];

function open(keep: "device" | "tab" = "device"): Conversation {
  const conversation = new Conversation({
    server: SERVER,
    keep,
    language: () => "en",
    page: () => "https://clinic.example/knee",
    words: () => english,
    fallback: () => ({ emergency_number: "112" }),
  });
  opened.push(conversation);
  return conversation;
}

function kept(): Kept {
  return JSON.parse(localStorage.getItem(KEY) ?? "{}");
}

function keep(fields: Partial<Kept>): void {
  localStorage.setItem(KEY, JSON.stringify(fields));
}

const SESSION = () => ({ token: "v9/1", expires: Date.now() + 86_400_000 });

function said(conversation: Conversation): string[] {
  return conversation.state.messages
    .filter(({ kind }) => kind !== "greeting")
    .map(({ from, text, delivery }) => `${from}: ${text}${delivery ? ` (${delivery})` : ""}`);
}

/** What another tab's change of the store looks like. */
function tellTabs(): void {
  dispatchEvent(new StorageEvent("storage", { key: KEY, newValue: localStorage.getItem(KEY) }));
}

const wait = (milliseconds = 0) => vi.advanceTimersByTimeAsync(milliseconds);

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-11-22T09:00:00Z") });
  localStorage.clear();
  sessionStorage.clear();
  server = new FakeServer();
  opened = [];
});

afterEach(() => {
  for (const conversation of opened) {
    conversation.stop();
  }
  vi.useRealTimers();
});

describe("a first visit", () => {
  test("greets with the clinic's starters and makes no session", async () => {
    const conversation = open();
    await conversation.start();
    expect(conversation.state.messages).toMatchObject([
      { kind: "greeting", from: "widget", buttons: [{ title: CLINIC.starters?.[0] }] },
    ]);
    expect(conversation.state.clinic.emergency_number).toBe("911");
    expect(server.to("session")).toEqual([]);
    expect(localStorage.getItem(KEY)).toBeNull();
  });

  test("shows a message at once and its answer, and tells of each once", async () => {
    const conversation = open();
    const told: [string, boolean][] = [];
    conversation.onMessage(({ from }, isLive) => told.push([from, isLive]));
    await conversation.start();
    const sent = conversation.send(" Is it safe? ");
    expect(said(conversation)).toEqual(["visitor: Is it safe? (sending)"]);
    expect(conversation.state.isTyping).toBe(true);
    await sent;
    expect(said(conversation)).toEqual(["visitor: Is it safe? (sent)", "assistant: An answer."]);
    expect(conversation.state.isTyping).toBe(false);
    expect(told).toEqual([
      ["visitor", true],
      ["assistant", true],
    ]);
    expect(server.to("messages")[0]?.body).toMatchObject({
      message: "Is it safe?",
      page: "https://clinic.example/knee",
      language: "en",
    });
    expect(kept().pending).toEqual([]);
  });

  test("keeps unchanged messages and tells of many changes once", async () => {
    const conversation = open();
    await conversation.start();
    await conversation.send("one");
    const before = conversation.state.messages;
    const listener = vi.fn();
    conversation.onChange(listener);
    const sent = conversation.send("two");
    await Promise.resolve();
    expect(listener).toHaveBeenCalledOnce();
    await sent;
    const after = conversation.state.messages;
    expect(after).not.toBe(before);
    expect(after.slice(0, before.length).every((message, i) => message === before[i])).toBe(true);
  });

  test("sends one message after another, in their order", async () => {
    const conversation = open();
    const first = later();
    server.fail("messages", first.answer);
    const sent = Promise.all([conversation.send("one"), conversation.send("two")]);
    await wait();
    expect(server.to("messages")).toHaveLength(1);
    first.come();
    await sent;
    expect(said(conversation).filter((line) => line.startsWith("visitor"))).toEqual([
      "visitor: one (sent)",
      "visitor: two (sent)",
    ]);
  });

  test("tells of a request that was kept for the clinic, with its topic", async () => {
    const conversation = open();
    const booked = vi.fn();
    conversation.onBooking(booked);
    server.replies = [{ text: "Kept.", metadata: { topic: "booking/new", passes_on: true } }];
    await conversation.send("yes");
    expect(booked.mock.calls).toEqual([["booking/new"]]);
  });

  test("replies without text or metadata break nothing", async () => {
    server.replies = [{}, { buttons: [{ title: "Yes" }] }];
    const conversation = open();
    await conversation.send("hello");
    expect(conversation.state.messages.at(-1)).toMatchObject({ buttons: [{ title: "Yes" }] });
  });
});

describe("a reload", () => {
  test("shows the conversation and stays open", async () => {
    const first = open();
    first.setOpen(true);
    await first.send("Is it safe?");
    first.stop();
    const second = open();
    const told: boolean[] = [];
    second.onMessage((_, isLive) => told.push(isLive));
    expect(second.isOpen).toBe(true);
    const started = second.start();
    expect(second.state).toMatchObject({ isLoading: true, messages: [] });
    await started;
    expect(said(second)).toEqual(["visitor: Is it safe? (sent)", "assistant: An answer."]);
    expect(told).toEqual([false, false]);
  });

  test("sends what the closed page could not, with its id, and shows it once", async () => {
    const conversation = open();
    const never = later();
    server.fail("messages", never.answer);
    void conversation.send("Is it safe?");
    await wait();
    conversation.stop();
    // The server has answered, but the page was gone.
    const { id } = server.to("messages")[0]?.body ?? {};
    server.of("v1/1").push({ id: `${id}`, from: "visitor", text: "Is it safe?", time: 1 });
    server.of("v1/1").push({ id: `${id}.0`, from: "assistant", text: "Stored.", time: 1 });
    const second = open();
    await second.start();
    await wait();
    expect(said(second)).toEqual(["visitor: Is it safe? (sent)", "assistant: Stored."]);
    expect(new Set(server.to("messages").map(({ body }) => body.id)).size).toBe(1);
    expect(kept().pending).toEqual([]);
  });

  test("a page loaded while its message is on the way does not double it", async () => {
    keep({ session: SESSION() });
    const history = later();
    const answer = later();
    server.fail("conversation", history.answer);
    server.fail("messages", answer.answer);
    const conversation = open();
    void conversation.start();
    void conversation.send("hello");
    await wait();
    const { id } = server.to("messages")[0]?.body ?? {};
    const entry = { id, from: "visitor", text: "hello", time: 1 };
    history.come(Response.json({ messages: [entry], before: null }));
    await wait();
    expect(said(conversation)).toEqual(["visitor: hello (sending)"]);
    answer.come(Response.json({ replies: [{ id: `${id}.0`, text: "Hi." }] }));
    await wait();
    expect(said(conversation)).toEqual(["visitor: hello (sent)", "assistant: Hi."]);
  });

  test("a page asked for before the answer came leaves the answer where it is", async () => {
    keep({ session: SESSION() });
    server.of("v9/1").push({ id: "old00000", from: "visitor", text: "old", time: 1 });
    const history = later();
    server.fail("conversation", history.answer);
    const conversation = open();
    void conversation.start();
    await wait();
    const stale = [...server.of("v9/1")];
    await conversation.send("new");
    history.come(Response.json({ messages: stale, before: null }));
    await wait();
    expect(said(conversation)).toEqual([
      "visitor: old (sent)",
      "visitor: new (sent)",
      "assistant: An answer.",
    ]);
  });

  test("renews a token with less than half of its time left", async () => {
    keep({ session: { token: "v9/1", expires: Date.now() + 11 * 3_600_000 } });
    await open().start();
    expect(kept().session).toEqual({ token: "v9/1", expires: Date.now() + 86_400_000 });
    expect(server.to("session")[0]?.token).toBe("v9/1");
    const young = server.to("session").length;
    await open().start();
    expect(server.to("session")).toHaveLength(young);
  });

  test("what waited longer than a conversation is kept is dropped", async () => {
    const time = Date.now() - 25 * 3_600_000;
    keep({ pending: [{ id: "a2345678", text: "private", time, delivery: "waiting" }] });
    const conversation = open();
    await conversation.start();
    await wait();
    expect(said(conversation)).toEqual([]);
    expect(server.to("messages")).toEqual([]);
  });

  test("earlier pages go in front, and the greeting before the first", async () => {
    keep({ session: SESSION() });
    for (let number = 0; number < 120; number += 1) {
      server.of("v9/1").push({ id: `m${number}.0`, from: "assistant", text: `${number}`, time: 1 });
    }
    const conversation = open();
    await conversation.start();
    expect(conversation.state).toMatchObject({ hasEarlier: true });
    expect(conversation.state.messages).toHaveLength(50);
    await Promise.all([conversation.loadEarlier(), conversation.loadEarlier()]);
    expect(conversation.state.messages).toHaveLength(100);
    await conversation.loadEarlier();
    expect(conversation.state.hasEarlier).toBe(false);
    expect(said(conversation)).toHaveLength(120);
    expect(conversation.state.messages[0]?.kind).toBe("greeting");
    expect(said(conversation).at(-1)).toBe("assistant: 119");
  });
});

describe("failures", () => {
  test("an unreachable server: waits 2, 4 and 8 s, then fails; a retry sends the same id", async () => {
    const conversation = open();
    await conversation.start();
    server.isDown = true;
    const done = vi.fn();
    void conversation.send("hello").then(done);
    await wait();
    expect(conversation.state.status.name).toBe("unreachable");
    expect(said(conversation)).toEqual(["visitor: hello (waiting)"]);
    const counts = [];
    for (const seconds of [2, 4, 8]) {
      await wait(seconds * 1000);
      counts.push(server.to("session").length);
    }
    expect(counts).toEqual([2, 3, 4]);
    expect(done).toHaveBeenCalled();
    expect(said(conversation)).toEqual(["visitor: hello (failed)"]);
    server.isDown = false;
    const { id } = kept().pending[0] ?? {};
    conversation.retry(`${id}`);
    await wait();
    expect(said(conversation)).toEqual(["visitor: hello (sent)", "assistant: An answer."]);
    expect(server.to("messages")[0]?.body.id).toBe(id);
    expect(conversation.state.status.name).toBe("ready");
  });

  test("offline: kept, and sent when the browser is back", async () => {
    const conversation = open();
    await conversation.start();
    server.isDown = true;
    const onLine = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    const sent = conversation.send("hello");
    await wait(60_000);
    expect(conversation.state.status.name).toBe("offline");
    expect(said(conversation)).toEqual(["visitor: hello (waiting)"]);
    server.isDown = false;
    onLine.mockReturnValue(true);
    dispatchEvent(new Event("online"));
    await sent;
    expect(said(conversation)).toEqual(["visitor: hello (sent)", "assistant: An answer."]);
    expect(conversation.state.status.name).toBe("ready");
  });

  test("offline is said at once, before anything is written", async () => {
    const conversation = open();
    await conversation.start();
    dispatchEvent(new Event("offline"));
    expect(conversation.state.status.name).toBe("offline");
    dispatchEvent(new Event("online"));
    expect(conversation.state.status.name).toBe("ready");
  });

  test("unavailable: the server's words, one repeat, then failed with them", async () => {
    const conversation = open();
    await conversation.start();
    server.fail("messages", () => refuse(503, "turn_failed"), 2);
    const sent = conversation.send("hello");
    await wait();
    expect(conversation.state.status).toEqual({
      name: "unavailable",
      words: "words of turn_failed",
    });
    await wait(2000);
    await sent;
    expect(server.to("messages")).toHaveLength(2);
    expect(conversation.state.messages.at(-1)).toMatchObject({
      delivery: "failed",
    });
  });

  test("a proxy's error page is said in our own words", async () => {
    const conversation = open();
    await conversation.start();
    server.fail("messages", () => new Response("<h1>Bad Gateway</h1>", { status: 502 }));
    void conversation.send("hello");
    await wait();
    expect(conversation.state.status).toEqual({ name: "unavailable", words: english.unavailable });
  });

  test("too many messages: waits as long as told, whatever else is typed", async () => {
    const conversation = open();
    await conversation.start();
    server.fail("messages", () => refuse(429, "rate_limited", { "Retry-After": "7" }));
    void conversation.send("one");
    await wait();
    expect(conversation.state.status).toEqual({ name: "limited", seconds: 7 });
    void conversation.send("two");
    await wait(6900);
    expect(server.to("messages")).toHaveLength(1);
    await wait(200);
    expect(server.to("messages")).toHaveLength(3);
    expect(conversation.state.status.name).toBe("ready");
  });

  test("slow: a word after five seconds, gone with the answer", async () => {
    const conversation = open();
    await conversation.start();
    const answer = later();
    server.fail("messages", answer.answer);
    void conversation.send("hello");
    await wait(4900);
    expect(conversation.state.status.name).toBe("ready");
    await wait(200);
    expect(conversation.state.status.name).toBe("slow");
    answer.come();
    await wait();
    expect(conversation.state.status.name).toBe("ready");
  });

  test("a refused message fails with the server's words and lets the next one through", async () => {
    const conversation = open();
    await conversation.start();
    server.fail("messages", () => refuse(400, "message_too_long"));
    await Promise.all([conversation.send("long"), conversation.send("short")]);
    expect(conversation.state.messages.find(({ text }) => text === "long")).toMatchObject({
      delivery: "failed",
      problem: "words of message_too_long",
    });
    expect(said(conversation)).toContain("visitor: short (sent)");
    await wait(60_000);
    expect(server.to("messages")).toHaveLength(2);
  });

  test("an expired session: said, and the message goes into a new one", async () => {
    const conversation = open();
    await conversation.send("one");
    server.fail("messages", () => refuse(401, "session_expired"));
    await conversation.send("two");
    expect(conversation.state.status.name).toBe("expired");
    expect(said(conversation).slice(-2)).toEqual(["visitor: two (sent)", "assistant: An answer."]);
    expect(server.to("messages").map(({ token }) => token)).toEqual(["v1/1", "v1/1", "v2/2"]);
    await conversation.send("three");
    expect(conversation.state.status.name).toBe("ready");
  });

  test("a session that expired between two pages: said, until the next message", async () => {
    keep({ session: SESSION() });
    server.fail("conversation", () => refuse(401, "session_expired"));
    const conversation = open();
    await conversation.start();
    expect(conversation.state.status.name).toBe("expired");
    await conversation.send("hello");
    expect(conversation.state.status.name).toBe("ready");
    expect(server.to("messages").map(({ token }) => token)).toEqual(["v1/1"]);
  });

  test("what could not be loaded is loaded by itself later", async () => {
    server.isDown = true;
    const conversation = open();
    await conversation.start();
    expect(conversation.state).toMatchObject({
      status: { name: "unreachable" },
      isLoading: false,
      clinic: { emergency_number: "112" },
    });
    server.isDown = false;
    await wait(15_000);
    expect(conversation.state).toMatchObject({
      status: { name: "ready" },
      clinic: { emergency_number: "911" },
    });
  });

  test("blocked storage: the conversation lives as long as the page", async () => {
    vi.stubGlobal("localStorage", undefined);
    const conversation = open();
    await conversation.start();
    await conversation.send("hello");
    await conversation.send("again");
    expect(said(conversation)).toHaveLength(4);
    expect(server.to("session")).toHaveLength(1);
  });
});

describe("emergencies", () => {
  const notices = (conversation: Conversation): (string | undefined)[] =>
    conversation.state.messages.filter(({ kind }) => kind === "emergency").map(({ text }) => text);

  test("a failing message gets the number once, and so does the next at once", async () => {
    const conversation = open();
    await conversation.start();
    server.isDown = true;
    void conversation.send("I can't breathe");
    expect(notices(conversation)).toEqual([]);
    await wait();
    expect(notices(conversation)).toEqual([expect.stringContaining("911")]);
    void conversation.send("i want to die");
    expect(notices(conversation)).toHaveLength(2);
    expect(notices(conversation)[1]).toContain("988");
    await wait(30_000);
    expect(notices(conversation)).toHaveLength(2);
  });

  test("without an answer the number comes after two seconds, before the answer", async () => {
    const conversation = open();
    await conversation.start();
    const answer = later();
    server.fail("messages", answer.answer);
    void conversation.send("chest pain");
    await wait(1900);
    expect(notices(conversation)).toEqual([]);
    await wait(200);
    expect(notices(conversation)).toHaveLength(1);
    answer.come();
    await wait();
    expect(said(conversation).map((line) => line.split(":")[0])).toEqual([
      "visitor",
      "widget",
      "assistant",
    ]);
  });

  test("other words get none", async () => {
    const conversation = open();
    server.isDown = true;
    void conversation.send("How do stem cells die?");
    await wait(30_000);
    expect(notices(conversation)).toEqual([]);
  });
});

describe("ratings", () => {
  async function answered(): Promise<[Conversation, string]> {
    const conversation = open();
    await conversation.send("hello");
    return [conversation, conversation.state.messages.at(-1)?.id ?? ""];
  }

  const shown = (conversation: Conversation): unknown => conversation.state.messages.at(-1)?.rating;

  test("shows at once, and can be taken back", async () => {
    const [conversation, id] = await answered();
    const rated = conversation.rate(id, "up");
    expect(shown(conversation)).toBe("up");
    await rated;
    await conversation.rate(id, null);
    expect(shown(conversation)).toBeUndefined();
    expect(server.to("ratings").map(({ body }) => body)).toEqual([
      { reply: id, rating: "up" },
      { reply: id, rating: null },
    ]);
  });

  test("is undone when the server refuses", async () => {
    const [conversation, id] = await answered();
    server.fail("ratings", () => refuse(404, "reply_not_found"));
    await conversation.rate(id, "up");
    expect(shown(conversation)).toBeUndefined();
  });

  test("of two quick presses the last stands, here and there", async () => {
    const [conversation, id] = await answered();
    server.fail("ratings", () => refuse(503, "unavailable"));
    await Promise.all([conversation.rate(id, "up"), conversation.rate(id, "down")]);
    expect(shown(conversation)).toBe("down");
    expect(server.to("ratings").map(({ body }) => body.rating)).toEqual(["up", "down"]);
  });
});

describe("starting again and forgetting", () => {
  test("a restart leaves a mark, which the stored conversation does not double", async () => {
    const conversation = open();
    await conversation.restart();
    expect(server.to("restart")).toEqual([]);
    await conversation.send("hello");
    await conversation.restart();
    expect(said(conversation).at(-1)).toBe(`widget: ${english.restarted}`);
    conversation.stop();
    const second = open();
    await second.start();
    expect(said(second).filter((line) => line.startsWith("widget"))).toHaveLength(1);
  });

  test("forgetting empties everything, and the greeting is back", async () => {
    const conversation = open();
    await conversation.send("hello");
    expect(await conversation.forget()).toBe(true);
    expect(said(conversation)).toEqual([]);
    expect(conversation.state.messages[0]?.kind).toBe("greeting");
    expect(localStorage.getItem(KEY)).toBeNull();
    await conversation.send("again");
    expect(server.to("messages").map(({ token }) => token)).toEqual(["v1/1", "v2/2"]);
    expect(conversation.state.status.name).toBe("ready");
  });

  test("an answer that comes after the deletion does not show", async () => {
    const conversation = open();
    await conversation.send("hello");
    const answer = later();
    server.fail("messages", answer.answer);
    const told: Message[] = [];
    conversation.onMessage((message) => told.push(message));
    const sent = conversation.send("my name is Ann");
    await wait();
    expect(await conversation.forget()).toBe(true);
    answer.come(Response.json({ replies: [{ id: "x.0", text: "Hello Ann" }] }));
    await sent;
    await wait(60_000);
    expect(said(conversation)).toEqual([]);
    expect(told.map(({ from }) => from)).toEqual(["visitor"]);
    expect(localStorage.getItem(KEY)).toBeNull();
  });

  test("a message refused because of the deletion makes no new conversation", async () => {
    const conversation = open();
    await conversation.send("hello");
    const answer = later();
    const deletion = later();
    server.fail("messages", answer.answer);
    server.fail("conversation", deletion.answer);
    void conversation.send("my name is Ann");
    await wait();
    const forgotten = conversation.forget();
    answer.come(refuse(401, "session_ended"));
    await wait();
    deletion.come();
    expect(await forgotten).toBe(true);
    await wait(60_000);
    expect(server.to("session")).toHaveLength(1);
    expect(said(conversation)).toEqual([]);
  });

  test("what is written while the deletion is under way begins a new conversation", async () => {
    const conversation = open();
    await conversation.send("old");
    const deletion = later();
    server.fail("conversation", deletion.answer);
    const forgotten = conversation.forget();
    const sent = conversation.send("new");
    await wait();
    deletion.come();
    await forgotten;
    await sent;
    expect(said(conversation)).toEqual(["visitor: new (sent)", "assistant: An answer."]);
    expect(server.to("messages").map(({ token }) => token)).toEqual(["v1/1", "v2/2"]);
  });

  test("a deletion that fails leaves everything, and what was on its way is sent", async () => {
    const conversation = open();
    await conversation.send("hello");
    server.fail("conversation", () => refuse(503, "unavailable"));
    const answer = later();
    server.fail("messages", answer.answer);
    const sent = conversation.send("more");
    await wait();
    expect(await conversation.forget()).toBe(false);
    answer.come();
    await sent;
    expect(said(conversation)).toHaveLength(4);
    expect(kept().session?.token).toBe("v1/1");
  });

  test("a conversation that is gone already counts as forgotten; a strange token does not", async () => {
    const conversation = open();
    await conversation.send("hello");
    server.fail("conversation", () => refuse(401, "session_invalid"));
    expect(await conversation.forget()).toBe(false);
    server.fail("conversation", undefined);
    server.fail("conversation", () => refuse(401, "session_expired"));
    await conversation.send("hello");
    await wait();
    server.next.conversation = [() => refuse(401, "session_expired")];
    expect(await conversation.forget()).toBe(true);
  });
});

describe("several tabs", () => {
  test("the other tab sees a message, its answer and a rating", async () => {
    const here = open();
    const there = open();
    await Promise.all([here.start(), there.start()]);
    await here.send("hello");
    tellTabs();
    await wait();
    expect(said(there)).toEqual(said(here));
    const id = here.state.messages.at(-1)?.id ?? "";
    await here.rate(id, "up");
    const entry = server.of("v1/1").at(-1);
    Object.assign(entry ?? {}, { rating: "up" });
    tellTabs();
    await wait();
    expect(there.state.messages.at(-1)?.rating).toBe("up");
  });

  test("a message answered in the other tab stays in sight until the page is loaded", async () => {
    const there = open();
    await there.start();
    const here = open();
    const answer = later();
    server.fail("messages", answer.answer);
    void here.send("hello");
    await wait();
    tellTabs();
    await wait();
    expect(said(there)).toEqual(["visitor: hello (sending)"]);
    const history = later();
    server.fail("conversation", history.answer);
    answer.come();
    await wait();
    tellTabs();
    await wait();
    expect(said(there)).toEqual(["visitor: hello (sent)"]);
    history.come();
    await wait();
    expect(said(there)).toEqual(["visitor: hello (sent)", "assistant: An answer."]);
  });

  test("two tabs that send the same message get the same answer, once each", async () => {
    const time = Date.now();
    keep({ pending: [{ id: "a2345678", text: "hello", time, delivery: "sending" }] });
    keep({ ...kept(), session: SESSION() });
    const here = open();
    const there = open();
    await Promise.all([here.start(), there.start()]);
    await wait();
    const expected = ["visitor: hello (sent)", "assistant: An answer."];
    expect([said(here), said(there)]).toEqual([expected, expected]);
    expect(server.of("v9/1")).toHaveLength(2);
  });

  test("with locks only one tab sends, and the other when the first is gone", async () => {
    let last: Promise<unknown> = Promise.resolve();
    const request = (_: string, task: () => Promise<unknown>): Promise<unknown> => {
      const done = last.then(task);
      last = done.catch(() => {});
      return done;
    };
    vi.stubGlobal("navigator", { onLine: true, locks: { request } });
    const first = later();
    server.fail("messages", first.answer);
    const there = open();
    await there.start();
    const here = open();
    void here.send("hello");
    await wait();
    tellTabs();
    await wait();
    expect(server.to("messages")).toHaveLength(1);
    here.stop();
    first.fail();
    await wait();
    expect(said(there)).toEqual(["visitor: hello (sent)", "assistant: An answer."]);
    expect(server.to("messages")).toHaveLength(2);
  });

  test("a tab empties itself when another has deleted the conversation", async () => {
    const here = open();
    await here.send("hello");
    const there = open();
    await there.start();
    expect(said(there)).toHaveLength(2);
    await here.forget();
    tellTabs();
    expect(said(there)).toEqual([]);
    expect(localStorage.getItem(KEY)).toBeNull();
  });

  test("an answer does not bring back what another tab has just deleted", async () => {
    const here = open();
    await here.send("hello");
    const answer = later();
    server.fail("messages", answer.answer);
    void here.send("more");
    await wait();
    localStorage.removeItem(KEY);
    answer.come();
    await wait();
    tellTabs();
    await wait(60_000);
    expect(said(here)).toEqual([]);
    expect(localStorage.getItem(KEY)).toBeNull();
  });

  test("kept for the tab only, nothing is left on the device", async () => {
    const conversation = open("tab");
    await conversation.send("hello");
    expect(localStorage.length).toBe(0);
    expect(sessionStorage.getItem(KEY)).not.toBeNull();
  });
});

test("after stop nothing is told and nothing is sent", async () => {
  const conversation = open();
  await conversation.start();
  server.isDown = true;
  const sent = conversation.send("hello");
  await wait();
  const listener = vi.fn();
  conversation.onChange(listener);
  conversation.stop();
  await sent;
  const count = server.requests.length;
  dispatchEvent(new Event("online"));
  await wait(300_000);
  expect(server.requests).toHaveLength(count);
  expect(listener).not.toHaveBeenCalled();
});
