/** One conversation in several tabs. */

import { describe, expect, test, vi } from "vitest";
import { keep, keepPending, kept, pending, session, tellTabs } from "./browser_store";
import { open, said, server, useConversations, wait } from "./conversation_setup";
import { KEY, later, refuse } from "./fake_server";

useConversations();

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
    keepPending({ id: "a2345678", text: "hello", time, delivery: "sending" });
    keep({ session: session() });
    const here = open();
    const there = open();
    await Promise.all([here.start(), there.start()]);
    await wait();
    tellTabs();
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
    localStorage.clear();
    answer.come();
    await wait();
    tellTabs();
    await wait(60_000);
    expect(said(here)).toEqual([]);
    expect(localStorage.getItem(KEY)).toBeNull();
  });

  test("a session that another tab has made meanwhile is used", async () => {
    const here = open();
    const opening = later();
    server.fail("session", opening.answer);
    const sent = here.send("hello");
    await wait();
    keep({ session: session() });
    opening.come();
    await sent;
    expect(kept().session?.token).toBe("v9/1");
    expect(server.to("messages").map(({ token }) => token)).toEqual(["v9/1"]);
  });

  test("writing a message touches no other, so that two tabs lose none", async () => {
    const here = open();
    await here.send("one");
    const setItem = vi.spyOn(localStorage, "setItem");
    const answer = later();
    server.fail("messages", answer.answer);
    const sent = here.send("two");
    expect(setItem.mock.calls.map(([name]) => name)).toEqual([`${KEY}#${pending()[0]?.id}`]);
    keepPending({ id: "b2345678", text: "of another tab", time: Date.now(), delivery: "waiting" });
    answer.come();
    await sent;
    await wait();
    expect(server.to("messages").map(({ body }) => body.message)).toEqual([
      "one",
      "two",
      "of another tab",
    ]);
    expect(pending()).toEqual([]);
  });

  test("a message that another tab has deleted is not sent again, whatever the answer", async () => {
    const here = open();
    await here.send("hello");
    const answer = later();
    server.fail("messages", answer.answer);
    void here.send("my name is Ann");
    await wait();
    const id = pending()[0]?.id;
    localStorage.removeItem(`${KEY}#${id}`);
    tellTabs(`${KEY}#${id}`);
    answer.come(refuse(401, "session_ended"));
    await wait(60_000);
    expect(server.to("session")).toHaveLength(1);
    expect(server.to("messages")).toHaveLength(2);
    expect(said(here)).toEqual([]);
    expect(here.state.status.name).toBe("ready");
  });

  test("kept for the tab only, nothing is left on the device", async () => {
    const conversation = open("tab");
    await conversation.send("hello");
    expect(localStorage.length).toBe(0);
    expect(sessionStorage.getItem(KEY)).not.toBeNull();
  });
});
