/** Conversations of one test, their server, and what they show. */

import { afterEach, beforeEach, vi } from "vitest";
import { Conversation } from "#src/conversation";
import { english } from "#src/words_en";
import { FakeServer, SERVER } from "./fake_server";

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

/** The messages but the greeting, in short. */
export function said(conversation: Conversation): string[] {
  return conversation.state.messages
    .filter(({ kind }) => kind !== "greeting")
    .map(({ from, text, delivery }) => `${from}: ${text}${delivery ? ` (${delivery})` : ""}`);
}

export const wait = (milliseconds = 0) => vi.advanceTimersByTimeAsync(milliseconds);
