/**
 * A button that is pressed and held: it fills from the left while it is held, acts when it is full, and goes back when it is
 * let go before. With the keyboard Space or Enter is held. What presses without being able to hold (a screen reader) acts
 * at once: what this stands before is asked again outside of the window.
 */
import { LoaderCircle } from "lucide-react";
import type { KeyboardEvent, MouseEvent, PointerEvent, ReactNode } from "react";
import { useCallback, useEffect, useRef, useState } from "react";
import { cn } from "./cn";

export const HOLD_MS = 1000;

interface HoldButtonProps {
  children: ReactNode;
  /** What it says while it is held. */
  holding: string;
  disabled?: boolean;
  busy?: boolean;
  describedBy?: string;
  onHeld(): void;
}

export function HoldButton({
  children,
  holding,
  disabled = false,
  busy = false,
  describedBy,
  onHeld,
}: HoldButtonProps) {
  const [held, setHeld] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  // Whether a key is behind the click that follows.
  const keyed = useRef(false);
  const off = disabled || busy;

  const release = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = undefined;
    setHeld(false);
  }, []);
  useEffect(() => release, [release]);
  useEffect(() => {
    if (off) release();
  }, [off, release]);

  const begin = () => {
    if (off || timer.current !== undefined) return;
    setHeld(true);
    timer.current = setTimeout(() => {
      release();
      onHeld();
    }, HOLD_MS);
  };
  const down = (event: PointerEvent) => {
    if (event.button === 0) begin();
  };
  const keyDown = (event: KeyboardEvent) => {
    if (event.key !== " " && event.key !== "Enter") return;
    // Enter would click at once, and again as long as it is held.
    event.preventDefault();
    keyed.current = true;
    if (!event.repeat) begin();
  };
  const keyUp = () => {
    release();
    // Space clicks after it was let go.
    setTimeout(() => {
      keyed.current = false;
    });
  };
  const click = (event: MouseEvent) => {
    // A pointer's click is counted.
    if (event.detail === 0 && !keyed.current && !off) onHeld();
  };

  return (
    <button
      type="button"
      disabled={off}
      aria-busy={busy || undefined}
      aria-describedby={describedBy}
      onPointerDown={down}
      onPointerUp={release}
      onPointerLeave={release}
      onPointerCancel={release}
      onKeyDown={keyDown}
      onKeyUp={keyUp}
      onBlur={release}
      onClick={click}
      onContextMenu={(event) => event.preventDefault()}
      className={cn(
        "relative inline-flex h-9 shrink-0 touch-none items-center justify-center overflow-hidden whitespace-nowrap rounded-control border px-6 font-medium text-lead",
        off ? "border-border bg-raised text-text-3" : "border-live bg-bg text-text",
      )}
    >
      <span className="inline-flex items-center gap-1.5">
        {busy && <LoaderCircle aria-hidden size={14} className="animate-[spin_1s_linear_infinite]" />}
        {held ? holding : children}
      </span>
      {!off && (
        <span
          aria-hidden
          data-held={held || undefined}
          className="absolute inset-0 inline-flex items-center justify-center bg-live text-on-mode transition-[clip-path] duration-180 [clip-path:inset(0_100%_0_0)] data-held:duration-1000 data-held:ease-linear data-held:[clip-path:inset(0)]"
        >
          {held ? holding : children}
        </span>
      )}
    </button>
  );
}
