/** How much worse or better than the traders each fill was: a bar for each half cent. */

import { LETTER_PX } from "@/components/chart/parts";
import { useWidth } from "@/components/chart/use-width";
import { useRest } from "@/components/ui/use-window-height";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import type { SlippageBin } from "@/platform";

/** It grows with the window, as the curve above it does. */
const TAKEN = 676;
const LEAST = 120;
const MOST = 170;
const TOP = 20;
const AXIS = 18;
const LEFT = 22;
/** Between two figures below. */
const APART = 30;

interface HistogramProps {
  bins: SlippageBin[];
  /** Share-weighted, a share. */
  mean: string | null;
}

export function Histogram({ bins, mean }: HistogramProps) {
  const t = useText();
  const { n } = useFormat();
  const [box, width] = useWidth("histogram");
  const height = useRest(TAKEN, LEAST, MOST);
  const most = Math.max(1, ...bins.map((bin) => bin.fills));
  const step =
    [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 10_000].find((one) => most / one <= 3) ?? most;
  const low = Number(bins[0]?.from ?? "0");
  const high = Number(bins.at(-1)?.to ?? "1");
  const plot = width - LEFT;
  const x = (price: number) => LEFT + ((price - low) / (high - low || 1)) * plot;
  const y = (fills: number) => TOP + (height - TOP - AXIS) * (1 - fills / most);
  const floor = y(0);
  const label = bins
    .filter((bin) => bin.fills > 0)
    .map((bin) =>
      t("performance.bin", { from: n.centsSigned(bin.from), to: n.centsSigned(bin.to), count: bin.fills }),
    )
    .join("; ");
  const ticks = Array.from({ length: Math.floor(most / step) }, (_, i) => (i + 1) * step);
  const cents = Array.from(
    { length: Math.round((high - low) * 100) + 1 },
    (_, i) => Math.round(low * 100) + i,
  );
  // As many figures as there is room for, nought always among them.
  const every = Math.max(1, Math.ceil(APART / (plot / Math.max(1, cents.length - 1))));
  const middle = mean === null ? null : Math.min(high, Math.max(low, Number(mean)));
  const zero = x(0);
  // The mean's own words begin at its line, or end there where the picture does; "better" stands left of all of that.
  const words = mean === null ? "" : t("performance.mean", { amount: n.centsSigned(mean) });
  const wide = words.length * LETTER_PX;
  const turned = middle !== null && x(middle) + 6 + wide > width;
  const meanBegins = middle === null ? zero : x(middle) + (turned ? -6 - wide : 0);
  const betterEnds = Math.min(zero, meanBegins) - 5;
  return (
    <div ref={box} className="min-w-0">
      <svg
        role="img"
        aria-label={t("performance.histogram", { bars: label })}
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        className="block"
      >
        {ticks.map((tick) => (
          <g key={tick}>
            <line
              x1={LEFT}
              x2={width}
              y1={Math.round(y(tick)) + 0.5}
              y2={Math.round(y(tick)) + 0.5}
              stroke="var(--hairline)"
              shapeRendering="crispEdges"
            />
            <text x="0" y={y(tick) + 4} fontSize="11" fill="var(--text-3)">
              {tick}
            </text>
          </g>
        ))}
        {bins.map((bin) => {
          const from = Number(bin.from);
          const better = from < 0;
          const left = x(from) + 1;
          return bin.fills === 0 ? null : (
            <rect
              key={bin.from}
              x={left}
              y={Math.min(floor - 2, y(bin.fills))}
              width={Math.max(1, x(Number(bin.to)) - left - 1)}
              height={Math.max(2, floor - y(bin.fills))}
              rx="1"
              fill={better ? "var(--gain)" : "var(--text-2)"}
              opacity={better ? 1 : from === 0 ? 0.95 : 0.7}
            />
          );
        })}
        <line x1={zero} x2={zero} y1="4" y2={floor} stroke="var(--control)" strokeDasharray="2 3" />
        {betterEnds > LEFT + 48 && (
          <text x={betterEnds} y="13" textAnchor="end" fontSize="11" fill="var(--text-3)">
            {t("performance.better")}
          </text>
        )}
        {middle !== null && mean !== null && (
          <>
            <line x1={x(middle)} x2={x(middle)} y1="4" y2={floor} stroke="var(--accent)" strokeWidth="1.5" />
            <text
              x={x(middle) + (turned ? -6 : 6)}
              y="13"
              textAnchor={turned ? "end" : "start"}
              fontSize="11"
              fontWeight="600"
              fill="var(--accent)"
            >
              {words}
            </text>
          </>
        )}
        {cents
          .filter((cent) => cent % every === 0)
          .map((cent) => (
            <text
              key={cent}
              x={x(cent / 100)}
              y={height - 3}
              textAnchor={cent === cents[0] ? "start" : cent === cents.at(-1) ? "end" : "middle"}
              fontSize="11"
              fill="var(--text-3)"
            >
              {n.signed(String(cent), 0)}
            </text>
          ))}
      </svg>
    </div>
  );
}
