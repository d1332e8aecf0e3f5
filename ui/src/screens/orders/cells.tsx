/** The cells of the orders' tables, each reading what it needs of one order. */
import { CircleAlert } from "lucide-react";
import { Missing, tone } from "@/components/amounts";
import { MarketName } from "@/components/market-name";
import { OutcomeChip, Side } from "@/components/outcome";
import { Countdown } from "@/components/stage";
import { Avatar } from "@/components/trader-tag";
import { Bar } from "@/components/ui/meter";
import { When } from "@/components/when";
import { signOf } from "@/format/decimal";
import { useFormat } from "@/format/use-format";
import { ruleText } from "@/i18n/gate";
import { useText } from "@/i18n/use-text";
import { limitName, word } from "@/i18n/words";
import { useFrame } from "@/live/store";
import type { OrderRow } from "@/platform";

export function Market({ row }: { row: OrderRow }) {
  return <MarketName name={row.market} condition={row.condition} className="font-medium" />;
}

/** Only the tile where there is no room for the name. */
export function Trader({ row }: { row: OrderRow }) {
  return (
    <span className="flex min-w-0 items-center gap-1.5" data-tip={row.trader}>
      <Avatar name={row.trader} address={row.traderAddress} />
      <span data-name className="truncate max-wide:sr-only">
        {row.trader}
      </span>
    </span>
  );
}

/** Our limit now; where the order waits and no column says so, a sign that says why. */
export function Limit({ row }: { row: OrderRow }) {
  const t = useText();
  const { n } = useFormat();
  const why = useStatusText()(row);
  return (
    <span className="flex items-center justify-end gap-1">
      {waits(row) && (
        <span data-tip={why} className="text-warn huge:hidden">
          <CircleAlert role="img" aria-label={why} size={12} />
        </span>
      )}
      {row.limit === null ? (
        <Missing why={t("orders.noLimit")} />
      ) : (
        <span className="font-medium">{n.centsBare(row.limit)}</span>
      )}
    </span>
  );
}

export function SideOutcome({ row }: { row: OrderRow }) {
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <Side side={row.side} className="min-w-8" />
      <OutcomeChip name={row.outcome} index={row.outcomeIndex} />
    </span>
  );
}

export function Filled({ row }: { row: OrderRow }) {
  return (
    <span className="flex items-center gap-1.5">
      <Bar percent={row.filledPercent} tone="accent" className="w-9 max-huge:hidden" />
      <span className="text-text-2">{row.filledPercent}</span>
    </span>
  );
}

export function Age({ row }: { row: OrderRow }) {
  const { time } = useFormat();
  // The text, not the time: a clock that moves ten times a second changes it once a minute.
  const age = useFrame((frame) => time.clockSpan(frame.now - row.signalAt));
  return (
    <When at={row.signalAt} className="text-text-2">
      {age}
    </When>
  );
}

/** How long until the market is to resolve. */
export function Ends({ row }: { row: OrderRow }) {
  const t = useText();
  const { time } = useFormat();
  const { endsAt } = row;
  const left = useFrame((frame) =>
    endsAt === null ? null : endsAt <= frame.now ? "" : time.rough(endsAt - frame.now),
  );
  if (endsAt === null) return <Missing why={t("orders.endsUnknown")} />;
  return (
    <When at={endsAt} className="text-text-2">
      {left || t("orders.endsPast")}
    </When>
  );
}

/** The countdown's ring moves in steps that the eye can tell apart, and its text once a minute. */
const STEP_MS = 30_000;

export function Next({ row }: { row: OrderRow }) {
  const now = useFrame((frame) => frame.now - (frame.now % STEP_MS));
  // What is being taken back goes to no next stage.
  if (row.status === "ending") return <Missing />;
  return (
    <Countdown
      stage={row.stage}
      stageStarts={row.stageStarts}
      nextStageAt={row.nextStageAt}
      nextTryAt={row.nextTryAt}
      now={now}
    />
  );
}

export function Book({ row }: { row: OrderRow }) {
  const { n } = useFormat();
  const stale = useFrame((frame) => frame.state === "disconnected");
  if (row.bid === null && row.ask === null) return <Missing />;
  const show = (price: string | null) => (price === null ? "—" : n.centsBare(price));
  return (
    <span className={stale ? "stale" : "text-text-2"}>
      {show(row.bid)} / {show(row.ask)}
    </span>
  );
}

/** How far our limit is from the side that would fill it. */
export function Away({ row }: { row: OrderRow }) {
  const t = useText();
  const { n } = useFormat();
  const stale = useFrame((frame) => frame.state === "disconnected");
  if (row.away === null) return <Missing why={t(row.limit === null ? "orders.noLimit" : "orders.noSide")} />;
  return <span className={stale ? "stale" : "text-text-2"}>{n.centsBare(row.away)}</span>;
}

/** Where it stands, in a word or two; why it waits, where it does. */
export function useStatusText(): (row: OrderRow) => string {
  const t = useText();
  const format = useFormat();
  return (row) => {
    if (row.status === "ended") return row.end ? word(t, "end", row.end) : word(t, "status", "ended");
    if (row.status === "ending") return t("orders.ending");
    if (row.child === "none" && row.waiting)
      return row.heldBy === null
        ? word(t, "wait", row.waiting)
        : t("orders.onHold", {
            limit: limitName(t, row.heldBy.gate),
            value: ruleText(t, format, row.heldBy),
          });
    return word(t, "child", row.child);
  };
}

const waits = (row: OrderRow): boolean =>
  row.status !== "ended" && (row.waiting !== null || row.child === "unknown");

export function Status({ row }: { row: OrderRow }) {
  const text = useStatusText()(row);
  return (
    <div
      className={`line-clamp-2 whitespace-normal leading-4 ${waits(row) ? "text-warn" : "text-text-2"}`}
      data-tip={text}
    >
      {text}
    </div>
  );
}

export function Slippage({ row }: { row: OrderRow }) {
  const t = useText();
  const { n } = useFormat();
  if (row.slippage === null) return <Missing why={t("orders.slippageNone")} />;
  const shown = n.centsSignedBare(row.slippage);
  // By what is shown, as money is: less than a tenth of a cent reads as zero. Positive is worse for us: the colour of a loss.
  const sign = /[1-9]/.test(shown) ? signOf(row.slippage) : 0;
  return <span className={tone(String(-sign))}>{shown}</span>;
}

export function EndedAt({ row }: { row: OrderRow }) {
  const { time } = useFormat();
  const { endedAt } = row;
  const when = useFrame((frame) => (endedAt === null ? null : time.near(endedAt, frame.now)));
  if (endedAt === null) return <Missing />;
  return (
    <When at={endedAt} className="text-text-2">
      {when}
    </When>
  );
}
