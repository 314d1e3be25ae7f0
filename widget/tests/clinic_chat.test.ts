/** The element as a page uses it. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ClinicChat } from "#src/clinic_chat";
import { FakeServer, SERVER } from "./fake_server";

customElements.define("clinic-chat", ClinicChat);

let server: FakeServer;
let chat: ClinicChat;

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  server = new FakeServer();
  chat = document.createElement("clinic-chat") as ClinicChat;
  chat.setAttribute("server", SERVER);
});

afterEach(() => chat.remove());

function field(): HTMLTextAreaElement | null | undefined {
  return chat.shadowRoot?.querySelector("textarea");
}

function panel(): HTMLDialogElement | null | undefined {
  return chat.shadowRoot?.querySelector<HTMLDialogElement>('[part="panel"]');
}

test("what is half written outlives a change of the page's wishes", async () => {
  document.body.append(chat);
  const before = field();
  if (before) before.value = "half a sentence";
  chat.setAttribute("phone", "555-0100");
  chat.words = { send: "Go" };
  await vi.waitFor(() => expect(field()).not.toBe(before));
  expect(field()?.value).toBe("half a sentence");
});

test("the page may open and send before the words of its language are there", async () => {
  chat.lang = "es";
  document.body.append(chat);
  chat.open();
  const sent = chat.send("hola");
  expect(panel()).toBeFalsy();
  await sent;
  expect(panel()?.open).toBe(true);
  expect(server.to("messages").map(({ body }) => body.message)).toEqual(["hola"]);
});

test("closed before it could open, it stays closed", async () => {
  chat.open();
  chat.close();
  document.body.append(chat);
  expect(panel()?.open).toBe(false);
});
