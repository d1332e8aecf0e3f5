/**
 * A filter that is typed here at once and told when the typing rests. What changes outside (a cleared filter, the back
 * key) is taken over; what is on its way out is not taken for such a change.
 */
import { useEffect, useRef, useState } from "react";

/** A person types faster than an engine should be asked. */
const RESTS_AFTER_MS = 250;

export interface TypedText {
  text: string;
  setText(text: string): void;
  /** Tells nothing more of what was typed: the screen is being left. */
  settle(): void;
}

export function useTyped(value: string, tell: (text: string) => void): TypedText {
  const [text, setText] = useState(value);
  const agreed = useRef(value);
  const latest = useRef(tell);
  latest.current = tell;
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    if (value === agreed.current) return;
    agreed.current = value;
    setText(value);
  }, [value]);
  useEffect(() => {
    if (text === agreed.current) return;
    timer.current = setTimeout(() => {
      agreed.current = text;
      latest.current(text);
    }, RESTS_AFTER_MS);
    return () => clearTimeout(timer.current);
  }, [text]);
  return { text, setText, settle: () => clearTimeout(timer.current) };
}
