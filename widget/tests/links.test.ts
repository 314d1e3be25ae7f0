/** What becomes a link in a message, and what must not. */

import { expect, test } from "vitest";
import { phoneLink, splitLinks } from "#src/links";

const PHONES = ["+1 555-010-0199", "911", "988"];

function findLinks(text: string): (string | undefined)[][] {
  return splitLinks(text, PHONES)
    .filter(({ href }) => href)
    .map(({ text, href }) => [text, href]);
}

test("web, mail and telephone addresses become links", () => {
  expect(findLinks("See https://clinic.example/knee or http://a.example.")).toEqual([
    ["https://clinic.example/knee", "https://clinic.example/knee"],
    ["http://a.example", "http://a.example/"],
  ]);
  expect(findLinks("mailto:a@b.example, tel:+15550100199; a.b+c@clinic.example!")).toEqual([
    ["mailto:a@b.example", "mailto:a@b.example"],
    ["tel:+15550100199", "tel:+15550100199"],
    ["a.b+c@clinic.example", "mailto:a.b+c@clinic.example"],
  ]);
});

test("the clinic's numbers become links where they stand alone", () => {
  expect(findLinks("Call 911 now (or 988), or +1 555-010-0199.")).toEqual([
    ["911", "tel:911"],
    ["988", "tel:988"],
    ["+1 555-010-0199", "tel:+15550100199"],
  ]);
  expect(findLinks("9115 1911 911-555 555-911 $911x v911 988.50 +911")).toEqual([]);
});

test.each([
  "javascript:alert(1)",
  "JavaScript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "vbscript:x",
  "file:///etc/passwd",
  "http://",
  "<img src=x onerror=alert(1)>",
])("%s does not become a link", (text) => {
  expect(findLinks(text)).toEqual([]);
});

test("a link stops at a quotation mark or an angle bracket", () => {
  expect(findLinks('<a href="https://a.example/x">y</a>')).toEqual([
    ["https://a.example/x", "https://a.example/x"],
  ]);
});

test("marks at the end of a sentence stay out of the link, brackets of an address stay in", () => {
  expect(findLinks("(see https://a.example/x).")).toEqual([
    ["https://a.example/x", "https://a.example/x"],
  ]);
  expect(findLinks("https://a.example/x_(y), too")).toEqual([
    ["https://a.example/x_(y)", "https://a.example/x_(y)"],
  ]);
});

test.each([
  "",
  "No link here.",
  "Call 911, 911 or https://a.example!\n\nSecond line a@b.example",
  "https://a.example https://b.example 988",
])("the parts of %j joined are the text", (text) => {
  const parts = splitLinks(text, PHONES);
  expect(parts.map((part) => part.text).join("")).toBe(text);
});

test("without known numbers only addresses become links", () => {
  expect(splitLinks("Call 911", [])).toEqual([{ text: "Call 911" }]);
});

test("numbers with signs of patterns are taken as they are", () => {
  expect(splitLinks("Call (555) 010.0199 now", ["(555) 010.0199"])).toEqual([
    { text: "Call " },
    { text: "(555) 010.0199", href: "tel:5550100199" },
    { text: " now" },
  ]);
});

test("a telephone link holds digits and a leading plus only", () => {
  expect(phoneLink("+1 (555) 010-0199")).toBe("tel:+15550100199");
});
