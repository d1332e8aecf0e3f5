/**
 * A part of a picture's time, chosen by dragging over it or with the wheel, and the way back to all of it.
 *
 * The whole goes on while time does; a part stays where it was put. The wheel draws nearer around the pointer; away from
 * the whole it does nothing, so that a page that is scrolled past a picture goes on scrolling. With the picture focused, + and
 * − do the same, 0 and Escape lead back.
 */
import type { PointerEvent, RefObject } from "react";
import { useEffect, useRef, useState } from "react";
import type { Extent } from "./scale";

/** A drag shorter than this is a press. */
const DRAG_PX = 5;
/** A turn of the wheel. */
const WHEEL = 0.0016;
const KEY = 0.5;

/** `part` of `full`, no shorter than `least` and wholly within it; all of it where it would be longer. */
export function within(part: Extent, full: Extent, least: number): Extent | null {
  const span = Math.max(part.to - part.from, least);
  if (span >= full.to - full.from) return null;
  const from = Math.min(full.to - span, Math.max(full.from, part.from));
  return { from, to: from + span };
}

/** The view made `factor` times as long, with the instant `at` staying where it is. */
export function scaled(view: Extent, factor: number, at: number): Extent {
  return { from: at - (at - view.from) * factor, to: at + (view.to - at) * factor };
}

interface ZoomOptions {
  full: Extent;
  /** The shortest that is shown. */
  least: number;
  /** How wide the plot is, from the left edge of the picture, px. */
  width: number;
  /** The instant at a place of the whole, where that is not straight. */
  back?(place: number): number;
}

export interface Zoom {
  ref: RefObject<SVGSVGElement | null>;
  view: Extent;
  zoomed: boolean;
  reset(): void;
  /** What is being dragged over, px; none while nothing is. */
  drag: Extent | null;
  onPointerDown(event: PointerEvent<SVGSVGElement>): void;
  onPointerMove(event: PointerEvent<SVGSVGElement>): void;
  onPointerUp(event: PointerEvent<SVGSVGElement>): void;
  onPointerCancel(): void;
  /** Whether the key was one of its own. */
  onKey(key: string, around?: number): boolean;
}

export function useZoom({ full, least, width, back }: ZoomOptions): Zoom {
  const ref = useRef<SVGSVGElement>(null);
  const [part, setPart] = useState<Extent | null>(null);
  const [drag, setDrag] = useState<Extent | null>(null);
  const inside = part === null ? null : within(part, full, least);
  const view = inside ?? full;
  const at = (place: number) => {
    const inner = Math.min(width, Math.max(0, place));
    if (inside === null && back) return back(inner);
    return view.from + (inner / Math.max(1, width)) * (view.to - view.from);
  };
  const zoom = (factor: number, around: number) => setPart(within(scaled(view, factor, around), full, least));
  const latest = useRef({ zoom, at, zoomed: inside !== null });
  latest.current = { zoom, at, zoomed: inside !== null };

  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      const { zoom, at, zoomed } = latest.current;
      if (event.deltaY === 0 || (event.deltaY > 0 && !zoomed)) return;
      event.preventDefault();
      zoom(Math.exp(event.deltaY * WHEEL), at(event.clientX - element.getBoundingClientRect().left));
    };
    // React's own listeners are passive: the page would scroll too.
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, []);

  const placeOf = (event: PointerEvent<SVGSVGElement>) =>
    event.clientX - event.currentTarget.getBoundingClientRect().left;
  const reset = () => {
    setPart(null);
    setDrag(null);
  };
  return {
    ref,
    view,
    zoomed: inside !== null,
    reset,
    drag: drag !== null && Math.abs(drag.to - drag.from) >= DRAG_PX ? drag : null,
    onPointerDown: (event) => {
      const place = placeOf(event);
      if (event.button !== 0 || event.pointerType === "touch" || place > width) return;
      event.currentTarget.setPointerCapture?.(event.pointerId);
      setDrag({ from: place, to: place });
    },
    onPointerMove: (event) => {
      if (drag === null) return;
      setDrag({ from: drag.from, to: Math.min(width, Math.max(0, placeOf(event))) });
    },
    onPointerUp: (event) => {
      if (drag === null) return;
      const to = Math.min(width, Math.max(0, placeOf(event)));
      setDrag(null);
      if (Math.abs(to - drag.from) < DRAG_PX) return;
      const [left, right] = to < drag.from ? [to, drag.from] : [drag.from, to];
      setPart(within({ from: at(left), to: at(right) }, full, least));
    },
    onPointerCancel: () => setDrag(null),
    onKey: (key, around) => {
      const middle = around ?? (view.from + view.to) / 2;
      if (key === "+" || key === "=") zoom(KEY, middle);
      else if (key === "-" && inside !== null) zoom(1 / KEY, middle);
      else if ((key === "0" || key === "Escape") && (inside !== null || drag !== null)) reset();
      else return false;
      return true;
    },
  };
}
