/** Gives the widget its look by a constructed sheet, which no content policy forbids. */

import messages from "./messages.css?inline";
import panel from "./panel.css?inline";
import theme from "./theme.css?inline";

let sheet: CSSStyleSheet | undefined;

/** Adopts the styles; all trees share one sheet. */
export function adoptStyles(root: ShadowRoot): void {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(theme + panel + messages);
  }
  root.adoptedStyleSheets = [sheet];
}
