/** What lies on the price of a market: our limit, our fills, and the trades of copied traders as their tile on a stem. */

import type { Box, Label } from "@/components/chart/labels";
import { placed } from "@/components/chart/labels";
import { HALO } from "@/components/chart/parts";
import { useOutcome } from "@/components/outcome";
import { hueOf, initialsOf } from "@/components/trader-tag";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import type { MarketChart } from "@/platform";
import type { Mark, PriceGeometry } from "./price-geometry";
import { centsOf, stepped, stretchesOf, TOP } from "./price-geometry";

interface LimitsProps {
  chart: MarketChart;
  geometry: PriceGeometry;
}

/** Our limits: one line as long as something rested. */
export function Limits({ chart, geometry }: LimitsProps) {
  const runs = chart.limits.flatMap((limit) =>
    stretchesOf(limit, chart.until, geometry.view).map((run) => ({ run, order: limit.order })),
  );
  return (
    <g fill="none" strokeLinejoin="round">
      {runs.map(({ run, order }) => {
        const path = stepped(run, geometry);
        return (
          <g key={`${order}/${run[0]?.from}`} data-limit={order}>
            <path d={path} stroke="var(--bg)" strokeWidth="5" opacity=".8" />
            <path d={path} stroke="var(--accent)" strokeWidth="2" />
          </g>
        );
      })}
    </g>
  );
}

/** A tile stands so far from the trade it is of. */
const STEM_PX = 32;
const TILE_PX = 18;

interface MarksProps {
  marks: Mark[];
  geometry: PriceGeometry;
  /** The one that is read off. */
  lit: Mark | null;
}

/** Where a trade's tile stands: away from the price, on the side where there is room. */
export function tileAt(
  mark: Mark,
  { x, y, line, bottom }: PriceGeometry,
): { x: number; y: number; tile: number } {
  const cents = centsOf(mark.trade.drawn);
  const price = line.findLast((held) => held.from <= mark.trade.at)?.cents ?? cents;
  const at = y(cents);
  const below = cents < price;
  const room = below ? at + STEM_PX + TILE_PX <= bottom : at - STEM_PX - TILE_PX >= TOP;
  return { x: x(mark.trade.at), y: at, tile: at + (below === room ? STEM_PX : -STEM_PX) };
}

export function Marks({ marks, geometry, lit }: MarksProps) {
  const t = useText();
  const { n } = useFormat();
  const outcome = useOutcome();
  const { x, y, plot, bottom } = geometry;
  const trades = marks.filter((mark) => mark.kind === "trade");
  const fills = marks.filter((mark) => mark.kind === "fill");
  const tiles = trades.map((mark) => ({ mark, ...tileAt(mark, geometry) }));
  const labels: (Label & { weight: number; fill: string })[] = [
    ...fills.map(({ trade, count }, i) => {
      const at = y(centsOf(trade.drawn));
      return {
        key: `fill ${i}`,
        text: count > 1 ? t("chart.fills", { count }) : n.shares(trade.shares),
        x: Math.min(plot - 20, Math.max(20, x(trade.at))),
        anchor: "middle" as const,
        places: [at + 22, at - 13, at + 36, at - 27],
        weight: 600,
        fill: "var(--text)",
      };
    }),
    ...tiles.map(({ mark: { trade, count }, x: place, tile }, i) => {
      const after = place < plot * 0.7;
      return {
        key: `trade ${i}`,
        text:
          count > 1
            ? `× ${count}`
            : t("market.tag", {
                shares: n.plain(trade.shares, 0),
                outcome: outcome(trade.outcome).toUpperCase(),
                price: n.centsBare(trade.price, 1),
              }),
        x: place + (after ? 14 : -14),
        anchor: after ? ("start" as const) : ("end" as const),
        places: [tile + 4],
        weight: 500,
        fill: "var(--text-2)",
      };
    }),
  ];
  const taken: Box[] = [
    ...fills.map(({ trade }) => around(x(trade.at), y(centsOf(trade.drawn)), 8)),
    ...tiles.map(({ x: place, tile }) => around(place, tile, TILE_PX / 2)),
  ];
  const heights = placed(labels, taken, { left: 0, right: plot, top: 0, bottom });
  return (
    <g>
      {tiles.map(({ mark, x: place, y: at, tile }) => (
        <g key={`${mark.trade.traderAddress}/${mark.trade.at}`} data-trade>
          {lit === mark && <circle cx={place} cy={tile} r="14" fill="var(--accent)" opacity=".28" />}
          <line x1={place} x2={place} y1={at} y2={tile} stroke="var(--text-2)" />
          <circle
            cx={place}
            cy={at}
            r="3"
            fill={`oklch(0.5 0.1 ${hueOf(mark.trade.traderAddress)})`}
            stroke="var(--text)"
          />
          <rect
            x={place - TILE_PX / 2}
            y={tile - TILE_PX / 2}
            width={TILE_PX}
            height={TILE_PX}
            rx="4.5"
            fill={`oklch(0.5 0.1 ${hueOf(mark.trade.traderAddress)})`}
            stroke="var(--bg)"
            strokeWidth="2"
          />
          <text
            x={place}
            y={tile + 3}
            textAnchor="middle"
            fontSize="8"
            fontWeight="700"
            fill="var(--on-danger)"
          >
            {initialsOf(mark.trade.trader)}
          </text>
        </g>
      ))}
      {fills.map((mark) => (
        <g
          key={`fill ${mark.trade.at}`}
          data-fill={mark.count}
          transform={`translate(${x(mark.trade.at)} ${y(centsOf(mark.trade.drawn))})`}
        >
          {lit === mark && <circle r="12" fill="var(--accent)" opacity=".28" />}
          <circle r="7" fill="var(--bg)" stroke="var(--text)" strokeWidth="1.5" />
          <path d="M0-5A5 5 0 0 1 0 5z" fill="var(--text)" />
        </g>
      ))}
      {labels.map(({ key, text, x: place, anchor, weight, fill }) => {
        const height = heights.get(key);
        if (height === undefined) return null;
        return (
          <text
            key={key}
            x={place}
            y={height}
            textAnchor={anchor}
            fontSize="11"
            fontWeight={weight}
            fill={fill}
            style={HALO()}
          >
            {text}
          </text>
        );
      })}
    </g>
  );
}

const around = (x: number, y: number, by: number): Box => ({
  left: x - by,
  right: x + by,
  top: y - by,
  bottom: y + by,
});
