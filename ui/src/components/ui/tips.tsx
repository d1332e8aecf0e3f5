/**
 * Explanations of our own, in place of the browser's: quick, in the window's look, with the key that does the same.
 *
 * Whatever has `data-tip` is explained where it is pointed at or has the focus by keyboard; `data-keys` stands beside the text.
 * What cannot have the focus is reached all the same: in a row that has it the arrows go from cell to cell, and `i` goes
 * through everything on the screen that is explained. One layer for the window: rows by the thousand carry only their text.
 */
import { Tooltip } from "@base-ui/react/tooltip";
import { useEffect, useRef, useState } from "react";
import { dialogOpen } from "@/app/hotkeys";
import { Kbd } from "./kbd";

/** A pointer that only passes asks for nothing; where one was shown just now, the next one comes at once. */
const REST_MS = 250;
const WARM_MS = 400;

interface Shown {
  anchor: Element;
  text: string;
  keys: string | null;
}

const ID = "tip";

/** Escape takes an explanation away (see `watch`) and is still the screen's: one may come with the focus, unasked. */
const leaveTheKey = (_open: boolean, details: Tooltip.Root.ChangeEventDetails) => {
  details.cancel();
  details.allowPropagation();
};

export function Tips() {
  const [shown, setShown] = useState<Shown | null>(null);
  const latest = useRef<Shown | null>(null);
  useEffect(
    () =>
      watch((next) => {
        latest.current = next;
        setShown(next);
      }, latest),
    [],
  );
  useDescribed(shown);
  // While it leaves it goes on saying what it said.
  const last = useRef<Shown | null>(null);
  if (shown) last.current = shown;
  const said = shown ?? last.current;
  return (
    <Tooltip.Root open={shown !== null} onOpenChange={leaveTheKey}>
      <Tooltip.Portal>
        <Tooltip.Positioner
          anchor={said?.anchor ?? null}
          side="top"
          sideOffset={6}
          collisionPadding={8}
          className="pointer-events-none z-50"
        >
          <Tooltip.Popup
            id={ID}
            role="tooltip"
            className="flex max-w-90 items-center gap-2 rounded-control border border-border bg-raised px-2 py-1 text-small text-text shadow-float"
          >
            <span className="whitespace-pre-line break-words">{said?.text}</span>
            {said?.keys && <Kbd>{said.keys}</Kbd>}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

/** Whoever reads the screen hears it with what it explains, unless that is its very name. */
function useDescribed(shown: Shown | null): void {
  useEffect(() => {
    if (!shown) return;
    const { anchor, text } = shown;
    if (anchor.getAttribute("aria-label") === text || anchor.hasAttribute("aria-describedby")) return;
    anchor.setAttribute("aria-describedby", ID);
    return () => anchor.removeAttribute("aria-describedby");
  }, [shown]);
}

const tipOf = (target: EventTarget | null): Shown | null => {
  const anchor = target instanceof Element ? target.closest("[data-tip]") : null;
  const text = anchor?.getAttribute("data-tip");
  return anchor && text ? { anchor, text, keys: anchor.getAttribute("data-keys") } : null;
};

const isVisible = (element: Element): boolean => {
  const { width, height } = element.getBoundingClientRect();
  return width > 0 && height > 0;
};

/** The explained things within, in the order in which they stand. */
const tipsIn = (root: ParentNode): Element[] => [...root.querySelectorAll("[data-tip]")].filter(isVisible);

/** Calls with what is to be shown, or with nothing. */
function watch(show: (shown: Shown | null) => void, now: { current: Shown | null }): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let warmUntil = 0;
  /** Shown by the keyboard: a pointer that lies there does not take it away. */
  let byKeys = false;
  /** The last thing done was a key: the focus goes where the person goes. */
  let keyboard = true;

  const hide = () => {
    clearTimeout(timer);
    if (!now.current) return;
    warmUntil = performance.now() + WARM_MS;
    byKeys = false;
    show(null);
  };
  const put = (shown: Shown | null, keyboard: boolean) => {
    clearTimeout(timer);
    byKeys = keyboard && shown !== null;
    show(shown);
  };
  const onOver = (event: PointerEvent) => {
    if (event.pointerType === "touch") return;
    const tip = tipOf(event.target);
    if (tip?.anchor === now.current?.anchor) return;
    clearTimeout(timer);
    if (!tip) {
      if (!byKeys) hide();
      return;
    }
    const warm = now.current !== null || performance.now() < warmUntil;
    timer = setTimeout(() => put(tip, false), warm ? 0 : REST_MS);
  };
  const onFocus = (event: FocusEvent) => {
    if (!(event.target instanceof Element) || !keyboard) return;
    // A row is not explained by one of its cells, nor a field by what stands around it.
    const tip = tipOf(event.target);
    if (tip) put(tip, true);
    else hide();
  };
  const walk = (among: Element[], step: number): boolean => {
    if (among.length === 0) return false;
    const at = now.current ? among.indexOf(now.current.anchor) : -1;
    const next = at < 0 ? (step > 0 ? 0 : among.length - 1) : at + step;
    const anchor = among[next];
    anchor?.scrollIntoView({ block: "nearest", inline: "nearest" });
    put(anchor ? tipOf(anchor) : null, true);
    return true;
  };
  const onKey = (event: KeyboardEvent) => {
    keyboard = true;
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof Element)) return;
    const { target } = event;
    // Where the focus goes to says what is shown next.
    if (event.key === "Tab") return;
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step !== undefined && target.matches("[data-row]")) {
      if (walk(tipsIn(target), step)) event.preventDefault();
      return;
    }
    const isField = target.matches("input,textarea,select,[contenteditable=true],[role=listbox] *");
    if (event.key.toLowerCase() === "i" && !isField && !dialogOpen()) {
      const screen = document.getElementById("main") ?? document;
      if (walk(tipsIn(screen), event.shiftKey ? -1 : 1)) event.preventDefault();
      return;
    }
    hide();
  };
  const onLeave = () => hide();
  const onPress = () => {
    keyboard = false;
    hide();
  };
  // Where the focus goes to something else, that says what is shown.
  const onBlur = (event: FocusEvent) => {
    if (!event.relatedTarget) hide();
  };
  document.addEventListener("pointerover", onOver);
  document.addEventListener("focusin", onFocus);
  document.addEventListener("focusout", onBlur);
  document.addEventListener("pointerdown", onPress);
  document.addEventListener("scroll", onLeave, { capture: true, passive: true });
  window.addEventListener("keydown", onKey, { capture: true });
  window.addEventListener("blur", onLeave);
  return () => {
    clearTimeout(timer);
    document.removeEventListener("pointerover", onOver);
    document.removeEventListener("focusin", onFocus);
    document.removeEventListener("focusout", onBlur);
    document.removeEventListener("pointerdown", onPress);
    document.removeEventListener("scroll", onLeave, { capture: true });
    window.removeEventListener("keydown", onKey, { capture: true });
    window.removeEventListener("blur", onLeave);
  };
}
