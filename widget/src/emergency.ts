/** Finds words of an emergency without the server, for when it cannot be reached. */

import words from "./emergency_words.json";

/** Which kind of help somebody needs at once. */
export type Emergency = "medical" | "self_harm";

/** The server's guard decides first in these as well: self-harm before medical. */
const KINDS: readonly Emergency[] = ["self_harm", "medical"];

/**
 * The emergency that `text` speaks of in one of a few plain phrases, null if there is none.
 * The server's own guard knows far more; this is only for the time without it.
 */
export function findEmergency(text: string): Emergency | null {
  const plain = normalise(text);
  return KINDS.find((kind) => words[kind].some((say) => plain.includes(normalise(say)))) ?? null;
}

/** Plain lower-case words between single spaces, so that a phrase is found as whole words only. */
function normalise(text: string): string {
  const plain = text
    .toLowerCase()
    .normalize("NFD")
    // Diacritics and every kind of apostrophe, one of which phones put in by themselves.
    .replace(/[\p{M}'’‘ʼ`´]/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()
    .replace(/\b(ca|do)n? ?not\b/g, "$1nt")
    .replace(/\bwill not\b/g, "wont")
    .replace(/\bi am\b/g, "im");
  return ` ${plain} `;
}
