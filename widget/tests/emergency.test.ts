/** Which words of an emergency are known without the server. */

import { describe, expect, test } from "vitest";
import { findEmergency } from "#src/emergency";
import words from "#src/emergency_words.json";

describe("finds", () => {
  test.each(words.medical)("%s", (phrase) => {
    expect(findEmergency(phrase)).toBe("medical");
  });

  test.each(words.self_harm)("%s", (phrase) => {
    expect(findEmergency(`My knee was treated. ${phrase.toUpperCase()}!!`)).toBe("self_harm");
  });

  test.each([
    ["I can’t breathe", "medical"],
    ["i cant breathe", "medical"],
    ["I CANNOT  breathe", "medical"],
    ["i can not\nbreathe", "medical"],
    ["she will not wake up", "medical"],
    ["I am dying", "medical"],
    ["CHEST-PAIN", "medical"],
    ["se desmayo", "medical"],
    ["No puedo respirar.", "medical"],
    ["quiero hacerme dano", "self_harm"],
    ["I do not want to live", "self_harm"],
    ["chest pain, I want to die", "self_harm"],
  ])("%s", (text, kind) => {
    expect(findEmergency(text)).toBe(kind);
  });
});

describe("leaves alone", () => {
  test.each([
    "",
    "How long do stem cells live before they die?",
    "I hurt myself running",
    "My knee is killing me",
    "Can it help after a stroke or a heart attack?",
    "I have a collapsed disc",
    "Is an allergic reaction possible?",
    "Am I unconscious during the treatment?",
    "I cut myself shaving, may I still come?",
    "What if the chest painting falls",
    "Do you treat seizures?",
    "me duele la rodilla",
  ])("%s", (text) => {
    expect(findEmergency(text)).toBeNull();
  });
});
