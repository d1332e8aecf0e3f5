/** The drawn column of a waterfall: totals are marks, not bars, because its scale does not begin at nothing; only differences are bars. */
import { ticksAround } from "@/components/chart/scale";
import { useWidth } from "@/components/chart/use-width";
import { useFormat } from "@/format/use-format";

/** A bar's height, and the least of its length. */
const BAR = 16;
const LEAST = 2;
/** Between a bar and the words beside it. */
const GAP = 8;
/** Between one gridline's figure and the next. */
const APART = 12;

/** What the rows have in common. */
export interface Scale {
  low: number;
  high: number;
  ticks: number[];
  /** A row's height. */
  row: number;
}

/** The least part of the width that is free on one side of every bar, for its words. */
const WORDS = 0.42;

/**
 * A scale over the amounts from stop to stop, with a little room at both ends, and on the right as much as the words beside
 * the longest bar want. The rows together are about as high as the cards beside them.
 */
export function scaleOf(stops: number[]): Scale {
  const least = Math.min(...stops);
  const most = Math.max(...stops);
  const room = Math.max(most - least, 0.1) * 0.06;
  const low = least - room;
  let high = most + room;
  stops.slice(1).forEach((stop, i) => {
    const from = Math.min(stop, stops[i] ?? stop);
    const to = Math.max(stop, stops[i] ?? stop);
    if (Math.max(from - low, high - to) < WORDS * (high - low)) high = (to - WORDS * low) / (1 - WORDS);
  });
  const ticks = ticksAround(least, most).filter((tick) => tick >= low && tick <= most + room);
  const row = Math.min(35, Math.max(29, Math.floor(338 / (stops.length + 1))));
  return { low, high, ticks, row };
}

const along =
  ({ low, high }: Scale, width: number) =>
  (value: number) =>
    ((value - low) / (high - low)) * width;

/** The figures of the gridlines. */
export function Scale({ scale }: { scale: Scale }) {
  const { n } = useFormat();
  const [box, width] = useWidth("waterfall");
  const x = along(scale, width);
  const fine = scale.high - scale.low < 6;
  const said = labelled(
    scale.ticks.map((tick) => ({
      at: x(tick),
      text: n.usd(fine ? tick.toFixed(2) : String(tick), fine ? 2 : 0),
    })),
    width,
  );
  return (
    <div ref={box} className="overflow-hidden">
      <svg aria-hidden="true" width={width} height="24" className="block">
        {said.map(({ left, text }) => (
          <text key={text} x={left} y="15" fontSize="11" fill="var(--text-3)">
            {text}
          </text>
        ))}
      </svg>
    </div>
  );
}

/** Of a letter of that size, px: figures are all as wide. */
const LETTER = 6.8;

/** Which gridlines have their figure, and where it begins: centred under the line, within the picture, apart from the one before. */
export function labelled(
  ticks: { at: number; text: string }[],
  width: number,
): { left: number; text: string }[] {
  const kept: { left: number; text: string }[] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const { at, text } of ticks) {
    const size = text.length * LETTER;
    const left = Math.max(0, Math.min(width - size, at - size / 2));
    if (left < end + APART) continue;
    kept.push({ left, text });
    end = left + size;
  }
  return kept;
}

interface TotalProps {
  scale: Scale;
  at: number;
  note: string;
  tone?: "gain" | "loss";
  /** The first of the waterfall: what follows hangs from it. */
  leads?: boolean;
}

export function Total({ scale, at, note, tone, leads = false }: TotalProps) {
  const [box, width] = useWidth("waterfall");
  const x = along(scale, width)(at);
  return (
    <div ref={box} className="relative overflow-hidden">
      <svg aria-hidden="true" width={width} height={scale.row} className="block">
        <Grid scale={scale} width={width} />
        <rect
          x={x - 1.5}
          y={leads ? 2 : 0}
          width="3"
          height={scale.row - 2}
          fill={tone ? `var(--${tone})` : "var(--text)"}
        />
      </svg>
      <Beside from={x - 1.5} to={x + 1.5} width={width} row={scale.row} note={note} />
    </div>
  );
}

interface DifferenceProps {
  scale: Scale;
  from: number;
  to: number;
  note: string;
}

export function Difference({ scale, from, to, note }: DifferenceProps) {
  const [box, width] = useWidth("waterfall");
  const x = along(scale, width);
  const begin = x(from);
  const end = x(to);
  const left = Math.min(begin, end);
  const size = Math.max(LEAST, Math.abs(end - begin));
  const top = (scale.row - BAR) / 2;
  return (
    <div ref={box} className="relative overflow-hidden">
      <svg aria-hidden="true" width={width} height={scale.row} className="block">
        <Grid scale={scale} width={width} />
        <line x1={begin} x2={begin} y2={top} stroke="var(--control)" />
        <line x1={end} x2={end} y1={top + BAR} y2={scale.row} stroke="var(--control)" />
        <rect
          x={left}
          y={top}
          width={size}
          height={BAR}
          rx="2"
          fill={to < from ? "var(--loss)" : to > from ? "var(--gain)" : "var(--control)"}
        />
      </svg>
      <Beside from={left} to={left + size} width={width} row={scale.row} note={note} />
    </div>
  );
}

/** Words on that side of the bar where there is more room. */
function Beside({
  from,
  to,
  width,
  row,
  note,
}: {
  from: number;
  to: number;
  width: number;
  row: number;
  note: string;
}) {
  if (!note) return null;
  const before = from > width - to;
  const room = before ? from - GAP : width - to - GAP;
  return (
    <span
      data-tip={note}
      className="numeric absolute inset-y-0 truncate text-small text-text-2"
      style={{
        maxWidth: Math.max(0, room),
        lineHeight: `${row}px`,
        ...(before ? { right: width - from + GAP } : { left: to + GAP }),
      }}
    >
      {note}
    </span>
  );
}

function Grid({ scale, width }: { scale: Scale; width: number }) {
  const x = along(scale, width);
  return scale.ticks.map((tick) => (
    <line
      key={tick}
      x1={Math.round(x(tick)) + 0.5}
      x2={Math.round(x(tick)) + 0.5}
      y2={scale.row}
      stroke="var(--hairline)"
      shapeRendering="crispEdges"
    />
  ));
}
