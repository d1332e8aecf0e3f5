/** What was traded in a market lately: everybody's, those of copied traders, ours. */

import { useState } from "react";
import { Card } from "@/components/card";
import { OpenPage } from "@/components/open-page";
import { OutcomeChip, Side } from "@/components/outcome";
import { Avatar } from "@/components/trader-tag";
import { Segmented } from "@/components/ui/segmented";
import { Failure, Skeleton } from "@/components/ui/states";
import { When } from "@/components/when";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useMarketTrades } from "@/live/market";
import { useFrame } from "@/live/store";
import type { MarketTradeRow } from "@/platform";

type Whose = "all" | "followed" | "us";

const SHOWN = 40;

const NONE = {
  all: "market.tradesNone",
  followed: "market.tradesNoneFollowed",
  us: "market.tradesNoneMine",
} as const;

export function Trades({ market }: { market: string }) {
  const t = useText();
  const [whose, setWhose] = useState<Whose>("all");
  const trades = useMarketTrades(market, true);
  const rows = (trades.data ?? []).filter((row) => whose === "all" || row.whose.kind === whose);
  return (
    <Card
      title={t("market.trades")}
      aside={
        <Segmented<Whose>
          size="sm"
          label={t("market.tradesWhose")}
          value={whose}
          options={[
            { value: "all", label: t("market.tradesAll") },
            { value: "followed", label: t("market.tradesFollowed") },
            { value: "us", label: t("market.tradesMine") },
          ]}
          onChange={setWhose}
        />
      }
      className="min-h-48 flex-1"
    >
      {trades.isPending ? (
        <Skeleton rows={6} className="px-4 pb-4" />
      ) : trades.data === undefined ? (
        trades.error && <Failure error={trades.error} onRetry={() => void trades.refetch()} />
      ) : rows.length === 0 ? (
        <p className="px-4 pb-3 text-text-3">{t(NONE[whose])}</p>
      ) : (
        <div
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls can be reached with the keyboard
          tabIndex={0}
          className="min-h-0 flex-1 overflow-y-auto pb-2"
        >
          <table className="w-full table-fixed border-collapse text-small">
            <thead className="sticky top-0 bg-surface text-label text-text-3">
              <tr className="h-5">
                <th scope="col" className="w-20 pl-4 text-left font-medium">
                  {t("market.when")}
                </th>
                <th scope="col" className="text-left font-medium">
                  {t("market.taker")}
                </th>
                <th scope="col" className="w-12 text-right font-medium">
                  {t("market.bookPrice")}
                </th>
                <th scope="col" className="w-20 pr-4 text-right font-medium">
                  {t("market.shares")}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, SHOWN).map((row, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: one transaction may hold several alike
                <Line key={`${row.transaction}/${i}`} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

function Line({ row }: { row: MarketTradeRow }) {
  const t = useText();
  const { n, time } = useFormat();
  const now = useFrame((frame) => frame.now);
  return (
    <tr className="h-6">
      <td className="pl-4 text-text-2">
        <When at={row.at}>{now - row.at < 86_400_000 ? time.second(row.at) : time.near(row.at, now)}</When>
      </td>
      <td>
        <span className="flex min-w-0 items-center gap-1">
          <Side side={row.bought ? "BUY" : "SELL"} />
          <OutcomeChip name={row.outcome} index={row.outcomeIndex} />
          {row.whose.kind === "followed" && (
            <span data-tip={row.whose.name} className="inline-flex">
              <Avatar name={row.whose.name} address={row.address} size="s" />
              <span className="sr-only">{row.whose.name}</span>
            </span>
          )}
          {row.whose.kind === "us" && (
            <span className="font-semibold text-accent text-label">{t("market.yours")}</span>
          )}
          {row.whose.kind !== "other" && (
            <OpenPage small page={{ kind: "transaction", hash: row.transaction }} />
          )}
        </span>
      </td>
      <td className="numeric text-right">{n.centsBare(row.price, 1)}</td>
      <td className="numeric pr-4 text-right">{n.shares(row.shares)}</td>
    </tr>
  );
}
