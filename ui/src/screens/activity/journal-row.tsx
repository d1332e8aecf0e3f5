/** One event of the journal: a line, and below it, when open, the gates it passed and its figures. */

import { useNavigate } from "@tanstack/react-router";
import { EventIcon } from "@/components/event-icon";
import { MarketName } from "@/components/market-name";
import { OpenMarket } from "@/components/open-market";
import { OpenableRow } from "@/components/openable-row";
import { OutcomeChip } from "@/components/outcome";
import { TraderTag } from "@/components/trader-tag";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { When } from "@/components/when";
import { useFormat } from "@/format/use-format";
import { figuresOf } from "@/i18n/fact";
import { useSentence } from "@/i18n/sentence";
import { useText } from "@/i18n/use-text";
import { word } from "@/i18n/words";
import { useFrame } from "@/live/store";
import type { ActivityEntry } from "@/platform";
import { BoundBy, GateTable } from "./gate-table";

export const ROW_GRID =
  "grid grid-cols-[14px_72px_108px_104px_minmax(0,1fr)_minmax(0,1.25fr)] gap-3 px-4 wide:px-6 wide:grid-cols-[14px_76px_116px_124px_minmax(0,1fr)_minmax(0,1.25fr)]";

interface JournalRowProps {
  entry: ActivityEntry;
  open: boolean;
  onToggle(): void;
}

export function JournalRow({ entry, open, onToggle }: JournalRowProps) {
  const t = useText();
  const { time } = useFormat();
  const now = useFrame((frame) => frame.now);
  const { title, why } = useSentence()(entry);
  return (
    <OpenableRow
      id={entry.seq}
      market={entry.condition}
      open={open}
      onToggle={onToggle}
      below={<Details entry={entry} />}
      className={`${ROW_GRID} items-start py-1.5 [&>svg]:mt-0.5`}
    >
      <When at={entry.at} className="truncate leading-4 text-text-2">
        {now - entry.at < 86_400_000 ? time.second(entry.at) : time.near(entry.at, now)}
      </When>
      <span className="flex min-w-0 items-center gap-1.5 leading-4">
        <EventIcon entry={entry} />
        <span className="truncate">{word(t, "kind", entry.event.kind)}</span>
      </span>
      <span className="min-w-0 leading-4">
        {entry.trader && (
          <TraderTag name={entry.trader} address={entry.traderAddress ?? entry.trader} size="s" />
        )}
      </span>
      <span className="flex min-w-0 items-center gap-2 leading-4">
        {entry.outcome && <OutcomeChip name={entry.outcome} index={entry.outcomeIndex ?? 0} />}
        {entry.market && <MarketName name={entry.market} />}
      </span>
      <span className="min-w-0 text-small">
        <b className="block font-medium">{title}</b>
        {why && <span className="block text-text-2">{why}</span>}
      </span>
    </OpenableRow>
  );
}

function Details({ entry }: { entry: ActivityEntry }) {
  const t = useText();
  const navigate = useNavigate();
  const { order, traderAddress } = entry;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_260px] gap-6 px-4 pt-1 pb-4 pl-11 wide:px-6 wide:pl-13">
      {entry.gates.length > 0 ? <GateTable gates={entry.gates} /> : <Facts entry={entry} wide />}
      <div className="grid content-start gap-3 text-small">
        {entry.gates.length > 0 && <BoundBy gates={entry.gates} />}
        {entry.gates.length > 0 && <Facts entry={entry} />}
        <div className="flex flex-wrap gap-2">
          {order !== null && (
            <Button size="sm" onClick={() => void navigate({ to: "/orders", search: { order } })}>
              {t("activity.openOrder")}
            </Button>
          )}
          {traderAddress !== null && (
            <Button
              size="sm"
              look="ghost"
              onClick={() => void navigate({ to: "/trader/$address", params: { address: traderAddress } })}
            >
              {t("activity.openTrader")}
            </Button>
          )}
          <OpenMarket condition={entry.condition} />
        </div>
        <p className="numeric text-label text-text-3">{t("activity.number", { seq: entry.seq })}</p>
      </div>
    </div>
  );
}

function Facts({ entry, wide = false }: { entry: ActivityEntry; wide?: boolean }) {
  const t = useText();
  const format = useFormat();
  const facts = figuresOf(t, format, entry.event);
  if (facts.length === 0) return <span />;
  return (
    <section aria-label={t("activity.figures")}>
      <dl className={cn("grid gap-x-6 text-small", wide ? "grid-cols-2" : "grid-cols-1")}>
        {facts.map(({ name, text }) => (
          <div key={name} className="flex min-w-0 justify-between gap-3 border-hairline border-b py-0.5">
            <dt className="shrink-0 text-text-3">{t(`activity.fact.${name}`)}</dt>
            <dd className="selectable min-w-0 truncate" data-tip={text}>
              {text}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
