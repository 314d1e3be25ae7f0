/** What a page shows and sends that was opened on an earlier one. */

import { describe, expect, test } from "vitest";
import { keep, keepPending, kept, pending, session, tellTabs } from "./browser_store";
import { open, said, server, useConversations, wait } from "./conversation_setup";
import { later } from "./fake_server";

useConversations();

const HOUR = 3_600_000;

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
    expect(pending()).toEqual([]);
  });

  test("a page loaded while its message is on the way does not double it", async () => {
    keep({ session: session() });
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
    keep({ session: session() });
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

  test("renews a token when a tenth of its time is over", async () => {
    keep({ session: session(2.5 * HOUR) });
    await open().start();
    expect(kept().session).toEqual(session());
    expect(server.to("session")[0]?.token).toBe("v9/1");
    const young = server.to("session").length;
    await open().start();
    expect(server.to("session")).toHaveLength(young);
  });

  test("opens in the tab it was open in, and over no page in another tab", async () => {
    open().setOpen(true);
    expect(open().isOpen).toBe(true);
    sessionStorage.clear();
    expect(open().isOpen).toBe(false);
  });

  test("a page that brings nothing new leaves each message the same object", async () => {
    const conversation = open();
    await conversation.start();
    await conversation.send("hello");
    const before = conversation.state.messages;
    // The server's times are not ours.
    for (const entry of server.of("v1/1")) {
      entry.time += 7;
    }
    tellTabs();
    await wait();
    expect(server.to("conversation")).toHaveLength(1);
    const after = conversation.state.messages;
    expect(after).toHaveLength(3);
    expect(after[1]).toBe(before[1]);
    expect(after[2]).toBe(before[2]);
    Object.assign(server.of("v1/1")[1] ?? {}, { rating: "up" });
    tellTabs();
    await wait();
    expect(conversation.state.messages[1]).toBe(before[1]);
    expect(conversation.state.messages[2]).not.toBe(before[2]);
  });

  test("what waited longer than a conversation is kept is dropped", async () => {
    const time = Date.now() - 25 * HOUR;
    keepPending({ id: "a2345678", text: "private", time, delivery: "waiting" });
    const conversation = open();
    await conversation.start();
    await wait();
    expect(said(conversation)).toEqual([]);
    expect(server.to("messages")).toEqual([]);
  });

  test("earlier pages go in front, and the greeting before the first", async () => {
    keep({ session: session() });
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
