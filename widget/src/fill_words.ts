/** Puts the clinic's facts into the widget's own words. */

import type { Clinic } from "./types";
import type { Words } from "./words";

/** `text` with `{phone}` and the like filled in. Without a crisis line it names the emergency number. */
export function fillWords(text: string, clinic: Clinic, words: Words, seconds = 0): string {
  const emergency = clinic.emergency_number || words.localEmergencyNumber;
  const facts: Record<string, string | number | undefined> = {
    phone: clinic.phone,
    emergency,
    crisis: clinic.crisis_line || emergency,
    hours: clinic.session_hours ?? 24,
    clinic: clinic.name,
    seconds,
  };
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? ""));
}

/** The numbers that a text may name and a visitor may want to call. */
export function listPhones({ phone, emergency_number, crisis_line }: Clinic): string[] {
  return [phone, emergency_number, crisis_line].filter((number) => !!number) as string[];
}
