/** When a session is made, renewed and replaced. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Store } from "#src/store";
import { Transport } from "#src/transport";
import { TransportError } from "#src/types";
import { failureOf, VisitorSession } from "#src/visitor_session";
import { FakeServer, later, refuse, SERVER } from "./fake_server";

const DAY = 86_400_000;
const OLD = { token: "old", made: Date.now(), life: DAY };

let server: FakeServer;
let store: Store;
let session: VisitorSession;
const onLost = vi.fn();
const always = () => true;

beforeEach(() => {
  localStorage.clear();
  onLost.mockClear();
  server = new FakeServer();
  store = new Store(SERVER, "device");
  session = new VisitorSession(store, new Transport(SERVER), onLost);
});

afterEach(() => vi.useRealTimers());

const refused = () => Promise.reject(new TransportError({ kind: "session", code: "x" }));

test("only who may make a session gets one", async () => {
  const request = vi.fn(async (token: string) => token);
  await expect(session.run(request)).rejects.toThrow("session");
  expect(request).not.toHaveBeenCalled();
  expect(await session.run(request, always)).toBe("v1/1");
  expect(await session.run(request)).toBe("v1/1");
  expect(server.to("session")).toHaveLength(1);
});

test("a refused token is replaced once", async () => {
  store.change({ session: OLD });
  const request = vi.fn((token: string) => (token === "old" ? refused() : Promise.resolve(token)));
  expect(await session.run(request, always)).toBe("v1/1");
  expect(onLost).toHaveBeenCalledOnce();
  const never = vi.fn(refused);
  await expect(session.run(never, always)).rejects.toThrow("session");
  expect(never).toHaveBeenCalledTimes(2);
});

test("a token that another tab has renewed meanwhile is used, not dropped", async () => {
  store.change({ session: OLD });
  const request = vi.fn((token: string) => {
    if (token === "old") {
      store.change({ session: { ...OLD, token: "newer" } });
      return refused();
    }
    return Promise.resolve(token);
  });
  expect(await session.run(request)).toBe("newer");
  expect(onLost).not.toHaveBeenCalled();
});

test("after a reset nothing comes through", async () => {
  const opening = later();
  server.fail("session", opening.answer);
  const request = vi.fn();
  const running = session.run(request, always);
  session.reset();
  opening.come();
  await expect(running).rejects.toThrow("session");
  expect(request).not.toHaveBeenCalled();
});

test("a session for what is no longer wanted is not kept", async () => {
  const opening = later();
  server.fail("session", opening.answer);
  const mayBegin = vi.fn(() => true);
  const running = session.run(vi.fn(), mayBegin);
  mayBegin.mockReturnValue(false);
  opening.come();
  await expect(running).rejects.toThrow("session");
  expect(store.kept.session).toBeNull();
});

test("a session that another tab has made meanwhile is used", async () => {
  const opening = later();
  server.fail("session", opening.answer);
  const running = session.run(async (token) => token, always);
  store.change({ session: OLD });
  opening.come();
  expect(await running).toBe("old");
});

test("a fresh token does not bring back a session that another tab has deleted", async () => {
  store.change({ session: { ...OLD, made: OLD.made - DAY / 2 } });
  const opening = later();
  server.fail("session", opening.answer);
  const running = session.run(async (token) => token);
  store.clear();
  opening.come();
  await expect(running).rejects.toThrow("session");
  expect(store.kept.session).toBeNull();
});

test("a refused renewal ends the session, a failed one does not", async () => {
  const due = { ...OLD, made: OLD.made - DAY / 2 };
  store.change({ session: due });
  const request = vi.fn();
  server.isDown = true;
  await expect(session.run(request)).rejects.toThrow("unreachable");
  expect(store.kept.session).toEqual(due);
  server.isDown = false;
  server.fail("session", () => refuse(401, "session_expired"));
  await expect(session.run(request)).rejects.toThrow("session");
  expect(store.kept).toMatchObject({ session: null, former: [due] });
  expect(onLost.mock.calls).toEqual([[false]]);
  expect(request).not.toHaveBeenCalled();
});

test("a deleted conversation's session is dropped for good", async () => {
  store.change({ session: OLD });
  const request = () =>
    Promise.reject(new TransportError({ kind: "session", code: "session_ended" }));
  await expect(session.run(request)).rejects.toThrow("session");
  expect(store.kept).toMatchObject({ session: null, former: [] });
  expect(onLost.mock.calls).toEqual([[true]]);
});

test("what is not of the transport counts as an unavailable server", () => {
  expect(failureOf(new TypeError("x"))).toEqual({ kind: "unavailable", words: "" });
});
