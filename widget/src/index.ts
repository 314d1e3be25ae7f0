/** Registers the element, unless the page has it already. */

import { ClinicChat } from "./clinic_chat";

if (!customElements.get("clinic-chat")) customElements.define("clinic-chat", ClinicChat);
