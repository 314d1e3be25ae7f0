/** Conversations of one test, their server, and what they show and keep. */

import { afterEach, beforeEach, vi } from "vitest";
import { Conversation } from "#src/conversation";
import type { Kept, Pending, Session } from "#src/types";
import { english } from "#src/words_en";
import { FakeServer, KEY, SERVER } from "./fake_server";

export let server: FakeServer;
let opened: Conversation[] = [];

/** Gives each test of a file an empty browser, a server and its own clock. */
export function useConversations(): void {
  beforeEach(() => {
    vi.useFakeTimers({ now: new Date("2026-11-22T09:00:00Z") });
    localStorage.clear();
    sessionStorage.clear();
    server = new FakeServer();
    opened = [];
  });
  afterEach(() => {
    for (const conversation of opened) {
      conversation.stop();
    }
    vi.useRealTimers();
  });
}

export function open(keep: "device" | "tab" = "device"): Conversation {
  const conversation = new Conversation({
    server: SERVER,
    keep,
    language: () => "en",
    page: () => "https://clinic.example/knee",
    words: () => english,
    fallback: () => ({ emergency_number: "112" }),
  });
  opened.push(conversation);
  return conversation;
}

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

/** The messages but the greeting, in short. */
export function said(conversation: Conversation): string[] {
  return conversation.state.messages
    .filter(({ kind }) => kind !== "greeting")
    .map(({ from, text, delivery }) => `${from}: ${text}${delivery ? ` (${delivery})` : ""}`);
}

/** What another tab's change of the store looks like; in the test each tab hears of its own, too. */
export function tellTabs(key = KEY): void {
  dispatchEvent(new StorageEvent("storage", { key, newValue: localStorage.getItem(key) }));
}

export const wait = (milliseconds = 0) => vi.advanceTimersByTimeAsync(milliseconds);
