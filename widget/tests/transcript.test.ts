/** The conversation as text that a visitor can keep. */

import { expect, test } from "vitest";
import { writeTranscript } from "#src/transcript";
import type { Message } from "#src/types";
import { english } from "#src/words_en";

const time = new Date(2026, 10, 22, 9, 5).getTime();
const MESSAGES: Message[] = [
  { id: "greeting", from: "widget", kind: "greeting", text: "Hello.", time: 0 },
  { id: "a", from: "visitor", text: "Is it\nsafe?", time, delivery: "sent" },
  { id: "a.0", from: "assistant", text: "Mostly.", time, source: "Is It Safe?" },
  { id: "r", from: "widget", kind: "restart", text: "You started again.", time },
  { id: "b", from: "visitor", time, removed: true, delivery: "sent" },
  {
    id: "b.0",
    from: "assistant",
    text: "Booked.",
    time,
    file: { name: "visit.ics", media_type: "text/calendar", text: "" },
  },
  { id: "c", from: "visitor", text: "Thanks", time, delivery: "failed" },
];

test("has times, speakers, sources and files, and says what never arrived", () => {
  expect(writeTranscript(MESSAGES, english, { name: "Riverside Clinic" })).toBe(
    `${[
      "Riverside Clinic: assistant",
      "Assistant: Hello.",
      "2026-11-22 09:05 You: Is it\nsafe?",
      `2026-11-22 09:05 Assistant: Mostly.\n${english.source} "Is It Safe?"`,
      "--- You started again. ---",
      `2026-11-22 09:05 You: ${english.removed}`,
      "2026-11-22 09:05 Assistant: Booked.\nAdd to calendar: visit.ics",
      "2026-11-22 09:05 You: Thanks (Not sent)",
    ].join("\n\n")}\n`,
  );
});

test("without the clinic's name it has a plain title", () => {
  expect(writeTranscript([], english, {})).toBe("Assistant\n");
});
