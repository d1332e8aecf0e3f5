/** The lines of a price path: the trader's price, the bound, the limit worked, and the ladder from now on. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/format/use-format";
import { centsOf, HEAD, steps, stretches } from "./geometry";
import type { LayerProps } from "./layers";

/** Text that stays readable over lines. */
function Label({
  x,
  y,
  fill,
  end = false,
  children,
}: {
  x: number;
  y: number;
  fill: string;
  end?: boolean;
  children: ReactNode;
}) {
  return (
    <text
      x={x}
      y={y}
      textAnchor={end ? "end" : "start"}
      fontSize="11"
      fontWeight="500"
      fill={fill}
      style={{ paintOrder: "stroke", stroke: "var(--surface)", strokeWidth: 4, strokeLinejoin: "round" }}
    >
      {children}
    </text>
  );
}

/** The trader's price and the bound. */
export function Marks({ order, geometry }: Omit<LayerProps, "path">) {
  const { t } = useTranslation();
  const { n } = useFormat();
  const { x, y, plotWidth, boundShown, bottom } = geometry;
  const buys = order.side === "BUY";
  const first = y(centsOf(order.firstPrice));
  const bound = boundShown ? y(centsOf(order.bound)) : buys ? HEAD : bottom;
  const right = x(order.stageStarts[4] ?? 0) - 8;
  return (
    <g>
      <line x2={plotWidth} y1={first} y2={first} stroke="var(--text)" strokeDasharray="6 3" opacity=".75" />
      <Label x={right} y={buys && first + 15 <= bottom - 3 ? first + 15 : first - 7} fill="var(--text-2)" end>
        {t(buys ? "orders.traderPaid" : "orders.traderGot", {
          trader: order.trader,
          price: n.cents(order.firstPrice, 1),
        })}
      </Label>
      {boundShown && <line x2={plotWidth} y1={bound} y2={bound} stroke="var(--warn)" strokeDasharray="2 2" />}
      <Label x={right} y={buys ? bound + 15 : bound - 7} fill="var(--warn)" end>
        {!boundShown && (buys ? "↑ " : "↓ ")}
        {t(buys ? "orders.boundBuy" : "orders.boundSell", { price: n.cents(order.bound) })}
      </Label>
    </g>
  );
}

/** The limit worked, and the ladder from now on. */
export function Ladder({ order, path, geometry }: LayerProps) {
  const { t } = useTranslation();
  const { x, y, plotWidth, end, boundShown, bottom } = geometry;
  const worked = stretches(path.points, end, (point) => (point.limit === null ? null : centsOf(point.limit)));
  const last = worked.at(-1)?.at(-1)?.value;
  let ahead = last === undefined ? "" : `M${x(end)} ${y(last)}`;
  let label: { x: number; y: number } | null = null;
  let at = last;
  for (const point of path.ahead) {
    if (point.limit === null) break;
    const next = centsOf(point.limit);
    ahead += ahead === "" ? `M${x(point.at)} ${y(next)}` : `H${x(point.at)}V${y(next)}`;
    at = next;
    label = { x: x(point.at) + 8, y: y(next) - 7 };
  }
  const market = order.stageStarts[4] ?? 0;
  const shown = path.ahead.length > 0 && at !== undefined;
  if (shown) ahead += `H${x(market)}`;
  const buys = order.side === "BUY";
  const bound = boundShown ? y(centsOf(order.bound)) : buys ? HEAD : bottom;
  const facing = buys ? order.ask : order.bid;
  const touch = facing === null ? bound : y(centsOf(facing));
  // Beyond the bound nothing is bought or sold, whatever the stage: then there is no range to draw.
  const reach = buys ? touch - bound : bound - touch;
  const middle = (x(market) + plotWidth) / 2;
  return (
    <g>
      {worked.map((run) => (
        <path
          key={`h${run[0]?.from}`}
          d={steps(run, geometry)}
          fill="none"
          stroke="var(--bg)"
          strokeWidth="5"
          opacity=".8"
        />
      ))}
      {shown && (
        <path
          d={ahead}
          fill="none"
          stroke="var(--accent)"
          strokeWidth="2"
          strokeDasharray="1 4"
          strokeLinecap="round"
        />
      )}
      {worked.map((run) => (
        <path
          key={run[0]?.from}
          d={steps(run, geometry)}
          fill="none"
          stroke="var(--accent)"
          strokeWidth="2"
          strokeLinejoin="round"
        />
      ))}
      {order.status === "working" && reach >= 0 && (
        <>
          <rect
            x={x(market) + 1}
            y={Math.min(bound, touch)}
            width={Math.max(0, plotWidth - x(market) - 1)}
            height={reach}
            fill="var(--warn)"
            opacity=".14"
          />
          {reach > 22 && (
            <path
              d={
                buys
                  ? `M${middle} ${touch - 6}V${bound + 5}m-4 5l4-5 4 5`
                  : `M${middle} ${touch + 6}V${bound - 5}m-4-5l4 5 4-5`
              }
              fill="none"
              stroke="var(--warn)"
              strokeWidth="1.5"
            />
          )}
        </>
      )}
      {label && x(market) - label.x > 140 && (
        <Label x={label.x} y={label.y} fill="var(--text-3)">
          {t("path.ifStays")}
        </Label>
      )}
    </g>
  );
}
