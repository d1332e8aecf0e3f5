/** A choice from a list that drops down. */
import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronDown } from "lucide-react";
import type { ReactNode } from "react";

interface SelectProps<T extends string> {
  label: string;
  value: T;
  options: { value: T; label: string; icon?: ReactNode }[];
  onChange(value: T): void;
  className?: string;
}

export function Select<T extends string>({
  label,
  value,
  options,
  onChange,
  className = "",
}: SelectProps<T>) {
  return (
    <Base.Root items={options} value={value} onValueChange={(next) => onChange(next as T)}>
      <Base.Trigger
        aria-label={label}
        className={`inline-flex h-7 shrink-0 items-center gap-1.5 whitespace-nowrap rounded-control border border-border bg-surface px-2 text-body hover:bg-raised ${className}`}
      >
        {options.find((option) => option.value === value)?.icon}
        <Base.Value className="min-w-0 flex-1 truncate text-left" />
        <Base.Icon>
          <ChevronDown aria-hidden size={12} strokeWidth={2.25} />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-30">
          <Base.Popup className="min-w-[var(--anchor-width)] rounded-card border border-border bg-raised p-1 shadow-float outline-none">
            {options.map((option) => (
              <Base.Item
                key={option.value}
                value={option.value}
                className="flex h-7 cursor-pointer items-center gap-2 rounded-chip px-2 outline-none data-highlighted:bg-border"
              >
                {option.icon}
                <Base.ItemText className="flex-1">{option.label}</Base.ItemText>
                <Base.ItemIndicator>
                  <Check aria-hidden size={14} className="text-accent" />
                </Base.ItemIndicator>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
