/** The shapes that the widget's parts share: what the server says and what the view shows. */

export type Rating = "up" | "down" | null;
export type Decision = "answer" | "clarify" | "decline" | "safety" | "booking";

/** A calendar entry that comes with a booked time. */
export interface ReplyFile {
  name: string;
  media_type: string;
  text: string;
}

/** One reply of the assistant, as the server sends it. */
export interface Reply {
  id: string;
  text?: string;
  buttons?: { title: string }[];
  custom?: { file?: ReplyFile };
  metadata?: { topic?: string; source?: string; decision?: Decision; passes_on?: boolean };
}

/** One stored message of the conversation, as the server sends it. `time` in seconds since 1970. */
export interface Entry extends Reply {
  from: "visitor" | "assistant";
  time: number;
  kind?: "restart";
  removed?: boolean;
  rating?: Rating;
}

/** The clinic's public facts. Numbers are missing until the server or the page has told them. */
export interface Clinic {
  name?: string;
  phone?: string;
  emergency_number?: string;
  crisis_line?: string | null;
  session_hours?: number;
  max_message_characters?: number;
  starters?: string[];
}

export type Delivery = "sending" | "sent" | "waiting" | "failed";

/** A message that the visitor wrote and the server has not answered yet. `time` in ms since 1970. */
export interface Pending {
  id: string;
  text: string;
  time: number;
  delivery: Delivery;
  /** The server's words on why it failed. */
  problem?: string;
}

/**
 * One message as the view shows it. `time` in ms since 1970. From "widget" are its own words: the
 * greeting (kind "greeting"), a local emergency notice ("emergency"), a mark ("restart").
 */
export interface Message {
  id: string;
  from: "visitor" | "assistant" | "widget";
  kind?: "greeting" | "emergency" | "restart";
  text?: string;
  time: number;
  removed?: boolean;
  delivery?: Delivery;
  /** The server's or our words on why a message failed. */
  problem?: string;
  buttons?: { title: string }[];
  file?: ReplyFile;
  source?: string;
  topic?: string;
  decision?: Decision;
  rating?: Rating;
}

/** What the status line says; "ready" is silence. */
export type Status =
  | { name: "ready" | "slow" | "offline" | "unreachable" | "expired" }
  | { name: "limited"; seconds: number }
  /** The server's own words, "" where it has none. */
  | { name: "unavailable"; words: string };

/** Everything that the view shows. */
export interface ConversationState {
  clinic: Clinic;
  /** Oldest first; an unchanged message is the same object as before. */
  messages: readonly Message[];
  hasEarlier: boolean;
  isTyping: boolean;
  isLoading: boolean;
  status: Status;
}

/** Why the server did not do what was asked. */
export type Failure =
  | { kind: "unreachable" }
  | { kind: "session"; code: string }
  | { kind: "limited"; seconds: number }
  | { kind: "unavailable"; words: string }
  | { kind: "refused"; status: number; code: string; words: string };

export class TransportError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.kind);
    this.failure = failure;
  }
}

export interface Session {
  token: string;
  /** ms since 1970 */
  made: number;
  /** ms */
  life: number;
}

/** What outlives the page, besides the pending messages. */
export interface Kept {
  session: Session | null;
  /** Refused sessions, whose conversations may still be on the server until they are deleted. */
  former: Session[];
  clinic: Clinic | null;
  /** Differs after every turn, rating and restart, so that other tabs look again. */
  revision: number;
}
