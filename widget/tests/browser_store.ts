/** What the conversations of one test keep in the browser. */

import type { Kept, Pending, Session } from "#src/types";
import { KEY } from "./fake_server";

export function kept(): Partial<Kept> {
  return JSON.parse(localStorage.getItem(KEY) ?? "{}");
}

export function keep(fields: Partial<Kept>): void {
  localStorage.setItem(KEY, JSON.stringify(fields));
}

export function keepPending(message: Pending): void {
  localStorage.setItem(`${KEY}#${message.id}`, JSON.stringify(message));
}

/** What waits in the store to be sent. */
export function pending(): Pending[] {
  const names = Object.keys(localStorage).filter((name) => name.startsWith(`${KEY}#`));
  return names.map((name) => JSON.parse(localStorage.getItem(name) ?? ""));
}

/** A day's session that is `age` ms old, of a visitor whom the server has not met yet. */
export function session(age = 0): Session {
  return { token: "v9/1", made: Date.now() - age, life: 86_400_000 };
}

/** What another tab's change of the store looks like; in the test each tab hears of its own, too. */
export function tellTabs(key = KEY): void {
  dispatchEvent(new StorageEvent("storage", { key, newValue: localStorage.getItem(key) }));
}
