/** What the list of messages lets screen readers announce. */

import { beforeEach, expect, test, vi } from "vitest";
import { LogView } from "#src/log_view";
import type { ConversationState, Message } from "#src/types";
import { english } from "#src/words_en";

const ACTIONS = { send: vi.fn(), retry: vi.fn(), rate: vi.fn(), loadEarlier: vi.fn() };
const GREETING: Message = { id: "greeting", from: "widget", kind: "greeting", text: "Hi", time: 0 };
const NOTICE: Message = {
  id: "now-emergency",
  from: "widget",
  kind: "emergency",
  text: "Call 911",
  time: 4,
};
const OLD: Message[] = [
  { id: "old", from: "visitor", text: "before", time: 1, delivery: "sent" },
  { id: "old.0", from: "assistant", text: "an answer of before", time: 2 },
];
const QUESTION: Message = { id: "now", from: "visitor", text: "?", time: 3, delivery: "sending" };
const ANSWERED: Message[] = [
  { ...QUESTION, delivery: "sent" },
  { id: "now.0", from: "assistant", text: "an answer", time: 5 },
];

let log: LogView;

beforeEach(() => {
  vi.useFakeTimers();
  log = new LogView(english, ACTIONS);
});

function show(...messages: Message[]): string | null {
  const state: ConversationState = {
    clinic: {},
    messages,
    hasEarlier: false,
    isTyping: false,
    isLoading: true,
    status: { name: "ready" },
  };
  log.render(state);
  // The browser of these tests does not let the one follow from the other.
  return log.element.ariaLive ?? log.element.getAttribute("aria-live");
}

test("history is put in without a word, and what follows is announced", () => {
  expect(show()).toBe("polite");
  expect(show(...OLD)).toBe("off");
  vi.runAllTimers();
  expect(log.element.ariaLive).toBe("polite");
  expect(show(...OLD, QUESTION)).toBe("polite");
  expect(show(...OLD, ...ANSWERED)).toBe("polite");
});

test("what is said while history is awaited is announced", () => {
  expect(show(QUESTION)).toBe("polite");
  expect(show(QUESTION, NOTICE)).toBe("polite");
  expect(show(...ANSWERED, NOTICE)).toBe("polite");
  expect(show(...OLD, ...ANSWERED, NOTICE)).toBe("off");
});

test("an emergency is announced though the greeting comes with it", () => {
  show(QUESTION);
  expect(show(GREETING, QUESTION, NOTICE)).toBe("polite");
});

test("an answer right after history is announced", () => {
  show(QUESTION);
  expect(show(...OLD, QUESTION)).toBe("off");
  expect(show(...OLD, ...ANSWERED)).toBe("polite");
});

test("a change of what stands there does not end the silence", () => {
  show(...OLD);
  expect(show(...OLD.map((message) => ({ ...message, rating: "up" as const })))).toBe("off");
});

test("earlier messages go above the others, and the button with the last of them", () => {
  show(QUESTION);
  show(...OLD, QUESTION);
  const shown = [...log.element.querySelectorAll<HTMLElement>("[data-id]")];
  expect(shown.map(({ dataset }) => dataset.id)).toEqual(["old", "old.0", "now"]);
  expect(log.element.querySelector<HTMLElement>('[part="earlier"]')?.hidden).toBe(true);
});
