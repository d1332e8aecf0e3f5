/**
 * A footer with buttons at the bottom of the screen. While it is there, passing messages stand above it, however tall it
 * is: the tallest one's height is `--foot` (see `app/toasts.tsx`).
 */
import type { ComponentProps } from "react";
import { useLayoutEffect, useRef } from "react";

const feet = new Map<Element, number>();

function tell(): void {
  document.documentElement.style.setProperty("--foot", `${Math.max(0, ...feet.values())}px`);
}

export function Foot(props: ComponentProps<"footer">) {
  const ref = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const foot = ref.current;
    if (!foot) return;
    const measure = () => {
      feet.set(foot, foot.offsetHeight);
      tell();
    };
    const watch = new ResizeObserver(measure);
    watch.observe(foot);
    measure();
    return () => {
      watch.disconnect();
      feet.delete(foot);
      tell();
    };
  }, []);
  return <footer ref={ref} {...props} />;
}
