/** Finds the links in a text. */

/** A piece of a text; with `href` it is a link. */
export interface Part {
  text: string;
  href?: string;
}

const ADDRESS = String.raw`(?:https?:\/\/|mailto:|tel:)[^\s<>"“”]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+`;
const SAFE = /^(?:https?|mailto|tel):$/;

/** Gives the tel: address of a phone number as people write it. */
export function phoneLink(phone: string): string {
  return `tel:${phone.replace(/[^\d+*#]/g, "")}`;
}

function findHref(text: string): string | undefined {
  try {
    const url = new URL(/^\w+:/.test(text) ? text : `mailto:${text}`);
    return SAFE.test(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Splits a text into plain parts and links: http, https, mailto and tel addresses, e-mail addresses
 * and the `phones` that are known. Joined, the parts' texts are the text.
 */
export function splitLinks(text: string, phones: readonly string[]): Part[] {
  const numbers = phones.map((phone) => phone.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  // A number is taken only where it stands alone: no 911 out of 9115. There is no look-behind,
  // because older Safari would refuse the whole script for it.
  const known = numbers && `|(^|[^\\w+.-])(${numbers})(?![-.]?\\w)`;
  const parts: Part[] = [];
  let end = 0;
  const add = (from: number, link: string, href: string) => {
    if (from > end) parts.push({ text: text.slice(end, from) });
    parts.push({ text: link, href });
    end = from + link.length;
  };
  for (const match of text.matchAll(new RegExp(ADDRESS + known, "gi"))) {
    if (match[2]) {
      add(match.index + (match[1]?.length ?? 0), match[2], phoneLink(match[2]));
      continue;
    }
    // The full stop or bracket behind an address belongs to the sentence.
    const link = match[0].replace(match[0].includes("(") ? /[.,;:!?'’]+$/ : /[.,;:!?'’)\]}]+$/, "");
    const href = findHref(link);
    if (href) add(match.index, link, href);
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}
