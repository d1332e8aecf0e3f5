/** The book of an outcome: asks above, bids below, all up to each price in dollars, ours marked, and between them the middle without us. */

import type { ReactNode } from "react";
import { Card } from "@/components/card";
import { OutcomeChip } from "@/components/outcome";
import { cn } from "@/components/ui/cn";
import { Failure, Skeleton } from "@/components/ui/states";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { BOOK_OLD_MS, useAge, type useMarketBook } from "@/live/market";
import { useFrame } from "@/live/store";
import type { BookLevel, MarketBook, MarketOutcome } from "@/platform";

interface BookCardProps {
  book: ReturnType<typeof useMarketBook>;
  outcome: MarketOutcome | undefined;
  index: number;
  /** Prices a side. */
  depth: number;
}

export function BookCard({ book, outcome, index, depth }: BookCardProps) {
  const t = useText();
  const { time } = useFormat();
  const disconnected = useFrame((frame) => frame.state === "disconnected");
  const age = useAge(book.data?.age, book.dataUpdatedAt);
  // A book that could not be read again is as old as it is, whatever else goes on.
  const old = disconnected || (age !== null && age > BOOK_OLD_MS);
  return (
    <Card
      title={t("market.book")}
      control={outcome && <OutcomeChip name={outcome.name} index={index} />}
      aside={
        age !== null &&
        book.data?.sides !== "no_book" && (
          <span
            className={cn("numeric text-small", old ? "text-warn" : "text-text-3")}
            data-tip={t(old ? "market.bookOld" : "market.bookAge", { age: time.lag(age) })}
          >
            {old ? t("market.bookOld", { age: time.lag(age) }) : time.lag(age)}
          </span>
        )
      }
    >
      {book.isPending ? (
        <Skeleton rows={8} className="px-4 pb-4" />
      ) : book.data ? (
        <Depth book={book.data} depth={depth} old={old} />
      ) : (
        book.error && <Failure error={book.error} onRetry={() => void book.refetch()} />
      )}
    </Card>
  );
}

function Depth({ book, depth, old }: { book: MarketBook; depth: number; old: boolean }) {
  const t = useText();
  const { n } = useFormat();
  if (book.sides === "no_book" || book.sides === "empty") {
    return (
      <p className="px-4 pb-4 text-text-3">
        {t(book.sides === "no_book" ? "market.bookNone" : "market.bookEmpty")}
      </p>
    );
  }
  const asks = book.asks.slice(0, depth).reverse();
  // Our own bid stands beside so many of the others'.
  const bids = book.bids.slice(0, depth + (book.bids.some((level) => level.ours !== null) ? 1 : 0));
  const most = Math.max(0, ...[...asks, ...bids].map((level) => Number(level.total)));
  const { mid, spread, spreadPercent } = book;
  return (
    <table
      className={cn("mb-2 w-full table-fixed border-collapse text-[12.5px]", old && "stale no-underline")}
    >
      <caption className="sr-only">{t("market.book")}</caption>
      <thead>
        <tr className="h-5 text-label text-text-3">
          <th scope="col" className="w-24 pl-4 text-left font-medium">
            {t("market.bookPrice")}
          </th>
          <th scope="col" className="text-right font-medium">
            {t("market.bookShares")}
          </th>
          <th scope="col" className="w-28 pr-4 text-right font-medium">
            {t("market.bookTotal")}
          </th>
        </tr>
      </thead>
      <tbody>
        {asks.length === 0 ? (
          <Nobody>{t("market.noAsks")}</Nobody>
        ) : (
          asks.map((level) => <Line key={level.price} level={level} most={most} ask />)
        )}
      </tbody>
      <tbody>
        <tr className="h-7 border-hairline border-y">
          <th scope="row" colSpan={3} className="px-4 text-left font-normal">
            <span className="flex items-baseline gap-1.5">
              <b className="numeric font-semibold text-lead">{mid === null ? "—" : n.cents(mid)}</b>
              <span className="text-small text-text-2">{t("market.mid")}</span>
              {spread !== null && spreadPercent !== null && (
                <span
                  data-tip={t("market.spread", { cents: n.cents(spread), percent: n.percent(spreadPercent) })}
                  className="numeric ml-auto truncate text-small text-text-2"
                >
                  {t(book.hasOurs ? "market.spreadOthers" : "market.spread", {
                    cents: n.cents(spread),
                    percent: n.percent(spreadPercent),
                  })}
                </span>
              )}
            </span>
          </th>
        </tr>
      </tbody>
      <tbody>
        {bids.length === 0 ? (
          <Nobody>{t("market.noBids")}</Nobody>
        ) : (
          bids.map((level) => <Line key={level.price} level={level} most={most} />)
        )}
      </tbody>
    </table>
  );
}

function Nobody({ children }: { children: ReactNode }) {
  return (
    <tr className="h-7">
      <td colSpan={3} className="px-4 text-text-3">
        {children}
      </td>
    </tr>
  );
}

function Line({ level, most, ask = false }: { level: BookLevel; most: number; ask?: boolean }) {
  const t = useText();
  const { n } = useFormat();
  const mine = level.ours !== null;
  const part = most > 0 ? (100 * Number(level.total)) / most : 0;
  const tone = mine ? "var(--accent) 26%" : ask ? "var(--text-2) 20%" : "var(--text-2) 13%";
  return (
    <tr
      data-ours={mine || undefined}
      className={cn("h-5", mine && "shadow-[inset_2px_0_var(--accent)]")}
      // A bar from the right, as long as what all up to here comes to.
      style={{
        backgroundImage: `linear-gradient(to left, color-mix(in srgb, ${tone}, transparent) ${part.toFixed(1)}%, transparent ${part.toFixed(1)}%)`,
      }}
    >
      <td className="numeric pl-4 font-medium">{n.centsBare(level.price)}</td>
      <td className="numeric text-right">
        {mine && (
          <span
            className="float-left font-semibold text-accent text-label leading-5"
            data-tip={level.ours === level.shares ? undefined : n.shares(level.ours ?? "0")}
          >
            {t("market.yours")}
          </span>
        )}
        {n.shares(level.shares)}
      </td>
      <td className="numeric pr-4 text-right text-text-2">{n.plain(level.total)}</td>
    </tr>
  );
}
