/** How a conversation ends: cut off, deleted by this tab, or emptied because another did. */

import type { Loader } from "./loader";
import type { Outbox } from "./outbox";
import type { Presenter } from "./presenter";
import type { Store } from "./store";
import type { Timeline } from "./timeline";
import type { VisitorSession } from "./visitor_session";

/** All that holds a part of the conversation, in memory or in the browser. */
export interface Holders {
  store: Store;
  session: VisitorSession;
  outbox: Outbox;
  loader: Loader;
  timeline: Timeline;
  presenter: Presenter;
}

/** What is under way no longer counts, and nothing more is sent. */
export function cutOff({ session, outbox, loader }: Holders): void {
  session.reset();
  outbox.hold();
  loader.cancel();
}

/** Takes the conversation out of sight; what is still pending begins a new one. */
export function empty(holders: Holders): void {
  cutOff(holders);
  holders.timeline.clear();
  holders.presenter.clear();
  holders.outbox.release();
}

/** Deletes the conversation everywhere; rejects if some of it may still be on the server. */
export async function forget(holders: Holders): Promise<void> {
  const { store, session, outbox, loader, presenter } = holders;
  cutOff(holders);
  // Whatever comes of the deletion, the words that the visitor wanted gone are not sent again.
  for (const { id } of store.pending) {
    store.drop(id);
  }
  presenter.changed();
  try {
    await session.forget();
    store.clear();
    empty(holders);
  } catch (error) {
    outbox.release();
    void loader.load();
    throw error;
  }
}
