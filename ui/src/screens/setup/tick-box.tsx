/** A box beside its sentence, which is the label. It is never ticked for the user. */
import { Check } from "lucide-react";

interface TickBoxProps {
  id: string;
  checked: boolean;
  disabled: boolean;
  describedBy: string;
  onChange(checked: boolean): void;
}

export function TickBox({ id, checked, disabled, describedBy, onChange }: TickBoxProps) {
  return (
    <span className="relative mt-0.5 grid size-4 shrink-0 place-items-center">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        disabled={disabled}
        aria-describedby={describedBy}
        onChange={(event) => onChange(event.target.checked)}
        className="peer size-4 cursor-pointer appearance-none rounded-chip border border-control bg-bg transition-colors duration-120 checked:border-fill checked:bg-fill hover:border-text-2 disabled:border-border"
      />
      <Check
        aria-hidden
        size={12}
        strokeWidth={3}
        className="pointer-events-none absolute hidden text-on-fill peer-checked:block"
      />
    </span>
  );
}
