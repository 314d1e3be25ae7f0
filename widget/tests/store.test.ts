/** What outlives the page, and what happens where nothing can. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Store } from "#src/store";
import { KEY, SERVER } from "./fake_server";

let stopping: AbortController;

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  stopping = new AbortController();
});

afterEach(() => stopping.abort());

test("everything is under one key, and changes leave the other fields", () => {
  const store = new Store(SERVER, "device");
  expect(store.isEmpty).toBe(true);
  store.change({ isOpen: true });
  store.change(({ revision }) => ({ revision: revision + 1 }));
  expect(Object.keys(localStorage)).toEqual([KEY]);
  expect(new Store(SERVER, "device").kept).toMatchObject({ isOpen: true, revision: 1 });
  store.clear();
  expect(localStorage.length).toBe(0);
  expect(store.kept).toMatchObject({ isOpen: false, pending: [], session: null });
});

test("what another tab has written is not overwritten", () => {
  const here = new Store(SERVER, "device");
  const there = new Store(SERVER, "device");
  here.change({ isOpen: true });
  there.change({ revision: 7 });
  expect(here.kept).toMatchObject({ isOpen: true, revision: 7 });
});

test("what cannot be read is nothing", () => {
  localStorage.setItem(KEY, "{broken");
  const store = new Store(SERVER, "device");
  expect(store.kept).toMatchObject({ pending: [], session: null });
  store.change({ isOpen: true });
  expect(store.kept.isOpen).toBe(true);
});

test("for the tab only it is kept apart from the device", () => {
  const store = new Store(SERVER, "tab");
  store.change({ isOpen: true });
  expect(store.isShared).toBe(false);
  expect([localStorage.length, sessionStorage.length]).toEqual([0, 1]);
});

test.each([
  ["throws when looked at", () => vi.spyOn(window, "localStorage", "get").mockImplementation(deny)],
  ["is missing", () => vi.spyOn(window, "localStorage", "get").mockReturnValue(null as never)],
  ["is full", () => vi.spyOn(Storage.prototype, "setItem").mockImplementation(deny)],
  ["may not be read", () => vi.spyOn(Storage.prototype, "getItem").mockImplementation(deny)],
])("storage that %s: memory", (_, block) => {
  block();
  const store = new Store(SERVER, "device");
  store.change({ isOpen: true });
  store.change({ revision: 1 });
  expect(store.kept).toMatchObject({ isOpen: true, revision: 1 });
  expect(store.isEmpty).toBe(false);
  store.clear();
  expect(store.isEmpty).toBe(true);
});

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
  expect(listener.mock.calls).toEqual([[false], [true], [true]]);
  stopping.abort();
  tell(KEY, "{}");
  expect(listener).toHaveBeenCalledTimes(3);
});

test("a page that comes back from a rest looks again", () => {
  const store = new Store(SERVER, "device");
  const listener = vi.fn();
  store.onChange(listener, stopping.signal);
  dispatchEvent(Object.assign(new Event("pageshow"), { persisted: false }));
  dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
  expect(listener.mock.calls).toEqual([[true]]);
});
