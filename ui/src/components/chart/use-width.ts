/** The width of what it is put on, as it is now. */
import type { RefObject } from "react";
import { useEffect, useRef, useState } from "react";

/** What each had last: a chart that comes back is drawn at once as wide as it will be, and not a second time. */
const known = new Map<string, number>();

/** `name` is the place's own. */
export function useWidth(name: string, least = 240): [RefObject<HTMLDivElement | null>, number] {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(known.get(name) ?? 552);
  useEffect(() => {
    const element = ref.current;
    if (!element || typeof ResizeObserver === "undefined") return;
    const watch = new ResizeObserver(([entry]) => {
      if (!entry) return;
      const next = Math.max(least, Math.floor(entry.contentRect.width));
      known.set(name, next);
      setWidth(next);
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, [name, least]);
  return [ref, width];
}
