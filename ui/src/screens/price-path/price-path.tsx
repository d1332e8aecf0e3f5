/** An order's price path, as a picture with its legend or as a table. */

import { ChartLine, Table2 } from "lucide-react";
import { useState } from "react";
import { useWidth } from "@/components/chart/use-width";
import { Segmented } from "@/components/ui/segmented";
import { Failure, Skeleton } from "@/components/ui/states";
import { useRest } from "@/components/ui/use-window-height";
import { useText } from "@/i18n/use-text";
import { useOrderPath } from "@/live/queries-more";
import { useFrame } from "@/live/store";
import type { ActivityEntry, OrderRow } from "@/platform";
import type { MarkKind } from "./marks";
import { marksOf } from "./marks";
import type { Picked } from "./path-chart";
import { PathChart } from "./path-chart";
import { PathTable } from "./path-table";
import { Sign } from "./sign";

interface PricePathProps {
  order: OrderRow;
  events: ActivityEntry[];
  picked: Picked | null;
  onPick(picked: Picked | null): void;
}

/** What the window has around the picture; in a low one the events below need the room, in a tall one there is plenty. */
const TAKEN = 516;
const LEAST = 208;
const MOST = 400;

export function PricePath({ order, events, picked, onPick }: PricePathProps) {
  const t = useText();
  const path = useOrderPath(order.id);
  const now = useFrame((frame) => frame.now);
  const [box, width] = useWidth("path");
  const [shown, setShown] = useState<"chart" | "table">("chart");
  const height = useRest(TAKEN, LEAST, MOST);
  return (
    <section aria-label={t("path.title")} className="border-hairline border-t pt-1">
      <div ref={box} style={{ minHeight: height }}>
        {path.isPending ? (
          <Skeleton rows={6} className="py-4" />
        ) : path.isError ? (
          <Failure error={path.error} onRetry={() => void path.refetch()} />
        ) : shown === "chart" ? (
          <PathChart
            order={order}
            events={events}
            path={path.data}
            now={now}
            width={width}
            height={height}
            picked={picked}
            onPick={onPick}
          />
        ) : (
          <PathTable order={order} path={path.data} height={height} />
        )}
      </div>
      <div className="flex min-h-7 items-center justify-between gap-2 py-0.5">
        <Legend order={order} events={events} />
        <Segmented<"chart" | "table">
          size="sm"
          label={t("path.as")}
          value={shown}
          options={[
            {
              value: "chart",
              title: t("path.asChart"),
              label: <Icon label={t("path.asChart")} shape={ChartLine} />,
            },
            {
              value: "table",
              title: t("path.asTable"),
              label: <Icon label={t("path.asTable")} shape={Table2} />,
            },
          ]}
          onChange={setShown}
        />
      </div>
    </section>
  );
}

function Icon({ label, shape: Shape }: { label: string; shape: typeof Table2 }) {
  return (
    <span className="grid h-5 place-items-center">
      <Shape aria-hidden size={12} />
      <span className="sr-only">{label}</span>
    </span>
  );
}

const LINES = {
  trader: <path d="M0 7h16" stroke="var(--text)" strokeDasharray="6 3" opacity=".75" />,
  book: (
    <>
      <rect y="3" width="16" height="8" fill="var(--text-2)" opacity=".2" />
      <path d="M0 3.500h16M0 10.500h16" stroke="var(--text-2)" strokeOpacity=".6" />
    </>
  ),
  limit: <path d="M0 10h8V4h8" fill="none" stroke="var(--accent)" strokeWidth="2" />,
  ahead: (
    <path d="M1 7h15" stroke="var(--accent)" strokeWidth="2" strokeDasharray="1 4" strokeLinecap="round" />
  ),
};
const SIGNS: MarkKind[] = ["signal", "placed", "repriced", "part", "filled", "cancelled"];

/** What is in this picture, on one line beside the switch. */
function Legend({ order, events }: Pick<PricePathProps, "order" | "events">) {
  const t = useText();
  const buys = order.side === "BUY";
  const over = order.status === "ended";
  const there = new Set(marksOf(order, events).map((mark) => mark.kind));
  const lines = (Object.keys(LINES) as (keyof typeof LINES)[]).filter((key) => !over || key !== "ahead");
  const signs = SIGNS.filter((kind) => there.has(kind));
  return (
    <ul className="flex min-w-0 flex-wrap gap-x-1.5 whitespace-nowrap text-label text-text-2 wide:gap-x-2 huge:gap-x-3">
      {lines.map((key) => (
        <li key={key} className="inline-flex items-center gap-1">
          <svg aria-hidden="true" width="16" height="14" viewBox="0 0 16 14">
            {LINES[key]}
          </svg>
          {t(`path.legend.${key}`)}
        </li>
      ))}
      {signs.map((kind) => (
        <li key={kind} className="inline-flex items-center gap-1">
          <svg aria-hidden="true" width="14" height="14" viewBox="-9 -9 18 18">
            <Sign kind={kind} x={0} y={kind === "placed" ? (buys ? -13 : 13) : 0} buys={buys} />
          </svg>
          {t(`path.legend.${kind}`)}
        </li>
      ))}
    </ul>
  );
}
