/** How stored entries are read, and how pages fit together. */

import { describe, expect, test } from "vitest";
import { readEntry, Timeline } from "#src/timeline";
import type { Entry, Message } from "#src/types";

function answer(text: string, source?: string): Message {
  const metadata = source ? { source } : {};
  return readEntry({ id: "a.0", from: "assistant", text, time: 1, metadata }, "");
}

describe("the line that names the source", () => {
  test("is taken out, and what follows stays", () => {
    const text = 'Mostly.\nFrom our guide: "Is It "Safe"?"\n\nThis is an automated assistant.';
    expect(answer(text, 'Is It "Safe"?')).toMatchObject({
      text: "Mostly.\n\nThis is an automated assistant.",
      source: 'Is It "Safe"?',
    });
  });

  test("is only the last line of exactly these words", () => {
    const line = 'From our guide: "Safety"';
    expect(answer(`${line}\nMore.\n${line}`, "Safety").text).toBe(`${line}\nMore.`);
    expect(answer(`See ${line}.`, "Safety").text).toBe(`See ${line}.`);
    expect(answer(line, "Another").text).toBe(line);
    expect(answer(line).text).toBe(line);
  });
});

test("an entry is read with all that the view shows", () => {
  const entry: Entry = {
    id: "a.0",
    from: "assistant",
    text: "Booked.",
    time: 2,
    buttons: [{ title: "Thanks" }],
    custom: { file: { name: "v.ics", media_type: "text/calendar", text: "BEGIN" } },
    metadata: { topic: "booking", decision: "booking" },
    rating: "up",
  };
  expect(readEntry(entry, "")).toMatchObject({
    time: 2000,
    buttons: [{ title: "Thanks" }],
    file: { name: "v.ics" },
    topic: "booking",
    decision: "booking",
    rating: "up",
  });
  expect(readEntry({ id: "a", from: "visitor", time: 1, removed: true }, "")).toMatchObject({
    removed: true,
    delivery: "sent",
    text: undefined,
  });
  expect(readEntry({ id: "r", from: "visitor", time: 1, kind: "restart" }, "Again.")).toEqual({
    id: "r",
    from: "widget",
    kind: "restart",
    text: "Again.",
    time: 1000,
  });
});

describe("pages", () => {
  const messages = (ids: string, time = 1): Message[] =>
    [...ids].map((id) => ({ id, from: "assistant", text: id, time }));
  const ids = (timeline: Timeline) => timeline.messages.map(({ id }) => id).join("");
  const known = (timeline: Timeline) => new Set(timeline.messages.map(({ id }) => id));

  test("the newest page goes after what is before it, and new messages stay at the end", () => {
    const timeline = new Timeline();
    timeline.takeNewest(messages("cd"), "1", known(timeline));
    timeline.takeEarlier(messages("ab"), null);
    const asked = known(timeline);
    timeline.add(...messages("x"));
    timeline.takeNewest(messages("cdef"), "1", asked);
    expect(ids(timeline)).toBe("abcdefx");
    expect(timeline.before).toBeNull();
  });

  test("what lies before a gap goes, so that no order is made up", () => {
    const timeline = new Timeline();
    timeline.takeNewest(messages("ab"), null, new Set());
    const asked = known(timeline);
    timeline.add(...messages("x"));
    timeline.takeNewest(messages("yz"), "9", asked);
    expect(ids(timeline)).toBe("yzx");
    expect(timeline.before).toBe("9");
  });

  test("nothing is there twice", () => {
    const timeline = new Timeline();
    timeline.add(...messages("ab"));
    timeline.add(...messages("bc"));
    timeline.takeEarlier(messages("za"), null);
    expect(ids(timeline)).toBe("zabc");
  });
});
