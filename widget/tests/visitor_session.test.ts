/** When a session is made, renewed and replaced. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Store } from "#src/store";
import { Transport } from "#src/transport";
import { TransportError } from "#src/types";
import { failureOf, VisitorSession } from "#src/visitor_session";
import { FakeServer, later, refuse, SERVER } from "./fake_server";

let server: FakeServer;
let store: Store;
let session: VisitorSession;
const onExpired = vi.fn();

beforeEach(() => {
  localStorage.clear();
  onExpired.mockClear();
  server = new FakeServer();
  store = new Store(SERVER, "device");
  session = new VisitorSession(store, new Transport(SERVER), onExpired);
  store.change({ isOpen: true });
});

afterEach(() => vi.useRealTimers());

const refused = () => Promise.reject(new TransportError({ kind: "session", code: "x" }));

test("only who may make a session gets one", async () => {
  const request = vi.fn(async (token: string) => token);
  await expect(session.run(request)).rejects.toThrow("session");
  expect(request).not.toHaveBeenCalled();
  expect(await session.run(request, true)).toBe("v1/1");
  expect(await session.run(request)).toBe("v1/1");
  expect(server.to("session")).toHaveLength(1);
});

test("a refused token is replaced once", async () => {
  store.change({ session: { token: "old", expires: 0 } });
  const request = vi.fn((token: string) => (token === "old" ? refused() : Promise.resolve(token)));
  expect(await session.run(request, true)).toBe("v1/1");
  expect(onExpired).toHaveBeenCalledOnce();
  const never = vi.fn(refused);
  await expect(session.run(never, true)).rejects.toThrow("session");
  expect(never).toHaveBeenCalledTimes(2);
});

test("a token that another tab has renewed meanwhile is used, not dropped", async () => {
  store.change({ session: { token: "old", expires: 0 } });
  const request = vi.fn((token: string) => {
    if (token === "old") {
      store.change({ session: { token: "newer", expires: 0 } });
      return refused();
    }
    return Promise.resolve(token);
  });
  expect(await session.run(request)).toBe("newer");
  expect(onExpired).not.toHaveBeenCalled();
});

test("after a reset nothing comes through and nothing is kept", async () => {
  const opening = later();
  server.fail("session", opening.answer);
  const request = vi.fn();
  const running = session.run(request, true);
  session.reset();
  opening.come();
  await expect(running).rejects.toThrow("session");
  expect(request).not.toHaveBeenCalled();
  expect(store.kept.session).toBeNull();
});

test("a refused renewal ends the session, a failed one does not", async () => {
  store.change({ session: { token: "old", expires: 0 } });
  server.isDown = true;
  await expect(session.renew(24)).rejects.toThrow("unreachable");
  expect(store.kept.session?.token).toBe("old");
  server.isDown = false;
  server.fail("session", () => refuse(401, "session_expired"));
  await session.renew(24);
  expect(store.kept.session).toBeNull();
});

test("what is not of the transport counts as an unavailable server", () => {
  expect(failureOf(new TypeError("x"))).toEqual({ kind: "unavailable", words: "" });
});
