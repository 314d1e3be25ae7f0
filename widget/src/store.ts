/** What outlives the page, under one key for each server, or in memory where storage is blocked. */

import type { Kept } from "./types";

const NOTHING: Kept = { session: null, pending: [], isOpen: false, clinic: null, revision: 0 };

/**
 * Reads afresh each time and changes only the fields named, because other tabs write too.
 * Where the browser blocks storage, or it is full, the page keeps everything to itself.
 */
export class Store {
  readonly key: string;
  /** Other tabs read and write it as well. */
  readonly isShared: boolean;
  readonly #area: Storage | null;
  #memory: string | null = null;
  #isBlocked = false;

  constructor(server: string, keep: "device" | "tab") {
    this.key = `clinic-chat:${server}`;
    this.isShared = keep === "device";
    this.#area = openArea(keep);
    // Some browsers have no storage at all instead of one that throws.
    this.#isBlocked = !this.#area;
  }

  get kept(): Kept {
    return parseKept(this.#read());
  }

  /** Nothing is kept, be it that nothing ever was or that a tab has deleted it. */
  get isEmpty(): boolean {
    return this.#read() === null;
  }

  change(fields: Partial<Kept> | ((kept: Kept) => Partial<Kept>)): void {
    const { kept } = this;
    const changed = typeof fields === "function" ? fields(kept) : fields;
    this.#write(JSON.stringify({ ...kept, ...changed }));
  }

  clear(): void {
    this.#write(null);
  }

  /**
   * Calls `listener` after another tab's changes, and when the page comes back from a rest.
   * `isEmptied`: that tab has deleted everything, whatever it may have kept since.
   */
  onChange(listener: (isEmptied: boolean) => void, signal: AbortSignal): void {
    addEventListener(
      "storage",
      (event) => {
        // A key of null: everything of this site was cleared.
        if (event.key === this.key || event.key === null) {
          listener(event.newValue === null);
        }
      },
      { signal },
    );
    // A page in the back/forward cache hears no storage events.
    addEventListener("pageshow", (event) => event.persisted && listener(this.isEmpty), { signal });
  }

  #read(): string | null {
    if (!this.#isBlocked) {
      try {
        return this.#area?.getItem(this.key) ?? null;
      } catch {
        this.#isBlocked = true;
      }
    }
    return this.#memory;
  }

  #write(text: string | null): void {
    this.#memory = text;
    if (this.#isBlocked) {
      return;
    }
    try {
      if (text === null) {
        this.#area?.removeItem(this.key);
      } else {
        this.#area?.setItem(this.key, text);
      }
    } catch {
      this.#isBlocked = true;
    }
  }
}

function openArea(keep: "device" | "tab"): Storage | null {
  try {
    // Reading the property is what throws where a visitor has blocked storage.
    return keep === "tab" ? sessionStorage : localStorage;
  } catch {
    return null;
  }
}

/** What is kept; what nobody can read is nothing. */
function parseKept(text: string | null): Kept {
  try {
    return { ...NOTHING, ...JSON.parse(text ?? "{}") };
  } catch {
    return NOTHING;
  }
}
