/**
 * The keyboard. One listener for the window; screens add what they do with a key while they are shown.
 *
 * A key typed into a field is the field's, and one pressed under an open dialog is the dialog's; only "stop all" works
 * from anywhere.
 */
import { useEffect, useRef } from "react";

/** Whether the shown key is ⌘ (Apple) or Ctrl. */
export const isApple = /Mac|iPhone|iPad/.test(navigator.platform);
export const PALETTE_KEYS = isApple ? "⌘K" : "Ctrl K";
export const STOP_KEYS = isApple ? "⌘ ⇧ K" : "Ctrl Shift K";

/** How long a `g` waits for its letter. */
const CHORD_MS = 1200;

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
  !(target instanceof HTMLInputElement && /^(checkbox|radio|button)$/.test(target.type));

/** Whether a dialog, a question or an open list lies over the screen. */
export const dialogOpen = (): boolean =>
  document.querySelector("[role=dialog],[role=alertdialog],[role=listbox]:not([data-list])") !== null;

/** A key or a chord ("g o") to what it does. */
export type Keys = Record<string, (event: KeyboardEvent) => void>;

export function useHotkeys(keys: Keys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    let first = "";
    let timer: ReturnType<typeof setTimeout> | undefined;
    const forget = () => {
      first = "";
      clearTimeout(timer);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      if (event.ctrlKey || event.metaKey || event.altKey) return forget();
      if (typing(event.target) || dialogOpen()) return forget();
      const chord = first ? `${first} ${event.key}` : event.key;
      forget();
      const act = latest.current[chord];
      if (act) {
        event.preventDefault();
        act(event);
        return;
      }
      if (Object.keys(latest.current).some((key) => key.startsWith(`${event.key} `))) {
        first = event.key;
        timer = setTimeout(forget, CHORD_MS);
      }
    };
    window.addEventListener("keydown", onKey);
    return () => {
      window.removeEventListener("keydown", onKey);
      forget();
    };
  }, []);
}

/** Ctrl/⌘ Shift K, from any focus. */
export function useStopKey(stop: () => void): void {
  const latest = useRef(stop);
  latest.current = stop;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.shiftKey && event.key.toLowerCase() === "k") {
        event.preventDefault();
        latest.current();
      }
    };
    window.addEventListener("keydown", onKey, { capture: true });
    return () => window.removeEventListener("keydown", onKey, { capture: true });
  }, []);
}

/** Ctrl/⌘ K, from any focus, unless a question is open. */
export function usePaletteKey(toggle: () => void): void {
  const latest = useRef(toggle);
  latest.current = toggle;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      if (event.key.toLowerCase() !== "k" || document.querySelector("[role=alertdialog]")) return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener("keydown", onKey, { capture: true });
    return () => window.removeEventListener("keydown", onKey, { capture: true });
  }, []);
}

/** Puts the caret into the screen's filter. */
export function focusFilter(): void {
  document.querySelector<HTMLInputElement>("[data-filter]")?.focus();
}

/** Moves the focus by `step` among the rows on screen that carry `data-row`, and returns the one it went to. */
export function moveRow(step: 1 | -1): HTMLElement | null {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")];
  if (rows.length === 0) return null;
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const marked = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
  const from = here >= 0 ? here : marked;
  const next = rows[from < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, from + step))] ?? null;
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return next;
}
