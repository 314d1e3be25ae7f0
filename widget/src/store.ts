/** What outlives the page, in the browser's storage or in memory where that is blocked. */

import type { Kept, Pending } from "./types";

const NOTHING: Kept = { session: null, former: [], clinic: null, revision: 0 };

type Area = "localStorage" | "sessionStorage";

/** What another tab has changed: what waits to be sent, all else, or everything by deleting it. */
export type Change = "pending" | "kept" | "emptied";

/**
 * Reads afresh each time, because other tabs write too. Each pending message has a key of its own,
 * so that no tab writes over another's. What the browser does not take, the page keeps to itself.
 */
export class Store {
  readonly key: string;
  /** Other tabs read and write it as well. */
  readonly isShared: boolean;
  /** What the keys of pending messages begin with; "#" stands in no server's address. */
  readonly #prefix: string;
  readonly #area: Area;
  /** What the browser did not take, by key. */
  readonly #memory = new Map<string, string>();

  constructor(server: string, keep: "device" | "tab") {
    this.key = `clinic-chat:${server}`;
    this.isShared = keep === "device";
    this.#prefix = `${this.key}#`;
    this.#area = this.isShared ? "localStorage" : "sessionStorage";
  }

  get kept(): Kept {
    return { ...NOTHING, ...this.#read<Kept>(this.key) };
  }

  /** The messages that are not answered yet, oldest first. */
  get pending(): Pending[] {
    let names: string[] = [];
    try {
      names = Object.keys(window[this.#area]);
    } catch {
      // Blocked: what there is stands in the memory.
    }
    return [...new Set([...names, ...this.#memory.keys()])]
      .filter((name) => name.startsWith(this.#prefix))
      .map((name) => this.#read<Pending>(name))
      .filter((message) => message !== null)
      .sort((one, other) => one.time - other.time);
  }

  /** Of this tab alone: another tab's page must not begin behind an open chat. */
  get isOpen(): boolean {
    return !!this.#read(`open-${this.key}`, "sessionStorage");
  }

  set isOpen(isOpen: boolean) {
    this.#write(`open-${this.key}`, isOpen || null, "sessionStorage");
  }

  has(id: string): boolean {
    return !!this.#read(this.#prefix + id);
  }

  put(message: Pending): void {
    this.#write(this.#prefix + message.id, message);
  }

  drop(id: string): void {
    this.#write(this.#prefix + id, null);
  }

  change(fields: Partial<Kept>): void {
    this.#write(this.key, { ...this.kept, ...fields });
  }

  /** Forgets all but the pending messages. */
  clear(): void {
    this.#write(this.key, null);
  }

  /** Calls `listener` after another tab's changes, and when the page comes back from a rest. */
  onChange(listener: (change: Change) => void, signal: AbortSignal): void {
    addEventListener(
      "storage",
      // A key of null: everything of this site was cleared.
      ({ key, newValue }) => {
        if (key === null || key === this.key) {
          listener(newValue === null ? "emptied" : "kept");
        } else if (key.startsWith(this.#prefix)) {
          listener("pending");
        }
      },
      { signal },
    );
    // A page in the back/forward cache hears no storage events.
    addEventListener(
      "pageshow",
      ({ persisted }) => persisted && listener(this.kept.session ? "kept" : "emptied"),
      { signal },
    );
  }

  /** What is kept under `name`; what nobody can read is nothing. */
  #read<Value>(name: string, area = this.#area): Value | null {
    try {
      return JSON.parse(this.#memory.get(name) ?? window[area].getItem(name) ?? "null");
    } catch {
      return null;
    }
  }

  /** Keeps `value` under `name`; null takes it away. */
  #write(name: string, value: object | true | null, area = this.#area): void {
    const text = JSON.stringify(value);
    this.#memory.delete(name);
    try {
      // Reading the property already throws where a visitor has blocked storage.
      const storage = window[area];
      if (value) {
        storage.setItem(name, text);
      } else {
        storage.removeItem(name);
      }
    } catch {
      if (value) {
        this.#memory.set(name, text);
      }
    }
  }
}
