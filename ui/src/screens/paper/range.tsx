/** Two figures for one result: cautious first, joined by a word, and what both say together. */

import { Made, Triangle, tone } from "@/components/amounts";
import { cn } from "@/components/ui/cn";
import { signOf } from "@/format/decimal";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import type { PaperRange } from "@/platform";

/** In a line of text or a cell. */
export function Range({ range, unit = false }: { range: PaperRange; unit?: boolean }) {
  const t = useText();
  if (range.cautious === range.optimistic) return <Made value={range.cautious} unit={unit} />;
  return (
    <span className="numeric whitespace-nowrap" data-tip={t("paper.rangeTitle")}>
      <Made value={range.cautious} unit={unit} /> <span className="text-text-3">{t("paper.to")}</span>{" "}
      <Made value={range.optimistic} unit={unit} />
    </span>
  );
}

/** As the one figure of a screen. */
export function BigRange({ range, size = "hero" }: { range: PaperRange; size?: "hero" | "section" }) {
  const t = useText();
  const { n } = useFormat();
  const end = (value: string) => (
    <span className={cn("flex items-baseline gap-2", tone(value))}>
      {signOf(value) !== 0 && <Triangle up={signOf(value) > 0} size={size === "hero" ? 12 : 8} />}
      <b className={cn("font-semibold", size === "hero" ? "text-hero tracking-[-.02em]" : "text-section")}>
        {n.usdSigned(value)}
      </b>
    </span>
  );
  return (
    <span className="numeric flex flex-wrap items-baseline gap-x-2.5" data-tip={t("paper.rangeTitle")}>
      {end(range.cautious)}
      {range.cautious !== range.optimistic && (
        <>
          <span className="text-lead text-text-2">{t("paper.to")}</span>
          {end(range.optimistic)}
        </>
      )}
    </span>
  );
}

interface RangeBarProps {
  range: PaperRange;
  /** Both ends of the column's scale: the lowest cautious and the highest optimistic result. */
  low: number;
  high: number;
  width?: number;
}

/** From one end to the other across zero: what lies below it is a loss, what lies above it a gain. */
export function RangeBar({ range, low, high, width = 150 }: RangeBarProps) {
  const from = Math.min(low, 0);
  const span = Math.max(high, 0) - from || 1;
  const x = (value: number) => ((value - from) / span) * width;
  const [cautious, optimistic] = [Number(range.cautious), Number(range.optimistic)];
  const part = (start: number, end: number, fill: string) =>
    end > start ? (
      <rect x={x(start)} y="4" width={Math.max(2, x(end) - x(start))} height="8" rx="1" fill={fill} />
    ) : null;
  const point = cautious === optimistic && cautious !== 0;
  return (
    <svg
      aria-hidden="true"
      width={width + 4}
      height="16"
      viewBox={`-2 0 ${width + 4} 16`}
      className="block max-w-full"
    >
      {point ? (
        <rect
          x={x(cautious) - 1}
          y="4"
          width="2"
          height="8"
          fill={cautious > 0 ? "var(--gain)" : "var(--loss)"}
        />
      ) : (
        <>
          {part(Math.min(cautious, 0), Math.min(optimistic, 0), "var(--loss)")}
          {part(Math.max(cautious, 0), Math.max(optimistic, 0), "var(--gain)")}
        </>
      )}
      <path d={`M${Math.round(x(0)) + 0.5} 0v16`} stroke="var(--control)" />
    </svg>
  );
}
