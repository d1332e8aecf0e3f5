/** Money made or lost: colour, sign, and a triangle where it stands alone. Never colour by itself. */
import { signOf } from "@/format/decimal";
import { NONE } from "@/format/number";
import { useFormat } from "@/format/use-format";
import { cn } from "./ui/cn";

export const tone = (decimal: string | null): string => {
  const sign = decimal === null ? 0 : signOf(decimal);
  return sign > 0 ? "text-gain" : sign < 0 ? "text-loss" : "text-text-2";
};

export function Triangle({ up, size = 8 }: { up: boolean; size?: number }) {
  return (
    <svg aria-hidden="true" width={size} height={size} viewBox="0 0 8 8" className="inline-block shrink-0">
      <path d={up ? "M4 1l3.6 6H.4z" : "M4 7L.4 1h7.2z"} fill="currentColor" />
    </svg>
  );
}

interface MadeProps {
  value: string | null;
  /** Whole dollars: other people's five digits. */
  digits?: number;
  unit?: boolean;
  triangle?: boolean;
  className?: string;
}

export function Made({ value, digits = 2, unit = false, triangle = false, className }: MadeProps) {
  const { n } = useFormat();
  if (value === null) return <Missing />;
  // By what is shown: a tenth of a cent reads as zero, and zero is neither made nor lost.
  const shown = n.signed(value, digits);
  const sign = /[1-9]/.test(shown) ? signOf(value) : 0;
  return (
    <span className={cn("numeric whitespace-nowrap", tone(String(sign)), className)}>
      {triangle && sign !== 0 && <Triangle up={sign > 0} />}
      {triangle && sign !== 0 && " "}
      {unit ? n.usdSigned(value, digits) : shown}
    </span>
  );
}

export function Missing({ why }: { why?: string }) {
  return (
    <span className="text-text-3" data-tip={why}>
      {NONE}
    </span>
  );
}
