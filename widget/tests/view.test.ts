/** The parts of the view that only work on text. */

import { expect, test } from "vitest";
import { makeLinkedText } from "#src/message_view";
import type { Status } from "#src/types";
import { writeStatus } from "#src/view";
import { english } from "#src/words_en";

const CLINIC = { phone: "555-0100" };

test("ready is silence", () => {
  expect(writeStatus({ name: "ready" }, CLINIC, english)).toBe("");
});

test.each<Status>([
  { name: "slow" },
  { name: "offline" },
  { name: "unreachable" },
  { name: "expired" },
  { name: "limited", seconds: 7 },
  { name: "unavailable", words: "" },
  { name: "unavailable", words: "Down for repairs." },
  { name: "unavailable", words: "Down. Call 555-0100." },
])("status %o names the clinic's number once", (status) => {
  expect(writeStatus(status, CLINIC, english).split("555-0100")).toHaveLength(2);
  expect(writeStatus(status, {}, english)).not.toContain("{");
});

test("limited says how long to wait", () => {
  expect(writeStatus({ name: "limited", seconds: 7 }, {}, english)).toContain("7 seconds");
});

test("markup in a message is text, and web links open beside the chat", () => {
  const box = document.createElement("div");
  box.append(...makeLinkedText("<b>x</b> https://a.example 911", ["911"]));
  expect(box.textContent).toBe("<b>x</b> https://a.example 911");
  expect(box.querySelector("b")).toBeNull();
  const [web, call] = box.querySelectorAll("a");
  expect(web?.rel).toBe("noopener noreferrer");
  expect(web?.target).toBe("_blank");
  expect(call?.getAttribute("href")).toBe("tel:911");
  expect(call?.hasAttribute("target")).toBe(false);
});
