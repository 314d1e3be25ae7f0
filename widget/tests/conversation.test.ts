/** A visitor's conversation with a server that answers. */

import { describe, expect, test, vi } from "vitest";
import type { Conversation } from "#src/conversation";
import { pending } from "./browser_store";
import { open, said, server, useConversations, wait } from "./conversation_setup";
import { CLINIC, KEY, later, refuse } from "./fake_server";

const HOUR = 3_600_000;

useConversations();

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
    expect(pending()).toEqual([]);
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

test("a long talk in one page stays one conversation", async () => {
  const conversation = open();
  await conversation.send("morning");
  await wait(20 * HOUR);
  await conversation.send("evening");
  await wait(20 * HOUR);
  await conversation.send("next day");
  expect(server.of("v1/1").filter(({ from }) => from === "visitor")).toHaveLength(3);
  expect(server.to("session").map(({ token }) => token)).toEqual([null, "v1/1", "v1/2"]);
  expect(conversation.state.status.name).toBe("ready");
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
