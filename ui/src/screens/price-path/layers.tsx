/** The back of a price path: stages as bands, the grid, the book. */
import { useId } from "react";
import { Grid, LETTER_PX } from "@/components/chart/parts";
import type { Extent } from "@/components/chart/scale";
import { Staircase, useStageName } from "@/components/stage";
import { useFormat } from "@/format/use-format";
import type { OrderPath, OrderRow } from "@/platform";
import { ageText, ageTicks } from "./age-ticks";
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
const NAME_PX = 5.8;
/** A band narrower than this has its number and no staircase; a narrower one yet has nothing. */
const STAIR_PX = 36;
const NUMBER_PX = 14;
/** Between two ages. */
const AGE_PX = 46;
/** Labels of the axis are this far apart from the tag of now. */
const CLEAR_PX = 4;

export function Stages({ order, geometry }: Omit<LayerProps, "path">) {
  const name = useStageName();
  const { x, plotWidth, bottom, view } = geometry;
  const over = order.status === "ended";
  return (
    <g>
      {order.stageStarts.map((start, i) => {
        const stage = i + 1;
        const until = order.stageStarts[i + 1] ?? Number.POSITIVE_INFINITY;
        if (start >= view.to || until <= view.from) return null;
        const left = start <= view.from ? 0 : x(start);
        const right = until >= view.to ? plotWidth : x(until);
        const current = stage === order.stage && !over;
        const tone =
          stage === 5
            ? "var(--warn)"
            : current
              ? "var(--accent)"
              : stage <= order.stage
                ? "var(--text-2)"
                : "var(--text-3)";
        // The whole name where it fits, else the short one, else the number alone.
        const names = stage < 5 ? [name(stage, order.side), name(stage, order.side, true)] : [];
        const words = names
          .map((one) => `${stage} ${one}`)
          .find((one) => SIGN_PX + one.length * NAME_PX <= right - left);
        const stairs = right - left >= STAIR_PX;
        return (
          <g key={start}>
            <rect
              x={left}
              width={Math.max(0, right - left)}
              height={bottom}
              fill="var(--text)"
              opacity={current ? 0.055 : stage % 2 === 0 ? 0.022 : 0}
            />
            {left > 0 && (
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
            {stairs && (
              <g transform={`translate(${left + 6} 10)`} style={{ color: tone }}>
                <Staircase stage={stage} />
              </g>
            )}
            {right - left >= NUMBER_PX && (
              <text x={left + (stairs ? 24 : 4)} y="20" fontSize="11" fontWeight="600" fill={tone}>
                {words ?? stage}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}

/** Ages below the picture: round ones of what it has lived, and the beginnings of the stages. */
export function Ages({ order, geometry }: Omit<LayerProps, "path">) {
  const { time } = useFormat();
  const tag = useNowTag(order, geometry);
  const { x, plotWidth, view, end, height } = geometry;
  const start = order.signalAt;
  const bounds = order.stageStarts.map((at) => at - start).filter((age) => age > 0);
  const lived = { from: view.from, to: Math.min(view.to, Math.max(end, view.from)) };
  const room = Math.max(1, Math.floor((x(lived.to) - x(lived.from)) / AGE_PX));
  const ages = [...bounds, ...ageTicks(lived, start, room)];
  let taken: Extent[] = tag === null ? [] : [{ from: tag.left, to: tag.left + tag.wide }];
  const shown: { age: number; text: string; middle: number }[] = [];
  for (const age of ages) {
    const text = ageText(age, time);
    const half = (text.length * LETTER_PX) / 2;
    const middle = Math.max(half, x(start + age));
    const there = start + age >= view.from && start + age <= view.to && middle + half <= plotWidth;
    const clear = taken.every(
      (one) => middle + half < one.from - CLEAR_PX || middle - half > one.to + CLEAR_PX,
    );
    if (!there || !clear) continue;
    taken = [...taken, { from: middle - half, to: middle + half }];
    shown.push({ age, text, middle });
  }
  return (
    <g>
      {shown.map(({ age, text, middle }) => (
        <text key={age} x={middle} y={height - 5} textAnchor="middle" fontSize="11" fill="var(--text-3)">
          {text}
        </text>
      ))}
    </g>
  );
}

export function PathGrid({ geometry, clear }: { geometry: Geometry; clear: number[] }) {
  const { n } = useFormat();
  const { plotWidth, width, y, ticks } = geometry;
  return (
    <g>
      <Grid
        ticks={ticks}
        y={y}
        plot={plotWidth}
        width={width}
        text={(tick) => n.plain(String(tick), 1)}
        clear={clear}
      />
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
