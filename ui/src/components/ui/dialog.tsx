/**
 * A question before something that cannot be undone: a title that asks, what will happen with figures, and a button whose
 * word is the deed. Esc and the quiet button change nothing.
 */
import { AlertDialog } from "@base-ui/react/alert-dialog";
import type { ReactNode, RefObject } from "react";
import { useRef } from "react";
import { Button } from "./button";

/**
 * What had the focus when it opened, a table's row too: it gets it back. Where that is gone, or cannot be used any more since
 * the answer was given, the page gets it: from nowhere the next key would go to the first thing in the window.
 */
function useAsker(open: boolean): () => HTMLElement | false {
  const asker = useRef<HTMLElement | null>(null);
  const was = useRef(false);
  if (open && !was.current)
    asker.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  was.current = open;
  return () => {
    const back = asker.current;
    if (back?.isConnected && back !== document.body && !back.matches(":disabled")) return back;
    // The page itself, and not the first button in it, which the library would take for it.
    setTimeout(() => document.getElementById("main")?.focus({ preventScroll: true }));
    return false;
  };
}

interface QuestionProps {
  open: boolean;
  onOpenChange(open: boolean): void;
  title: string;
  children: ReactNode;
  /** What has the focus when it opens: the answer that cannot harm. */
  quiet: RefObject<HTMLButtonElement | null>;
  /** The buttons. */
  answers: ReactNode;
  /** There are three of them. */
  wide?: boolean;
}

/** The box of a question; Esc closes it without an answer. */
export function Question({
  open,
  onOpenChange,
  title,
  children,
  quiet,
  answers,
  wide = false,
}: QuestionProps) {
  const asker = useAsker(open);
  return (
    <AlertDialog.Root open={open} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="fixed inset-x-0 top-11 bottom-0 z-30 bg-scrim transition-opacity duration-180 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <AlertDialog.Popup
          initialFocus={quiet}
          finalFocus={asker}
          className={`fixed top-1/2 left-1/2 z-40 grid max-h-[calc(100vh-48px)] ${wide ? "w-[min(620px,calc(100vw-48px))]" : "w-[min(520px,calc(100vw-48px))]"} -translate-x-1/2 -translate-y-1/2 gap-3 overflow-auto rounded-card border border-border bg-raised p-5 shadow-float transition-[opacity,scale] duration-180 data-ending-style:scale-98 data-ending-style:opacity-0 data-starting-style:scale-98 data-starting-style:opacity-0`}
        >
          <AlertDialog.Title className="font-semibold text-section">{title}</AlertDialog.Title>
          <AlertDialog.Description render={<div />} className="grid gap-2 text-text-2">
            {children}
          </AlertDialog.Description>
          <div className="mt-1 flex flex-wrap justify-end gap-2">{answers}</div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

interface ConfirmProps {
  open: boolean;
  onOpenChange(open: boolean): void;
  title: string;
  children: ReactNode;
  keep: string;
  confirm: string;
  /** Whether the deed takes something away (red) or sets something up. */
  danger?: boolean;
  busy?: boolean;
  disabled?: boolean;
  /** The deed is the safe answer, and has the focus. */
  deedIsSafe?: boolean;
  onConfirm(): void;
}

export function Confirm({
  open,
  onOpenChange,
  title,
  children,
  keep,
  confirm,
  danger = true,
  busy,
  disabled,
  deedIsSafe = false,
  onConfirm,
}: ConfirmProps) {
  const quiet = useRef<HTMLButtonElement>(null);
  const deed = useRef<HTMLButtonElement>(null);
  return (
    <Question
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      quiet={deedIsSafe ? deed : quiet}
      answers={
        <>
          <AlertDialog.Close render={<Button ref={quiet} size="lg" disabled={busy ?? false} />}>
            {keep}
          </AlertDialog.Close>
          <Button
            ref={deed}
            size="lg"
            look={danger ? "danger-fill" : "primary"}
            busy={busy ?? false}
            disabled={disabled ?? false}
            onClick={onConfirm}
          >
            {confirm}
          </Button>
        </>
      }
    >
      {children}
    </Question>
  );
}
