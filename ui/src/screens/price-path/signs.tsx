/** The front of a price path: what happened, where it stands, and bid, limit and ask at the edge. */

import { Tag } from "@/components/chart/parts";
import { apart } from "@/components/chart/scale";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import type { OrderRow } from "@/platform";
import type { Geometry } from "./geometry";
import { AXIS, centsOf, HEAD } from "./geometry";
import type { LayerProps } from "./layers";
import type { Mark } from "./marks";
import { useNowTag } from "./now-tag";
import { Sign } from "./sign";

/** Bid, our limit and ask at the right edge. */
export function tagsOf(order: OrderRow, { y, bottom }: Pick<Geometry, "y" | "bottom">) {
  const of = [
    { key: "ask" as const, price: order.ask },
    // What does not rest is nowhere in the book.
    { key: "us" as const, price: order.child === "none" ? null : order.limit },
    { key: "bid" as const, price: order.bid },
  ].flatMap(({ key, price }) => (price === null ? [] : [{ key, price, place: y(centsOf(price)) }]));
  const places = apart(
    of.map((tag) => tag.place),
    18,
    HEAD,
    bottom - 8,
  );
  return of.map((tag, i) => ({ ...tag, place: places[i] ?? tag.place }));
}

export function Tags({ order, geometry }: Omit<LayerProps, "path">) {
  const t = useText();
  const { n } = useFormat();
  const { width, plotWidth } = geometry;
  if (order.status === "ended") return null;
  return (
    <g>
      {tagsOf(order, geometry).map(({ key, price, place }) => (
        <Tag
          key={key}
          x={plotWidth + 8}
          y={place}
          width={width - plotWidth - 8}
          look={key === "us" ? "ours" : "plain"}
          end
        >
          {t(`path.tag.${key}`)} {n.centsBare(price, 1)}
        </Tag>
      ))}
    </g>
  );
}

interface SignsProps {
  order: OrderRow;
  marks: Mark[];
  geometry: Geometry;
  lit: number | null;
}

/** Nearer than this to the one before it, a repricing is not drawn; the line shows it all the same. */
const CLEAR_PX = 5;

export function Signs({ order, marks, geometry, lit }: SignsProps) {
  const { x, y, plotWidth } = geometry;
  const buys = order.side === "BUY";
  let drawn = -CLEAR_PX;
  return (
    <g>
      {marks.map((mark) => {
        const left = x(mark.at);
        // Of a part of the picture, what lies in it.
        if (left < -CLEAR_PX || left > plotWidth + CLEAR_PX) return null;
        const on = mark.seq !== null && mark.seq === lit;
        if (mark.kind === "repriced") {
          if (left - drawn < CLEAR_PX && !on) return null;
          drawn = left;
        }
        return (
          <Sign
            key={`${mark.kind}${mark.seq ?? 0}`}
            kind={mark.kind}
            x={left}
            y={y(mark.cents)}
            buys={buys}
            lit={on}
          />
        );
      })}
    </g>
  );
}

/** Where it stands now, with its age on the axis. */
export function Now({ order, geometry }: Omit<LayerProps, "path">) {
  const tag = useNowTag(order, geometry);
  if (tag === null) return null;
  const { x, y, end, bottom, height, plotWidth } = geometry;
  const { words, left, wide } = tag;
  const at = Math.round(x(end)) + 0.5;
  if (at < 0 || at > plotWidth) return null;
  return (
    <g>
      <line x1={at} x2={at} y1={HEAD - 8} y2={bottom} stroke="var(--text)" />
      <rect x={left} y={height - AXIS + 2} width={wide} height="18" rx="3" fill="var(--text)" />
      <text x={left + 7} y={height - AXIS + 15} fontSize="11" fontWeight="600" fill="var(--bg)">
        {words}
      </text>
      {order.limit !== null && order.child !== "none" && (
        <circle
          cx={at}
          cy={y(centsOf(order.limit))}
          r="4"
          fill="var(--accent)"
          stroke="var(--bg)"
          strokeWidth="2"
        />
      )}
    </g>
  );
}
