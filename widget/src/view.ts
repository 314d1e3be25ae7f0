/** What the visitor sees: the launcher, and the panel with the conversation. */

import { makeComposer } from "./composer";
import type { Conversation } from "./conversation";
import { ICONS, make, makeButton, makeIcon, makeIconButton, saveFile } from "./dom";
import { fillWords, listPhones } from "./fill_words";
import { LogView } from "./log_view";
import { makeMenu } from "./menu";
import { makeLinkedText } from "./message_view";
import { writeTranscript } from "./transcript";
import type { Clinic, Status } from "./types";
import type { Words } from "./words";

/** How long a word such as "copied" stays; ms. */
const SAID_FOR = 6000;

/** The words of the status line with the clinic's number; "" is silence. */
export function writeStatus(status: Status, clinic: Clinic, words: Words): string {
  if (status.name === "ready") return "";
  const seconds = status.name === "limited" ? status.seconds : 0;
  const own = status.name === "unavailable" && status.words;
  const text = own || fillWords(words[status.name], clinic, words, seconds);
  // The server's words may name the number already.
  if (!clinic.phone || text.includes(clinic.phone)) return text;
  return `${text} ${fillWords(words.callClinic, clinic, words)}`;
}

/** Builds the elements once and keeps them in step with the conversation. */
export class View {
  readonly #root: ShadowRoot;
  readonly #conversation: Conversation;
  readonly #words: Words;
  readonly #keep: string;
  readonly #onToggle: (isOpen: boolean) => void;
  readonly #launcher: HTMLElement;
  readonly #panel: HTMLDialogElement;
  readonly #input: HTMLTextAreaElement;
  readonly #log: LogView;
  readonly #title = make("h2", { id: "title" });
  readonly #notice = make("p", { part: "notice", id: "notice" });
  readonly #status = make("p", { part: "status", role: "status" });
  readonly #end = new AbortController();
  #clinic?: Clinic;
  #said = "";
  #saidTimer = 0;

