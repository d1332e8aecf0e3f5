/** The front of a price path: what happened, where it stands, and bid, limit and ask at the edge. */
import { useTranslation } from "react-i18next";
import { useFormat } from "@/format/use-format";
import type { OrderRow } from "@/platform";
import type { Geometry } from "./geometry";
import { AXIS, apart, centsOf, HEAD } from "./geometry";
import type { LayerProps } from "./layers";
import type { Mark } from "./marks";
import { useNowTag } from "./now-tag";
import { Sign } from "./sign";

/** Bid, our limit and ask at the right edge. */
export function tagsOf(order: OrderRow, { y, bottom }: Pick<Geometry, "y" | "bottom">) {
  const of = [
    { key: "ask" as const, price: order.ask },
    { key: "us" as const, price: order.limit },
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
  const { t } = useTranslation();
  const { n } = useFormat();
  const { width, plotWidth } = geometry;
  if (order.status === "ended") return null;
  return (
    <g>
      {tagsOf(order, geometry).map(({ key, price, place }) => (
        <g key={key}>
          <rect
            x={plotWidth + 8}
            y={Math.round(place) - 8}
            width={width - plotWidth - 8.5}
            height="16"
            rx="3"
            fill={key === "us" ? "var(--fill)" : "var(--raised)"}
            stroke={key === "us" ? "none" : "var(--control)"}
          />
          <text
            x={width - 6}
            y={Math.round(place) + 4}
            textAnchor="end"
            fontSize="11"
            fontWeight="600"
            fill={key === "us" ? "var(--on-fill)" : "var(--text)"}
          >
            {t(`path.tag.${key}`)} {n.centsBare(price, 1)}
          </text>
        </g>
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
  const { t } = useTranslation();
  const { n, time } = useFormat();
  const { x, y, plotWidth, bottom } = geometry;
  const buys = order.side === "BUY";
  let drawn = -CLEAR_PX;
  let labelled = -100;
  return (
    <g>
      {marks.map((mark) => {
        const inset = mark.kind === "signal" || mark.kind === "placed" ? 6 : 0;
        const left = Math.min(plotWidth - 8, Math.max(x(mark.at), inset));
        const top = y(mark.cents);
        const on = mark.seq !== null && mark.seq === lit;
        if (mark.kind === "repriced") {
          if (left - drawn < CLEAR_PX && !on) return null;
          drawn = left;
        }
        const words =
          mark.kind === "filled"
            ? t("path.done", {
                shares: n.shares(mark.shares ?? "0"),
                price: n.cents(mark.price ?? "0", 1),
                age: time.hourSpan(mark.at - order.signalAt),
              })
            : mark.kind === "part" && left - labelled > 44
              ? n.shares(mark.shares ?? "0")
              : null;
        if (words) labelled = left;
        const wholly = mark.kind === "filled";
        const after = left < plotWidth * 0.55;
        return (
          <g key={`${mark.kind}${mark.seq ?? 0}`}>
            <Sign kind={mark.kind} x={left} y={top} buys={buys} lit={on} />
            {words && (
              <text
                x={wholly ? left + (after ? 13 : -13) : left}
                y={wholly ? top + 4 : buys && top + 24 <= bottom - 2 ? top + 24 : top - 12}
                textAnchor={wholly ? (after ? "start" : "end") : "middle"}
                fontSize="11"
                fontWeight="600"
                fill="var(--text)"
                style={{
                  paintOrder: "stroke",
                  stroke: "var(--surface)",
                  strokeWidth: 4,
                  strokeLinejoin: "round",
                }}
              >
                {words}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}

/** Where it stands now, with its age on the axis. */
export function Now({ order, geometry }: Omit<LayerProps, "path">) {
  const tag = useNowTag(order, geometry);
  if (tag === null) return null;
  const { x, y, end, bottom, height } = geometry;
  const { words, left, wide } = tag;
  const at = Math.round(x(end)) + 0.5;
  return (
    <g>
      <line x1={at} x2={at} y1={HEAD - 8} y2={bottom} stroke="var(--text)" />
      <rect x={left} y={height - AXIS + 2} width={wide} height="18" rx="3" fill="var(--text)" />
      <text x={left + 7} y={height - AXIS + 15} fontSize="11" fontWeight="600" fill="var(--bg)">
        {words}
      </text>
      {order.limit !== null && (
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
