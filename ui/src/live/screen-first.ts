/**
 * A click goes before what the engine tells: from the moment a screen is asked for until it has been painted, updates and answers wait. One
 * that comes in between would have half of the window drawn twice before the person sees what they asked for.
 *
 * Invariant: everything that waits is done, once, in the order in which it came.
 */
import { notifyManager } from "@tanstack/react-query";

/** A window that gets no frames must not wait for them. */
const AT_MOST_MS = 250;

let waiting: (() => void)[] | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
/** Which coming of a screen it is. */
let turn = 0;

/** A screen has been asked for. */
export function screenComes(): void {
  turn += 1;
  waiting ??= [];
  clearTimeout(timer);
  timer = setTimeout(release, AT_MOST_MS);
}

/** The screen is in the page. What it still waits for itself is not held back. */
export function screenIsThere(root: ParentNode = document): void {
  if (!waiting) return;
  if (root.querySelector("#main :is(.skeleton, [aria-busy=true])")) {
    release();
    return;
  }
  const mine = turn;
  // The callback runs before the paint, the message after it.
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      if (turn === mine) release();
    };
    channel.port2.postMessage(null);
  });
}

function release(): void {
  clearTimeout(timer);
  const acts = waiting ?? [];
  waiting = null;
  for (const act of acts) {
    try {
      act();
    } catch (error) {
      // Of one alone: the others are done all the same.
      setTimeout(() => {
        throw error;
      }, 0);
    }
  }
}

/** Does it now or, while a screen comes, after that. */
export function afterScreen(act: () => void): void {
  if (waiting) waiting.push(act);
  else act();
}

/** Answers reach the pages that way, too. */
export function holdAnswers(): void {
  notifyManager.setScheduler((act) => afterScreen(() => setTimeout(act, 0)));
}
