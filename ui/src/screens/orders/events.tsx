/** Everything that happened to an order, newest first, each with its reason and the book of that moment. */

import { useEffect, useRef } from "react";
import { EventIcon } from "@/components/event-icon";
import { cn } from "@/components/ui/cn";
import { When } from "@/components/when";
import { useFormat } from "@/format/use-format";
import { useSentence } from "@/i18n/sentence";
import { useText } from "@/i18n/use-text";
import { useFrame } from "@/live/store";
import type { ActivityEntry } from "@/platform";
import type { Picked } from "@/screens/price-path/path-chart";

/** Events of one order are few hundred at the very most; older ones are in Activity. */
const SHOWN_AT_MOST = 400;

/** A day and a time take more room in French. */
const COLUMNS =
  "grid-cols-[64px_36px_14px_minmax(0,1fr)_auto] in-[[lang=fr]]:grid-cols-[74px_36px_14px_minmax(0,1fr)_auto]";

interface EventsProps {
  events: ActivityEntry[];
  signalAt: number;
  /** What the picture above reads off lights up here, and the other way round. */
  picked: Picked | null;
  onPick(picked: Picked | null): void;
}

export function Events({ events, signalAt, picked, onPick }: EventsProps) {
  const t = useText();
  return (
    <section
      aria-label={t("orders.eventWhat")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls can be reached with the keyboard
      tabIndex={0}
      className="min-h-0 flex-1 overflow-y-auto border-hairline border-t"
    >
      <div className={`sticky top-0 grid ${COLUMNS} gap-2 bg-surface pt-1.5 pb-1 text-label text-text-3`}>
        <span>{t("orders.eventTime")}</span>
        <span className="text-right">{t("orders.eventAge")}</span>
        <span />
        <span>{t("orders.eventWhat")}</span>
        <span>{t("orders.eventBook")}</span>
      </div>
      <ol>
        {events.slice(0, SHOWN_AT_MOST).map((event) => (
          <EventLine
            key={event.seq}
            event={event}
            signalAt={signalAt}
            lit={picked?.seq === event.seq}
            onPick={onPick}
          />
        ))}
      </ol>
    </section>
  );
}

/** Only a price decision tells the book of its moment. */
const NO_BOOK = { bid: null, ask: null };

interface EventLineProps {
  event: ActivityEntry;
  signalAt: number;
  lit: boolean;
  onPick(picked: Picked | null): void;
}

function EventLine({ event, signalAt, lit, onPick }: EventLineProps) {
  const line = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (lit) line.current?.scrollIntoView({ block: "nearest" });
  }, [lit]);
  const { n, time } = useFormat();
  const now = useFrame((frame) => frame.now);
  const { title, why } = useSentence()(event);
  const { bid, ask } = event.event.kind === "price" ? event.event : NO_BOOK;
  const book =
    bid === null && ask === null ? "" : `${bid ? n.centsBare(bid) : "—"} / ${ask ? n.centsBare(ask) : "—"}`;
  return (
    <li
      ref={line}
      onPointerEnter={() => onPick({ at: event.at, seq: event.seq })}
      onPointerLeave={() => onPick(null)}
      className={cn(
        COLUMNS,
        "grid items-start gap-2 border-hairline border-t py-[3px] text-small first:border-t-0",
        lit && "bg-raised",
      )}
    >
      <When at={event.at} className="truncate text-text-2">
        {time.near(event.at, now)}
      </When>
      <span className="numeric text-right text-text-3">{time.hours(event.at - signalAt)}</span>
      <span className="pt-px">
        <EventIcon entry={event} />
      </span>
      <div className="min-w-0">
        <b className="font-medium">{title}</b>
        {why && <p className="text-text-2">{why}</p>}
      </div>
      <span className="numeric whitespace-nowrap text-text-2">{book}</span>
    </li>
  );
}
