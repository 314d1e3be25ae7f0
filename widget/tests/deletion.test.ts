/** Starting again, and deleting a conversation for good. */

import { describe, expect, test, vi } from "vitest";
import type { Message } from "#src/types";
import { english } from "#src/words_en";
import { keep, kept, pending, session } from "./browser_store";
import { open, said, server, useConversations, wait } from "./conversation_setup";
import { KEY, later, refuse } from "./fake_server";

useConversations();

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

  test("a deletion that fails leaves the conversation, but nothing more of it is sent", async () => {
    const conversation = open();
    await conversation.send("hello");
    server.fail("conversation", () => refuse(503, "unavailable"));
    const answer = later();
    server.fail("messages", answer.answer);
    const sent = conversation.send("more");
    await wait();
    expect(await conversation.forget()).toBe(false);
    await sent;
    answer.fail();
    await wait(60_000);
    expect(server.to("messages")).toHaveLength(2);
    expect(pending()).toEqual([]);
    expect(said(conversation)).toEqual(["visitor: hello (sent)", "assistant: An answer."]);
    expect(kept().session?.token).toBe("v1/1");
    expect(await conversation.forget()).toBe(true);
  });

  test("what waits while offline is gone with the deletion, though that fails", async () => {
    const conversation = open();
    await conversation.send("hello");
    server.isDown = true;
    const onLine = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    void conversation.send("I have a secret");
    await wait();
    expect(await conversation.forget()).toBe(false);
    expect(pending()).toEqual([]);
    expect(said(conversation)).toEqual(["visitor: hello (sent)", "assistant: An answer."]);
    expect(kept().session?.token).toBe("v1/1");
    const attempts = server.to("messages").length;
    server.isDown = false;
    onLine.mockReturnValue(true);
    dispatchEvent(new Event("online"));
    await wait(60_000);
    expect(server.to("messages")).toHaveLength(attempts);
  });

  test("a deletion waits as long as a turn and sends its words nowhere else", async () => {
    const conversation = open();
    await conversation.send("hello");
    const answer = later();
    const deletion = later();
    server.fail("messages", answer.answer);
    server.fail("conversation", deletion.answer);
    const timeout = vi.spyOn(AbortSignal, "timeout");
    void conversation.send("my name is Ann");
    await wait();
    const forgotten = conversation.forget();
    expect(timeout).toHaveBeenLastCalledWith(35_000);
    await wait(30_000);
    deletion.come();
    answer.come(refuse(401, "session_ended"));
    expect(await forgotten).toBe(true);
    await wait(60_000);
    expect(server.to("messages")).toHaveLength(2);
    expect(server.to("session")).toHaveLength(1);
    expect(localStorage.length).toBe(0);
  });

  test("only what the server says is deleted counts as deleted", async () => {
    const conversation = open();
    await conversation.send("hello");
    for (const code of ["session_invalid", "session_expired"]) {
      server.next.conversation = [() => refuse(401, code)];
      expect(await conversation.forget()).toBe(false);
    }
    server.next.conversation = [() => refuse(401, "session_ended")];
    expect(await conversation.forget()).toBe(true);
  });

  test("a conversation whose token was refused is deleted with the one after it", async () => {
    const conversation = open();
    await conversation.send("old");
    server.fail("messages", () => refuse(401, "session_expired"));
    await conversation.send("new");
    server.next.conversation = [() => refuse(401, "session_invalid"), undefined];
    expect(await conversation.forget()).toBe(false);
    const tokens = () => server.to("conversation", "DELETE").map(({ token }) => token);
    expect(tokens()).toEqual(["v1/1", "v2/2"]);
    server.next.conversation = [];
    expect(await conversation.forget()).toBe(true);
    expect([...server.entries.keys()]).toEqual([]);
    expect(localStorage.length).toBe(0);
  });

  test("a lost conversation is not asked for once the server has long forgotten it", async () => {
    const old = { ...session(), token: "v8/1", made: Date.now() - 49 * 3_600_000 };
    keep({ session: session(), former: [old] });
    const conversation = open();
    await conversation.start();
    expect(await conversation.forget()).toBe(true);
    expect(server.to("conversation", "DELETE").map(({ token }) => token)).toEqual(["v9/1"]);
  });

  test("a conversation that turns out to be deleted leaves the page", async () => {
    const conversation = open();
    await conversation.send("hello");
    server.ended.add("v1/1");
    await conversation.send("a new question");
    expect(said(conversation)).toEqual(["visitor: a new question (sent)", "assistant: An answer."]);
    expect(server.to("messages").map(({ token }) => token)).toEqual(["v1/1", "v1/1", "v2/2"]);
    expect(conversation.state.status.name).toBe("ready");
  });

  test("each conversation has a greeting of its own, with nothing used", async () => {
    const conversation = open();
    const greeting = () => conversation.state.messages.find(({ kind }) => kind === "greeting")?.id;
    const ids = [greeting()];
    await conversation.send("hello");
    expect(greeting()).toBe(ids[0]);
    await conversation.restart();
    ids.push(greeting());
    server.fail("messages", () => refuse(401, "session_expired"));
    await conversation.send("hello");
    ids.push(greeting());
    await conversation.forget();
    ids.push(greeting());
    expect(new Set(ids).size).toBe(4);
  });
});
