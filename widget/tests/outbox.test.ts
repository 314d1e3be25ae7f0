/** How pending messages are sent, one at a time, and again. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { newId, Outbox } from "#src/outbox";
import { statusOf } from "#src/status_line";
import { Store } from "#src/store";
import { type Failure, type Pending, TransportError } from "#src/types";
import { SERVER } from "./fake_server";

let store: Store;
let outbox: Outbox;
let deliver: (message: Pending) => Promise<void>;
const attempts: string[] = [];
const report = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  attempts.length = 0;
  report.mockClear();
  store = new Store(SERVER, "device");
  deliver = async ({ id }) => {
    store.drop(id);
  };
  const send = (message: Pending) => {
    attempts.push(message.text);
    return deliver(message);
  };
  outbox = new Outbox(store, { deliver: send, report, changed: () => {} });
});

afterEach(() => {
  outbox.hold();
  vi.useRealTimers();
});

const wait = (milliseconds = 0) => vi.advanceTimersByTimeAsync(milliseconds);
const reject = (failure: Failure) => () => Promise.reject(new TransportError(failure));
const deliveries = () => store.pending.map(({ delivery }) => delivery);

test("ids are new each time and of the shape that the server takes", () => {
  const ids = Array.from({ length: 50 }, newId);
  expect(new Set(ids).size).toBe(50);
  expect(ids.every((id) => /^[A-Za-z0-9_-]{8,64}$/.test(id))).toBe(true);
});

test("with the server gone the queue fails one by one, without the long wait for each", async () => {
  deliver = reject({ kind: "unreachable" });
  outbox.add("one");
  outbox.add("two");
  await wait();
  expect(deliveries()).toEqual(["waiting", "waiting"]);
  await wait(14_000);
  expect(attempts).toEqual(["one", "one", "one", "one", "two"]);
  expect(deliveries()).toEqual(["failed", "failed"]);
});

test("a new message wakes what waits", async () => {
  deliver = reject({ kind: "unreachable" });
  outbox.add("one");
  await wait();
  outbox.add("two");
  await wait();
  expect(attempts).toEqual(["one", "one"]);
});

test("messages go out in the order they were written in, even where the clock goes back", async () => {
  outbox.hold();
  outbox.add("one");
  vi.setSystemTime(Date.now() - 5000);
  outbox.add("two");
  outbox.add("three");
  outbox.release();
  await wait();
  expect(attempts).toEqual(["one", "two", "three"]);
});

test("a message that was deleted while it was sent has not failed", async () => {
  deliver = async ({ id }) => {
    store.drop(id);
    throw new TransportError({ kind: "session", code: "session_ended" });
  };
  outbox.add("one");
  await wait(60_000);
  expect(attempts).toEqual(["one"]);
  expect(report).toHaveBeenLastCalledWith({ name: "ready" });
});

test("while held nothing is sent; release sends it", async () => {
  outbox.hold();
  outbox.add("one");
  await wait();
  expect(attempts).toEqual([]);
  outbox.release();
  await wait();
  expect(attempts).toEqual(["one"]);
  expect(store.pending).toEqual([]);
});

test("a program error in taking in an answer does not stop the queue for good", async () => {
  deliver = () => Promise.reject(new TypeError("no replies"));
  outbox.add("one");
  await wait(2000);
  expect(deliveries()).toEqual(["failed"]);
  expect(report).toHaveBeenLastCalledWith({ name: "unavailable", words: "" });
});

test("what is dropped for its age is only what is old", () => {
  const message = { id: "a2345678", text: "x", delivery: "waiting" as const };
  const time = Date.now();
  store.put({ ...message, time: time - 3_600_001 });
  store.put({ ...message, id: "b2345678", time: time - 3_599_999 });
  outbox.dropOld(1);
  expect(store.pending).toHaveLength(1);
});

test("holding does not bring back a store that another tab has emptied", async () => {
  deliver = reject({ kind: "unreachable" });
  outbox.add("one");
  await wait();
  localStorage.clear();
  outbox.hold();
  await wait(60_000);
  expect(localStorage.length).toBe(0);
});

test("each failure has its status", () => {
  expect(statusOf({ kind: "unreachable" })).toEqual({ name: "unreachable" });
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  expect(statusOf({ kind: "unreachable" })).toEqual({ name: "offline" });
  expect(statusOf({ kind: "limited", seconds: 3 })).toEqual({ name: "limited", seconds: 3 });
  expect(statusOf({ kind: "refused", status: 400, code: "c", words: "w" })).toBeNull();
});
