/** A labelled text field with its unit inside and, when something is wrong, the sentence under it. */
import { CircleAlert } from "lucide-react";
import type { ComponentProps } from "react";
import { useId } from "react";
import { cn } from "./cn";

export interface FieldProps extends Omit<ComponentProps<"input">, "onChange" | "value"> {
  label: string;
  /** Keeps the label for readers only. */
  hideLabel?: boolean;
  unit?: string | undefined;
  value: string;
  problem?: string | undefined;
  /** What is right, and may not be what was meant. */
  warning?: string | undefined;
  hint?: string | undefined;
  onChange(value: string): void;
  fieldClassName?: string;
}

export function Field({
  label,
  hideLabel,
  unit,
  value,
  problem,
  warning,
  hint,
  onChange,
  className,
  fieldClassName,
  ...rest
}: FieldProps) {
  const id = useId();
  const note = useId();
  const said = problem ?? warning;
  const described = said || hint ? note : undefined;
  return (
    <div className={cn("grid content-start gap-0.5", className)}>
      <label
        htmlFor={id}
        className={hideLabel ? "sr-only" : "truncate text-label text-text-2"}
        data-tip={label}
      >
        {label}
      </label>
      <span
        className={cn(
          "flex h-7 items-center gap-1 rounded-control border bg-bg px-2 focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-accent",
          problem ? "border-loss" : "border-control",
          fieldClassName,
        )}
      >
        <input
          spellCheck={false}
          autoComplete="off"
          {...rest}
          id={id}
          value={value}
          aria-invalid={problem ? true : undefined}
          aria-describedby={described}
          onChange={(event) => onChange(event.target.value)}
          className="numeric w-full min-w-0 bg-transparent outline-none placeholder:text-text-3"
        />
        {unit && <span className="shrink-0 text-text-3">{unit}</span>}
      </span>
      {said ? (
        <p id={note} className={cn("flex items-start gap-1 text-label", problem ? "text-loss" : "text-warn")}>
          <CircleAlert aria-hidden size={12} className="mt-0.5 shrink-0" />
          {said}
        </p>
      ) : (
        hint && (
          <p id={note} className="text-label text-text-3">
            {hint}
          </p>
        )
      )}
    </div>
  );
}
