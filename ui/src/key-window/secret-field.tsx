/** A field for a secret: masked, uncontrolled, remembered by nobody. What it holds is read once, by whoever asks for it, and goes. */
import type { ReactNode, Ref } from "react";
import { useId, useImperativeHandle, useRef } from "react";
import { cn } from "@/components/ui/cn";

/** So many dots, whatever the length of what they stand for. */
const MASK = "•".repeat(32);

export interface SecretField {
  /** What is in the field; it is empty from then on. */
  take(): string;
  empty(): void;
  focus(): void;
}

interface SecretFieldProps {
  ref?: Ref<SecretField>;
  label: string;
  /** At the end of the label's line. */
  aside?: string;
  /** Something was entered here and is with the program now. */
  held?: string | undefined;
  invalid?: boolean;
  icon: ReactNode;
  children?: ReactNode;
  autoFocus?: boolean;
  /** The field's length, and whether it was pasted. */
  onEntered(length: number, text: () => string, pasted: boolean): void;
}

export function SecretField({
  ref,
  label,
  aside,
  held,
  invalid = false,
  icon,
  children,
  autoFocus,
  onEntered,
}: SecretFieldProps) {
  const id = useId();
  const note = useId();
  const field = useRef<HTMLInputElement>(null);
  useImperativeHandle(
    ref,
    (): SecretField => ({
      take() {
        const text = field.current?.value ?? "";
        if (field.current) field.current.value = "";
        return text;
      },
      empty() {
        if (field.current) field.current.value = "";
      },
      focus: () => field.current?.focus(),
    }),
    [],
  );
  return (
    <div className="grid min-w-0 gap-1">
      <span className="flex items-baseline gap-2 text-label text-text-2">
        <label htmlFor={id} className="truncate">
          {label}
        </label>
        {aside && <output className="numeric ml-auto shrink-0 text-text-3">{aside}</output>}
      </span>
      <span className="flex min-w-0 gap-2">
        <span
          className={cn(
            "flex h-9 min-w-0 flex-1 items-center gap-2.5 rounded-control border bg-bg px-3 focus-within:outline-2 focus-within:outline-offset-0 focus-within:outline-accent",
            invalid ? "border-alarm" : "border-control",
          )}
        >
          <span aria-hidden className="shrink-0 text-text-2">
            {icon}
          </span>
          <input
            ref={field}
            id={id}
            type="password"
            autoComplete="off"
            autoCorrect="off"
            autoCapitalize="off"
            spellCheck={false}
            // biome-ignore lint/a11y/noAutofocus: the window was opened to enter this
            autoFocus={autoFocus}
            placeholder={held ? MASK : undefined}
            aria-invalid={invalid || undefined}
            aria-describedby={held ? note : undefined}
            onInput={(event) => {
              const { currentTarget, nativeEvent } = event;
              const pasted = (nativeEvent as InputEvent).inputType === "insertFromPaste";
              onEntered(currentTarget.value.length, () => currentTarget.value, pasted);
            }}
            className="w-full min-w-0 bg-transparent tracking-[.08em] outline-none placeholder:text-text"
          />
          {held && (
            <span id={note} className="sr-only">
              {held}
            </span>
          )}
        </span>
        {children}
      </span>
    </div>
  );
}
