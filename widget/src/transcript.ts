/** Writes the conversation as plain text, for copy and download. */

import { fillWords } from "./fill_words";
import type { Clinic, Message } from "./types";
import type { Words } from "./words";

/** The messages under the clinic's name, each with its time in the visitor's own time zone. */
export function writeTranscript(
  messages: readonly Message[],
  words: Words,
  clinic: Clinic,
): string {
  const title = clinic.name ? fillWords(words.title, clinic, words) : words.titleWithoutName;
  const parts = [title, ...messages.map((message) => writeMessage(message, words))];
  return `${parts.join("\n\n")}\n`;
}

function writeMessage(message: Message, words: Words): string {
  const { from, kind, text = "", time, removed, source, file, delivery } = message;
  const said = removed ? words.removed : text;
  if (kind === "restart") {
    return `--- ${said} ---`;
  }
  const who = from === "visitor" ? words.you : words.assistant;
  // Who copies a chat to a doctor must not take a message for said that never arrived.
  const state = delivery && delivery !== "sent" ? ` (${words[delivery]})` : "";
  const lines = [`${writeTime(time)}${who} ${said}${state}`];
  if (source) {
    lines.push(`${words.source} "${source}"`);
  }
  if (file) {
    lines.push(`${words.file}: ${file.name}`);
  }
  return lines.join("\n");
}

/** The time as "2026-11-22 09:05 ", which reads the same in every language; the greeting has none. */
function writeTime(time: number): string {
  if (!time) {
    return "";
  }
  const offset = new Date(time).getTimezoneOffset() * 60_000;
  return `${new Date(time - offset).toISOString().slice(0, 16).replace("T", " ")} `;
}
