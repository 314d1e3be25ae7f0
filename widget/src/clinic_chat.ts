/** The custom element: reads the page's wishes, joins the conversation and its view. */

import { Conversation } from "./conversation";
import { adoptStyles } from "./styles";
import type { Clinic } from "./types";
import { View } from "./view";
import type { Words } from "./words";
import { english } from "./words_en";

/** The widget's own words by language; those that are missing stand in files of their own. */
const PACKS: Record<string, Words> = { en: english };
const OTHERS = ["es"];
/** What the server takes. */
const LONGEST_PAGE = 500;

/**
 * `<clinic-chat>`: a button that opens a chat with the clinic's assistant.
 *
 * Attributes:
 * - `server`: the assistant's address; that of this script unless given
 * - `phone`, `emergency-number`: used until the server has told its own
 * - `position`: "end" (default) or "start" of the line, at the bottom
 * - `greeting`: the first words of the assistant
 * - `lang`: language of the widget's own words, "es" for Spanish, otherwise English; that of the
 *   page around it unless given
 * - `theme`: "auto" (default, as the device), "light" or "dark"
 * - `keep`: "device" (default) or "tab", which forgets the chat with the tab
 *
 * Properties: `words`, some or all of the widget's own words (see words.ts).
 * Methods: `open()`, `close()`, `send(text)`.
 *
 * Events, which bubble and leave shadow trees; none of them carries what was said:
 * - `clinic-chat:open`, `clinic-chat:close`
 * - `clinic-chat:message`, detail {from, id, topic, decision}
 * - `clinic-chat:booking`, detail {topic}: a request has been kept for the clinic
 *
 * Parts: launcher, panel, header, menu-button, menu, menu-item, confirm, delete, keep, close, notice,
 * log, earlier, message (with visitor, assistant or widget, and greeting, emergency, restart or
 * removed), text, source, call, reply, file, thumb, delivery, retry, typing, status, composer, input,
 * send.
 *
 * Custom properties: --clinic-chat-accent, --clinic-chat-accent-text, --clinic-chat-background,
 * --clinic-chat-text, --clinic-chat-font, --clinic-chat-font-size, --clinic-chat-radius,
 * --clinic-chat-z-index. Other colours follow from these. Give pairs that contrast by 4.5:1.
 */
export class ClinicChat extends HTMLElement {
  static readonly observedAttributes = [
    "server",
    "phone",
    "emergency-number",
    "greeting",
    "lang",
    "keep",
  ];
  readonly #root = this.attachShadow({ mode: "open" });
  #own: Partial<Words> = {};
  #conversation?: Conversation;
  #view?: View;
  /** What the page asked for before there was anything to ask. */
  #waiting: (() => void)[] = [];

  constructor() {
    super();
    adoptStyles(this.#root);
  }

  get words(): Partial<Words> {
    return this.#own;
  }

  set words(words: Partial<Words>) {
    this.#own = words;
    this.#refresh();
  }

  connectedCallback(): void {
    // The page may have set the property before this class was there.
    if (Object.hasOwn(this, "words")) {
      const { words } = this;
      delete (this as Partial<ClinicChat>).words;
      this.#own = words;
    }
    this.#start();
  }

  disconnectedCallback(): void {
    this.#stop();
  }

  attributeChangedCallback(): void {
    this.#refresh();
  }

  /** Opens the chat. */
  open(): void {
    this.#do(() => this.#view?.open());
  }

  /** Closes the chat. */
  close(): void {
    this.#do(() => this.#view?.close());
  }

  /** Says `text` as the visitor, whether the chat is open or not. */
  async send(text: string): Promise<void> {
    await new Promise<void>((resolve) => this.#do(resolve));
    await this.#conversation?.send(text);
  }

  get #language(): string {
    const lang = this.lang || this.closest<HTMLElement>("[lang]")?.lang;
    return lang || document.documentElement.lang || "en";
  }

  get #words(): Words {
    const greeting = this.getAttribute("greeting");
    const pack = PACKS[this.#pack] ?? english;
    return { ...pack, ...this.#own, ...(greeting && { greeting }) };
  }

  get #pack(): string {
    return this.#language.split(/[-_]/)[0]?.toLowerCase() ?? "";
  }

  get #fallback(): Clinic {
    return {
      phone: this.getAttribute("phone") ?? undefined,
      emergency_number: this.getAttribute("emergency-number") ?? undefined,
    };
  }

  /** Loads the words of the page's language; without them the widget speaks English. */
  async #loadPack(name: string): Promise<void> {
    try {
      const { words } = await import(
        /* @vite-ignore */ new URL(/* @vite-ignore */ `chat.${name}.js`, import.meta.url).href
      );
      PACKS[name] = words;
    } catch {
      PACKS[name] = english;
    }
    if (this.isConnected) this.#start();
  }

  #start(): void {
    const pack = this.#pack;
    if (OTHERS.includes(pack) && !PACKS[pack]) {
      void this.#loadPack(pack);
      return;
    }
    this.#stop();
    const keep = this.getAttribute("keep") === "tab" ? "tab" : "device";
    const conversation = new Conversation({
      server: this.getAttribute("server") || new URL(import.meta.url).origin,
      keep,
      language: () => this.#language,
      // Without the query, which may hold what is nobody's business.
      page: () => (location.origin + location.pathname).slice(0, LONGEST_PAGE),
      words: () => this.#words,
      fallback: () => this.#fallback,
    });
    const view = new View(this.#root, conversation, this.#words, keep, (isOpen) =>
      this.#tell(isOpen ? "open" : "close"),
    );
    this.#conversation = conversation;
    this.#view = view;
    conversation.onChange(() => view.render());
    conversation.onMessage(({ from, id, topic, decision }, isLive) => {
      if (isLive) this.#tell("message", { from, id, topic, decision });
    });
    conversation.onBooking((topic) => this.#tell("booking", { topic }));
    conversation.resume();
    if (conversation.isOpen) view.open();
    for (const action of this.#waiting.splice(0)) action();
  }

  #stop(): void {
    this.#view?.stop();
    this.#conversation?.stop();
    this.#view = this.#conversation = undefined;
  }

  /** Begins anew with other words or another server; the chat itself is kept in the browser. */
  #refresh(): void {
    const view = this.#view;
    // Several attributes that change together lead to one beginning.
    queueMicrotask(() => {
      if (view && view === this.#view) this.#start();
    });
  }

  /** Does it now, or as soon as the words of the page's language are there. */
  #do(action: () => void): void {
    if (this.#view) action();
    else this.#waiting.push(action);
  }

  #tell(name: string, detail?: object): void {
    const init = { bubbles: true, composed: true, detail };
    this.dispatchEvent(new CustomEvent(`clinic-chat:${name}`, init));
  }
}
