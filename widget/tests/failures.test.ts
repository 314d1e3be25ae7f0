/** A visitor's conversation with a server that fails. */

import { describe, expect, test, vi } from "vitest";
import { keep, pending, session } from "./browser_store";
import { open, said, server, useConversations, wait } from "./conversation_setup";
import { later, refuse } from "./fake_server";

useConversations();

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
    const { id } = pending()[0] ?? {};
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

  test("a proxy's error page is no words of the server", async () => {
    const conversation = open();
    await conversation.start();
    server.fail("messages", () => new Response("<h1>Bad Gateway</h1>", { status: 502 }));
    void conversation.send("hello");
    await wait();
    expect(conversation.state.status).toEqual({ name: "unavailable", words: "" });
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
    keep({ session: session() });
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

  test("too many requests while loading: loaded when the server said", async () => {
    keep({ session: session() });
    server.of("v9/1").push({ id: "old00000", from: "visitor", text: "old", time: 1 });
    server.fail("conversation", () => refuse(429, "rate_limited", { "Retry-After": "3" }));
    const conversation = open();
    await conversation.start();
    expect(conversation.state.status).toEqual({ name: "limited", seconds: 3 });
    await wait(2900);
    expect(server.to("conversation")).toHaveLength(1);
    await wait(200);
    expect(said(conversation)).toEqual(["visitor: old (sent)"]);
    expect(conversation.state.status.name).toBe("ready");
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
