/** A few choices side by side, of which one holds: a radio group, moved through with the arrow keys. */
import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import type { ReactNode } from "react";
import { cn } from "./cn";

const SIZES = {
  sm: "h-5 px-1.5 text-label leading-5",
  md: "h-6 px-2 text-small leading-6 huge:px-3 huge:text-body",
  lg: "h-6 px-3 text-body leading-6",
} as const;

interface SegmentedProps<T extends string> {
  label: string;
  value: T;
  options: { value: T; label: ReactNode; title?: string }[];
  onChange(value: T): void;
  /** `md` is `lg` where there is room, and narrower in a full toolbar. */
  size?: "sm" | "md" | "lg";
  className?: string;
}

export function Segmented<T extends string>({
  label,
  value,
  options,
  onChange,
  size = "lg",
  className,
}: SegmentedProps<T>) {
  return (
    <RadioGroup
      aria-label={label}
      value={value}
      onValueChange={(next) => onChange(next as T)}
      className={cn("inline-flex shrink-0 gap-0.5 rounded-control bg-raised p-0.5", className)}
    >
      {options.map((option) => (
        <Radio.Root
          key={option.value}
          value={option.value}
          data-tip={option.title}
          className={cn(
            "cursor-pointer whitespace-nowrap rounded-chip text-center font-medium text-text-2 transition-colors duration-120 hover:text-text",
            "data-checked:bg-border data-checked:text-text in-data-[theme=light]:data-checked:bg-surface in-data-[theme=light]:data-checked:shadow-[0_0_0_1px_var(--border)]",
            SIZES[size],
          )}
        >
          {option.label}
        </Radio.Root>
      ))}
    </RadioGroup>
  );
}
