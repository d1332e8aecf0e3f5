/** On or off, at once. */
import { Switch as Base } from "@base-ui/react/switch";

interface SwitchProps {
  label?: string;
  labelledBy?: string;
  checked: boolean;
  onChange(checked: boolean): void;
  disabled?: boolean;
}

export function Switch({ label, labelledBy, checked, onChange, disabled = false }: SwitchProps) {
  return (
    <Base.Root
      aria-label={label}
      aria-labelledby={labelledBy}
      checked={checked}
      disabled={disabled}
      onCheckedChange={onChange}
      className="relative block h-4 w-7 shrink-0 cursor-pointer rounded-pill bg-control transition-colors duration-120 data-checked:bg-fill data-disabled:opacity-60"
    >
      <Base.Thumb className="absolute top-0.5 left-0.5 block size-3 rounded-pill bg-thumb transition-transform duration-120 data-checked:translate-x-3" />
    </Base.Root>
  );
}
