/** What outlives the page, and what happens where nothing can. */

import { afterEach, beforeEach, expect, type MockInstance, test, vi } from "vitest";
import { Store } from "#src/store";
import type { Pending } from "#src/types";
import { KEY, SERVER } from "./fake_server";

let stopping: AbortController;

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  stopping = new AbortController();
});

afterEach(() => stopping.abort());

const MESSAGE: Pending = { id: "a2345678", text: "x", time: 2, delivery: "sending" };
const SESSION = { token: "v1/1", made: 1, life: 1 };

test("each message has a key of its own, and changes leave the other fields", () => {
  const store = new Store(SERVER, "device");
  store.put(MESSAGE);
  store.change({ session: SESSION });
  store.change({ revision: 1 });
  expect(Object.keys(localStorage)).toEqual([`${KEY}#${MESSAGE.id}`, KEY]);
  const other = new Store(SERVER, "device");
  expect(other.kept).toMatchObject({ session: SESSION, revision: 1 });
  expect(other.pending).toEqual([MESSAGE]);
  store.clear();
  expect(store.kept).toMatchObject({ former: [], session: null });
  expect(store.has(MESSAGE.id)).toBe(true);
  store.drop(MESSAGE.id);
  expect(store.has(MESSAGE.id)).toBe(false);
  expect(localStorage.length).toBe(0);
});

test("messages come in the order of their time, and only this server's", () => {
  const store = new Store(SERVER, "device");
  new Store(`${SERVER}:8080`, "device").put(MESSAGE);
  store.put(MESSAGE);
  store.put({ ...MESSAGE, id: "b2345678", time: 1 });
  expect(store.pending.map(({ id }) => id)).toEqual(["b2345678", "a2345678"]);
});

test("what another tab has written is not overwritten", () => {
  const here = new Store(SERVER, "device");
  const there = new Store(SERVER, "device");
  here.change({ session: SESSION });
  there.change({ revision: 7 });
  expect(here.kept).toMatchObject({ session: SESSION, revision: 7 });
});

test("what cannot be read is nothing", () => {
  localStorage.setItem(KEY, "{broken");
  localStorage.setItem(`${KEY}#a2345678`, "{broken");
  const store = new Store(SERVER, "device");
  expect([store.pending, store.kept.session]).toEqual([[], null]);
  store.change({ session: SESSION });
  expect(store.kept.session).toEqual(SESSION);
});

test("for the tab only it is kept apart from the device", () => {
  const store = new Store(SERVER, "tab");
  store.put(MESSAGE);
  store.change({ session: SESSION });
  expect(store.isShared).toBe(false);
  expect([localStorage.length, sessionStorage.length]).toEqual([0, 2]);
});

test("whether the chat is open is the tab's own", () => {
  const store = new Store(SERVER, "device");
  store.isOpen = true;
  expect(new Store(SERVER, "device").isOpen).toBe(true);
  expect(localStorage.length).toBe(0);
  store.isOpen = false;
  expect(store.isOpen).toBe(false);
  expect(sessionStorage.length).toBe(0);
});

test.each([
  [
    "throws when looked at",
    () => blockBoth((area) => vi.spyOn(window, area, "get").mockImplementation(deny)),
  ],
  [
    "is missing",
    () => blockBoth((area) => vi.spyOn(window, area, "get").mockReturnValue(null as never)),
  ],
  ["is full", () => blockBoth((area) => useStorage(area).mockImplementation(deny))],
])("storage that %s: memory", (_, block) => {
  block();
  const store = new Store(SERVER, "device");
  store.change({ session: SESSION });
  store.change({ revision: 1 });
  store.put(MESSAGE);
  store.isOpen = true;
  expect(store.kept).toMatchObject({ session: SESSION, revision: 1 });
  expect([store.pending, store.isOpen]).toEqual([[MESSAGE], true]);
  store.drop(MESSAGE.id);
  store.clear();
  expect([store.pending, store.kept.session]).toEqual([[], null]);
});

test("what does not fit any more is kept in memory, and what was there is deleted with it", () => {
  const setItem = useStorage("localStorage");
  const store = new Store(SERVER, "device");
  store.change({ session: SESSION });
  store.put(MESSAGE);
  setItem.mockImplementation(deny);
  store.put({ ...MESSAGE, delivery: "failed" });
  expect(store.pending).toEqual([{ ...MESSAGE, delivery: "failed" }]);
  expect(store.kept.session).toEqual(SESSION);
  expect(localStorage.getItem(`${KEY}#${MESSAGE.id}`)).toContain("sending");
  store.drop(MESSAGE.id);
  store.clear();
  expect(localStorage.length).toBe(0);
});

/** Puts a storage in the place of the browser's, and gives what writes to it. */
function useStorage(area: "localStorage" | "sessionStorage"): MockInstance<Storage["setItem"]> {
  const storage = new Storage();
  const setItem = vi.spyOn(storage, "setItem");
  vi.stubGlobal(area, storage);
  return setItem;
}

function blockBoth(block: (area: "localStorage" | "sessionStorage") => void): void {
  block("localStorage");
  block("sessionStorage");
}

function deny(): never {
  throw new DOMException("denied", "SecurityError");
}

test("tells of this key's changes and of what was emptied, until it is stopped", () => {
  const store = new Store(SERVER, "device");
  const listener = vi.fn();
  store.onChange(listener, stopping.signal);
  const tell = (key: string | null, newValue: string | null) =>
    dispatchEvent(new StorageEvent("storage", { key, newValue }));
  tell("another", "{}");
  tell(KEY, "{}");
  tell(KEY, null);
  tell(null, null);
  tell(`${KEY}#a2345678`, "{}");
  tell(`${KEY}:8080`, "{}");
  expect(listener.mock.calls.flat()).toEqual(["kept", "emptied", "emptied", "pending"]);
  stopping.abort();
  tell(KEY, "{}");
  expect(listener).toHaveBeenCalledTimes(4);
});

test("a page that comes back from a rest looks again", () => {
  const store = new Store(SERVER, "device");
  const listener = vi.fn();
  store.onChange(listener, stopping.signal);
  dispatchEvent(Object.assign(new Event("pageshow"), { persisted: false }));
  dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
  store.change({ session: SESSION });
  dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
  expect(listener.mock.calls.flat()).toEqual(["emptied", "kept"]);
});
