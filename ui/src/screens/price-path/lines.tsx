/** The lines of a price path: the trader's price, the bound, the limit worked, and the ladder from now on. */
import { centsOf, HEAD, steps, stretches } from "./geometry";
import type { LayerProps } from "./layers";

/** The trader's price and the bound. */
export function Marks({ order, geometry }: Omit<LayerProps, "path">) {
  const { y, plotWidth, boundShown } = geometry;
  const first = y(centsOf(order.firstPrice));
  const bound = y(centsOf(order.bound));
  return (
    <g>
      <line x2={plotWidth} y1={first} y2={first} stroke="var(--text)" strokeDasharray="6 3" opacity=".75" />
      {boundShown && <line x2={plotWidth} y1={bound} y2={bound} stroke="var(--warn)" strokeDasharray="2 2" />}
    </g>
  );
}

/** The limit worked, and the ladder from now on. */
export function Ladder({ order, path, geometry }: LayerProps) {
  const { x, y, plotWidth, end, boundShown, bottom } = geometry;
  const worked = stretches(path.points, end, (point) => (point.limit === null ? null : centsOf(point.limit)));
  // Where nothing rests now, the ladder ahead hangs on nothing.
  const resting = worked.at(-1)?.at(-1);
  const last = resting && resting.to >= end ? resting.value : undefined;
  let ahead = last === undefined ? "" : `M${x(end)} ${y(last)}`;
  let at = last;
  for (const point of path.ahead) {
    if (point.limit === null) break;
    const next = centsOf(point.limit);
    ahead += ahead === "" ? `M${x(point.at)} ${y(next)}` : `H${x(point.at)}V${y(next)}`;
    at = next;
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
    </g>
  );
}
