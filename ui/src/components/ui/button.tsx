/** Buttons: one primary action a view, the rest quiet; `danger` asks, `danger-fill` does. */
import { LoaderCircle } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";

type Look = "default" | "primary" | "ghost" | "danger" | "danger-fill" | "on-danger";
type Size = "sm" | "md" | "lg";

interface ButtonProps extends ComponentProps<"button"> {
  look?: Look;
  size?: Size;
  icon?: ReactNode;
  /** Shows that it is under way and takes no second press. */
  busy?: boolean;
}

const LOOKS: Record<Look, string> = {
  default: "border-border bg-surface text-text hover:bg-raised",
  primary: "border-fill bg-fill text-on-fill hover:brightness-110",
  ghost: "border-transparent bg-transparent text-text-2 hover:bg-raised hover:text-text",
  danger:
    "border-[color-mix(in_srgb,var(--alarm)_55%,var(--border))] bg-transparent text-alarm hover:border-danger hover:bg-danger hover:text-on-danger",
  "danger-fill": "border-danger bg-danger text-on-danger hover:brightness-110",
  "on-danger": "border-on-danger bg-on-danger text-on-danger-strong hover:brightness-95",
};

const SIZES: Record<Size, string> = {
  sm: "h-6 px-2 text-small",
  md: "h-7 px-3 text-body",
  lg: "h-9 px-4 text-lead",
};

export function Button({
  look = "default",
  size = "md",
  icon,
  busy,
  disabled,
  className,
  children,
  ...rest
}: ButtonProps) {
  const off = disabled || busy;
  return (
    <button
      type="button"
      {...rest}
      disabled={off}
      aria-busy={busy || undefined}
      className={cn(
        "inline-flex shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-control border font-medium transition-colors duration-120",
        SIZES[size],
        off ? "border-border bg-raised text-text-3" : LOOKS[look],
        className,
      )}
    >
      {busy ? <LoaderCircle aria-hidden size={14} className="animate-[spin_1s_linear_infinite]" /> : icon}
      {children}
    </button>
  );
}

interface IconButtonProps extends ComponentProps<"button"> {
  /** What it does, for the title and for readers. */
  label: string;
}

/** A small square button that is only an icon. */
export function IconButton({ label, className, children, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      data-tip={label}
      aria-label={label}
      {...rest}
      className={cn(
        "inline-grid size-6 shrink-0 place-items-center rounded-chip text-text-2 transition-colors duration-120 hover:bg-raised hover:text-text disabled:text-text-3",
        className,
      )}
    >
      {children}
    </button>
  );
}
