/**
 * Edits that nobody saved yet: whoever leaves them is asked once, whichever way they leave. The quiet answer keeps them.
 */

import { useBlocker } from "@tanstack/react-router";
import { useEffect } from "react";
import { useText } from "@/i18n/use-text";
import { usePlatform } from "@/live/queries";
import { useFrame } from "@/live/store";
import { Confirm } from "./ui/dialog";

/** Where somebody goes: enough of it to know whether the edits are still there. */
export interface Leaving {
  /** The same page, with another filter or part of it open. */
  samePage: boolean;
  search: Record<string, unknown>;
}

/** Without an engine that answers, the window closes without a question. */
const ignored = () => undefined;

interface UnsavedProps {
  /** Whether there is anything to lose now; asked at the moment of leaving. */
  dirty(): boolean;
  /** Whether the edits are still on the screen there. */
  stays(next: Leaving): boolean;
  /** What was edited. */
  what: string;
}

export function Unsaved({ dirty, stays, what }: UnsavedProps) {
  const t = useText();
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) =>
      dirty() &&
      !stays({
        samePage: next.pathname === current.pathname,
        search: next.search as Record<string, unknown>,
      }),
    withResolver: true,
    enableBeforeUnload: false,
  });
  // The program asks here before it closes the window, too.
  const platform = usePlatform();
  const closing = useFrame((frame) => frame.closing);
  const unsaved = dirty();
  useEffect(() => {
    platform.noteEdits(unsaved).catch(ignored);
  }, [platform, unsaved]);
  useEffect(() => () => void platform.noteEdits(false).catch(ignored), [platform]);
  return (
    <Confirm
      open={closing || blocker.status === "blocked"}
      onOpenChange={(open) => {
        if (open) return;
        if (closing) platform.answerClosing(false).catch(ignored);
        else blocker.reset?.();
      }}
      title={t("unsaved.title")}
      keep={t("unsaved.keep")}
      confirm={t("unsaved.discard")}
      onConfirm={() => {
        if (closing) platform.answerClosing(true).catch(ignored);
        else blocker.proceed?.();
      }}
    >
      <p>{t("unsaved.text", { what })}</p>
    </Confirm>
  );
}
