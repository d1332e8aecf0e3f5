/** The back of a price path: stages as bands, the grid, the book. */
import { useId } from "react";
import { Staircase, useStageName } from "@/components/stage";
import { useFormat } from "@/format/use-format";
import type { OrderPath, OrderRow } from "@/platform";
import type { Geometry } from "./geometry";
import { band, beside, centsOf, HEAD, steps, stretches } from "./geometry";
import { useNowTag } from "./now-tag";

export interface LayerProps {
  order: OrderRow;
  path: OrderPath;
  geometry: Geometry;
}

/** What stands before a band's name, and about how wide its letters are. */
const SIGN_PX = 26;
const LETTER_PX = 5.8;
/** Labels of the axis are this far apart from the tag of now. */
const CLEAR_PX = 4;

export function Stages({ order, geometry }: Omit<LayerProps, "path">) {
  const { time } = useFormat();
  const name = useStageName();
  const { x, plotWidth, bottom } = geometry;
  const over = order.status === "ended";
  const tag = useNowTag(order, geometry);
  const covered = (place: number, first: boolean) =>
    tag !== null &&
    place + (first ? 24 : 12) > tag.left - CLEAR_PX &&
    place - (first ? 0 : 12) < tag.left + tag.wide + CLEAR_PX;
  return (
    <g>
      {order.stageStarts.map((start, i) => {
        const stage = i + 1;
        const left = x(start);
        const right = i === 4 ? plotWidth : x(order.stageStarts[i + 1] ?? start);
        const current = stage === order.stage && !over;
        const tone =
          stage === 5
            ? "var(--warn)"
            : current
              ? "var(--accent)"
              : stage <= order.stage
                ? "var(--text-2)"
                : "var(--text-3)";
        const hours = time.hours(start - order.signalAt).replace(/[.,]0$/, "");
        // The whole name where it fits, else the short one, else the number alone.
        const names = stage < 5 ? [name(stage, order.side), name(stage, order.side, true)] : [];
        const words = names
          .map((one) => `${stage} ${one}`)
          .find((one) => SIGN_PX + one.length * LETTER_PX <= right - left);
        return (
          <g key={start}>
            <rect
              x={left}
              width={Math.max(0, right - left)}
              height={bottom}
              fill="var(--text)"
              opacity={current ? 0.055 : stage % 2 === 0 ? 0.022 : 0}
            />
            {i > 0 && (
              <line
                x1={Math.round(left) - 0.5}
                x2={Math.round(left) - 0.5}
                y2={bottom}
                stroke="var(--border)"
                strokeDasharray={stage > order.stage ? "2 3" : undefined}
                shapeRendering="crispEdges"
              />
            )}
            {current && <rect x={left} width={right - left} height="2" fill="var(--accent)" />}
            <g transform={`translate(${left + 6} 10)`} style={{ color: tone }}>
              <Staircase stage={stage} />
            </g>
            <text x={left + 24} y="20" fontSize="11" fontWeight="600" fill={tone}>
              {words ?? stage}
            </text>
            {!covered(left, i === 0) && (
              <text
                x={i === 0 ? left + 2 : left}
                y={geometry.height - 5}
                textAnchor={i === 0 ? "start" : "middle"}
                fontSize="11"
                fill="var(--text-3)"
              >
                {`${hours}\u00a0h`}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}

export function Grid({ geometry, clear }: { geometry: Geometry; clear: number[] }) {
  const { n } = useFormat();
  const { plotWidth, width, y, ticks } = geometry;
  return (
    <g>
      {ticks.map((tick) => (
        <g key={tick}>
          <line
            x2={plotWidth}
            y1={Math.round(y(tick)) + 0.5}
            y2={Math.round(y(tick)) + 0.5}
            stroke="var(--hairline)"
            shapeRendering="crispEdges"
          />
          {clear.every((place) => Math.abs(place - y(tick)) >= 15) && (
            <text x={width} y={y(tick) + 4} textAnchor="end" fontSize="11" fill="var(--text-3)">
              {n.plain(String(tick), 1)}
            </text>
          )}
        </g>
      ))}
      <text x={width} y="20" textAnchor="end" fontSize="11" fill="var(--text-3)">
        ¢
      </text>
    </g>
  );
}

export function Book({ order, path, geometry }: LayerProps) {
  const { end, x, y, plotWidth, bottom } = geometry;
  const hatch = useId();
  const line = (side: "bid" | "ask") =>
    stretches(path.points, end, (point) => (point[side] === null ? null : centsOf(point[side])));
  const both = stretches(path.points, end, ({ bid, ask }) =>
    bid === null || ask === null ? null : { bid: centsOf(bid), ask: centsOf(ask) },
  );
  // Only one side is there: the other could be anywhere beyond it.
  const alone = (side: "bid" | "ask") =>
    stretches(path.points, end, (point) =>
      point[side] === null || point[side === "bid" ? "ask" : "bid"] !== null ? null : centsOf(point[side]),
    );
  const working = order.status === "working";
  const ahead = working && order.bid !== null && order.ask !== null;
  const known = order.bid ?? order.ask;
  const oneSided = working && !ahead && known !== null ? y(centsOf(known)) : null;
  const beyond = order.bid === null ? bottom : HEAD;
  return (
    <g>
      <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <path d="M0 0V6" stroke="var(--text-2)" strokeOpacity=".35" />
      </pattern>
      {(["ask", "bid"] as const).flatMap((side) =>
        alone(side).map((run) => (
          <path
            key={`${side}${run[0]?.from}`}
            data-one-sided={side}
            d={beside(run, side === "bid" ? HEAD : bottom, geometry)}
            fill={`url(#${hatch})`}
          />
        )),
      )}
      {oneSided !== null && (
        <rect
          x={x(end)}
          y={Math.min(oneSided, beyond)}
          width={Math.max(0, plotWidth - x(end))}
          height={Math.abs(oneSided - beyond)}
          fill={`url(#${hatch})`}
          opacity=".5"
        />
      )}
      {both.map((run) => (
        <path key={run[0]?.from} d={band(run, geometry)} fill="var(--text-2)" opacity=".16" />
      ))}
      {(["ask", "bid"] as const).flatMap((side) =>
        line(side).map((run) => (
          <path
            key={`${side}${run[0]?.from}`}
            d={steps(run, geometry)}
            fill="none"
            stroke="var(--text-2)"
            strokeOpacity=".7"
          />
        )),
      )}
      {ahead && (
        <rect
          x={x(end)}
          y={y(centsOf(order.ask ?? "0"))}
          width={Math.max(0, plotWidth - x(end))}
          height={Math.max(0, y(centsOf(order.bid ?? "0")) - y(centsOf(order.ask ?? "0")))}
          fill="var(--text-2)"
          opacity=".06"
        />
      )}
    </g>
  );
}
