/** Both packs say everything, with the same facts. */

import { expect, test } from "vitest";
import { fillWords, listPhones } from "#src/fill_words";
import type { WordName } from "#src/words";
import { english } from "#src/words_en";
import { words as spanish } from "#src/words_es";

const NAMES = Object.keys(english) as WordName[];

function findPlaceholders(text: string): string[] {
  return [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();
}

test("both packs have the same words", () => {
  expect(Object.keys(spanish).sort()).toEqual([...NAMES].sort());
});

test.each(NAMES)("%s is said in both packs with the same facts", (name) => {
  expect(english[name].trim()).toBe(english[name]);
  expect(spanish[name].trim()).toBe(spanish[name]);
  expect(english[name]).not.toBe("");
  expect(spanish[name]).not.toBe("");
  expect(findPlaceholders(spanish[name])).toEqual(findPlaceholders(english[name]));
});

test("the Spanish pack is not the English one", () => {
  expect(NAMES.filter((name) => english[name] === spanish[name])).toEqual([]);
});

test("known facts are filled in", () => {
  const clinic = {
    name: "Oak Clinic",
    phone: "555-0100",
    emergency_number: "112",
    crisis_line: "988",
    session_hours: 8,
  };
  const text = "{clinic} {phone} {emergency} {crisis} {hours} {seconds}";
  expect(fillWords(text, clinic, english, 9)).toBe("Oak Clinic 555-0100 112 988 8 9");
});

test("an unknown emergency number has words that stand for it", () => {
  expect(fillWords("Call {emergency}.", {}, english)).toBe("Call your local emergency number.");
  expect(fillWords("{crisis}", { emergency_number: "911", crisis_line: null }, english)).toBe(
    "911",
  );
});

test("only numbers that are known are listed", () => {
  expect(listPhones({ phone: "555-0100", emergency_number: "911", crisis_line: null })).toEqual([
    "555-0100",
    "911",
  ]);
  expect(listPhones({})).toEqual([]);
});
