/** A day of the computer's own calendar, `2026-11-22`. */

interface DayFieldProps {
  label: string;
  value: string | undefined;
  onChange(day: string | undefined): void;
}

export function DayField({ label, value, onChange }: DayFieldProps) {
  return (
    <input
      type="date"
      aria-label={label}
      data-tip={label}
      value={value ?? ""}
      onChange={(event) => onChange(event.target.value || undefined)}
      className="numeric h-7 rounded-control border border-border bg-surface px-2"
    />
  );
}