  constructor(
    root: ShadowRoot,
    conversation: Conversation,
    words: Words,
    keep: string,
    onToggle: (isOpen: boolean) => void,
  ) {
    this.#root = root;
    this.#conversation = conversation;
    this.#words = words;
    this.#keep = keep;
    this.#onToggle = onToggle;
    const name = [makeIcon(ICONS.chat), words.launcher];
    // It is never seen while the panel is open, so that it has nothing else to say.
    const popup = { "aria-haspopup": "dialog", "aria-expanded": "false" };
    this.#launcher = makeButton("launcher", () => this.open(), name, popup);
    this.#log = new LogView(words, conversation);
    // Where other words or another server have made a new view, what was half written goes on.
    const draft = root.querySelector("textarea")?.value ?? "";
    const composer = makeComposer(words, draft, (text) => conversation.send(text));
    this.#input = composer.input;
    const menu = makeMenu(words, {
      copy: () => this.#copy(),
      download: () => saveFile("chat.txt", "text/plain", this.#write()),
      restart: () => conversation.restart(),
      forget: () => this.#forget(),
    });
    this.#panel = make(
      "dialog",
      { part: "panel", "aria-labelledby": "title", "aria-describedby": "notice" },
      make(
        "header",
        { part: "header" },
        make("span", { class: "mark" }, makeIcon(ICONS.chat)),
        this.#title,
        menu.element,
        makeIconButton("close", () => this.close(), ICONS.close, words.close),
      ),
      this.#notice,
      this.#log.element,
      this.#status,
      composer.form,
    );
    this.#listen(menu.close);
    root.replaceChildren(make("div", { class: "root" }, this.#launcher, this.#panel));
    this.render();
  }

  /** Opens the panel on the visitor's or the page's wish. */
  open(): void {
    if (this.#panel.open || !this.#panel.isConnected) return;
    const isNew = !this.#conversation.isOpen;
    this.#launcher.hidden = true;
    this.#panel.showModal();
    // On a phone a focused field would bring up the keyboard, over what there is to read.
    (matchMedia("(pointer: coarse)").matches ? this.#log.element : this.#input).focus();
    this.#showEnd();
    this.#conversation.setOpen(true);
    if (isNew) this.#onToggle(true);
  }

  close(): void {
    this.#panel.close();
  }

  /** Ends what would outlive the elements. */
  stop(): void {
    this.#end.abort();
  }

  /** Brings the elements in step with the conversation. */
  render(): void {
    const { state } = this.#conversation;
    const focused = this.#root.activeElement;
    if (state.clinic !== this.#clinic) this.#showClinic(state.clinic);
    this.#log.render(state);
    this.#showStatus();
    // What had the focus may be gone, such as a retry button. The focus must not fall out.
    if (focused && !this.#root.activeElement) this.#input.focus();
  }

  #listen(closeMenu: () => void): void {
    const panel = this.#panel;
    let isOutside = false;
    panel.onpointerdown = ({ target, clientX: x, clientY: y }) => {
      const { left, right, top, bottom } = panel.getBoundingClientRect();
      isOutside = target === panel && (x < left || x > right || y < top || y > bottom);
      if (!(target as Element).closest(".menu")) closeMenu();
    };
    // The press decides, not the release: a selection dragged out of the panel must not close it.
    panel.onclick = ({ target }) => {
      if (isOutside && target === panel) this.close();
    };
    panel.onclose = ({ target }) => {
      // The menu's question is a dialog, too.
      if (target !== panel) return;
      this.#launcher.hidden = false;
      // The browser gives the focus back to the page's own button, but the launcher was hidden.
      const { body, activeElement = body } = document;
      if (activeElement === body || this.#root.activeElement) this.#launcher.focus();
      this.#conversation.setOpen(false);
      this.#onToggle(false);
    };
    const viewport = window.visualViewport;
    const fit = ({ scale, height }: VisualViewport) => {
      // The keyboard of a phone covers the page without making it smaller; a zoom is no keyboard.
      const isCovered = scale === 1 && height < innerHeight - 1;
      panel.style.setProperty("--visible", isCovered ? `${height}px` : null);
    };
    viewport?.addEventListener("resize", () => fit(viewport), { signal: this.#end.signal });
  }

  #showClinic(clinic: Clinic): void {
    const words = this.#words;
    this.#clinic = clinic;
    const title = clinic.name ? words.title : words.titleWithoutName;
    this.#title.textContent = fillWords(title, clinic, words);
    const notice = this.#keep === "tab" ? words.noticeTab : words.notice;
    const filled = fillWords(notice, clinic, words);
    this.#notice.replaceChildren(...makeLinkedText(filled, listPhones(clinic)));
    this.#input.maxLength = clinic.max_message_characters ?? 2000;
  }

  /** What was said stays until its time is over, whatever the conversation has to say. */
  #showStatus(): void {
    const { status, clinic } = this.#conversation.state;
    const text = this.#said || writeStatus(status, clinic, this.#words);
    if (text === this.#status.textContent) return;
    this.#status.replaceChildren(...makeLinkedText(text, listPhones(clinic)));
    this.#showEnd();
  }

  /** Where the panel is too low for all it holds, as at 400 % zoom, it scrolls as a whole. */
  #showEnd(): void {
    this.#panel.scrollTop = this.#panel.scrollHeight;
  }

  #say(words: string): void {
    clearTimeout(this.#saidTimer);
    this.#said = words;
    this.#showStatus();
    if (words) this.#saidTimer = window.setTimeout(() => this.#say(""), SAID_FOR);
  }

  #write(): string {
    const { messages, clinic } = this.#conversation.state;
    return writeTranscript(messages, this.#words, clinic);
  }

  async #copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.#write());
      this.#say(this.#words.copied);
    } catch {
      // The page or the browser may refuse, and pages without https have no clipboard at all.
      this.#say(this.#words.copyFailed);
    }
  }

  async #forget(): Promise<void> {
    const isDeleted = await this.#conversation.forget();
    this.#say(isDeleted ? this.#words.deleted : this.#words.deleteFailed);
  }
}
