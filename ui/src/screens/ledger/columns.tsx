/** The ledger's columns, and the layouts that come with the program. */

import {
  ArrowDownToLine,
  ArrowUpFromLine,
  Coins,
  Flag,
  type LucideIcon,
  Minus,
  Percent,
  Plus,
  Undo2,
  Wrench,
} from "lucide-react";
import type { ReactNode } from "react";
import { useMemo } from "react";
import { Made, Missing } from "@/components/amounts";
import { MarketName } from "@/components/market-name";
import { OutcomeChip } from "@/components/outcome";
import { Avatar } from "@/components/trader-tag";
import type { Column } from "@/components/ui/data-table";
import { When } from "@/components/when";
import { signOf } from "@/format/decimal";
import { movedInCents } from "@/format/parts";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { word } from "@/i18n/words";
import { useFrame } from "@/live/store";
import type { LedgerKind, LedgerRow } from "@/platform";

export const ICONS: Record<LedgerKind, LucideIcon> = {
  deposit: ArrowDownToLine,
  withdrawal: ArrowUpFromLine,
  buy: Plus,
  sell: Minus,
  fee: Percent,
  payout: Flag,
  redemption: Coins,
  reversal: Undo2,
  correction: Wrench,
};

/** Beside the everyday view, which is what is shown until something is chosen. */
export const LEDGER_VIEWS = {
  tax: ["time", "type", "market", "shares", "cash", "cost", "realised", "balance"],
  audit: ["time", "type", "market", "shares", "cash", "claim", "balance", "settlement", "order", "trade"],
} satisfies Record<string, string[]>;

/** What a row is of, in words: a market, or what stands in place of one. */
export function useSubject(): (row: LedgerRow) => string {
  const t = useText();
  const { time } = useFormat();
  const demo = useFrame((frame) => frame.mode === "demo");
  return useMemo(
    () => (row) => {
      if (row.what === "reversal" && row.undoes !== null) {
        // What comes back of a purchase is cash; of a sale, it goes.
        const of = signOf(row.cash) >= 0 ? "ledger.failedBuy" : "ledger.failedSell";
        return t(of, { day: time.day(row.undoes), market: row.market ?? "" });
      }
      if (row.market !== null) return row.market;
      if (row.what === "deposit" && demo) return t("ledger.about.depositDemo");
      if (
        row.what === "opening" ||
        row.what === "deposit" ||
        row.what === "withdrawal" ||
        row.what === "correction"
      )
        return t(`ledger.about.${row.what}`);
      return t("ledger.about.none");
    },
    [t, time, demo],
  );
}

const Dim = ({ children }: { children: ReactNode }) => <span className="text-text-2">{children}</span>;

export function useLedgerColumns(): Column<LedgerRow>[] {
  const t = useText();
  const { n, time } = useFormat();
  const subject = useSubject();
  return useMemo(
    () => [
      {
        id: "time",
        header: t("ledger.time"),
        className: "w-16 wide:w-18",
        cell: (row) => (
          <When at={row.at} className="numeric text-text-2">
            {time.minute(row.at)}
          </When>
        ),
      },
      {
        id: "type",
        header: t("ledger.type"),
        className: "w-27 in-[[lang=fr]]:w-30",
        cell: (row) => <What row={row} />,
      },
      {
        id: "market",
        header: t("ledger.market"),
        name: t("ledger.marketColumn"),
        grows: true,
        cell: (row) => (
          <span className="flex min-w-0 items-center gap-1.5">
            {row.trader && (
              <span data-tip={row.trader.name} className="inline-flex shrink-0">
                <Avatar name={row.trader.name} address={row.trader.address} size="s" />
                <span className="sr-only">{row.trader.name}</span>
              </span>
            )}
            <OutcomeChip name={row.outcome} index={row.outcomeIndex} />
            <MarketName name={subject(row)} condition={row.condition} base={32} />
          </span>
        ),
      },
      {
        id: "shares",
        header: t("ledger.shares"),
        numeric: true,
        className: "w-20",
        cell: (row) => (row.shares === null ? <Missing /> : n.signed(row.shares)),
      },
      {
        id: "price",
        header: t("ledger.price"),
        numeric: true,
        className: "w-16",
        cell: (row) => (row.price === null ? <Missing /> : <Dim>{n.centsBare(row.price, 1)}</Dim>),
      },
      {
        id: "cash",
        header: t("ledger.cash"),
        numeric: true,
        className: "w-23 in-[[lang=fr]]:w-27",
        cell: (row) => <Cash row={row} />,
      },
      {
        id: "balance",
        name: t("ledger.runningColumn"),
        header: t("ledger.running"),
        title: t("ledger.runningTitle"),
        numeric: true,
        className: "w-23 wide:w-25",
        cell: (row) => <Dim>{n.plain(row.balance)}</Dim>,
      },
      {
        id: "claim",
        optional: true,
        header: t("ledger.claim"),
        title: t("ledger.claimTitle"),
        numeric: true,
        className: "w-20",
        cell: (row) => (row.claim === null ? <Missing /> : n.signed(row.claim)),
      },
      {
        id: "realised",
        optional: true,
        header: t("ledger.realised"),
        title: t("ledger.realisedTitle"),
        numeric: true,
        className: "w-28",
        cell: (row) => <Made value={row.realised} />,
      },
      {
        id: "cost",
        optional: true,
        header: t("ledger.cost"),
        title: t("ledger.costTitle"),
        numeric: true,
        className: "w-30",
        cell: (row) => (row.cost === null ? <Missing /> : n.plain(row.cost)),
      },
      {
        id: "theirs",
        optional: true,
        header: t("ledger.theirs"),
        numeric: true,
        className: "w-28",
        cell: (row) =>
          row.traderPrice === null ? <Missing /> : <Dim>{n.centsBare(row.traderPrice, 1)}</Dim>,
      },
      {
        id: "settlement",
        optional: true,
        header: t("ledger.settlement"),
        className: "w-24",
        cell: (row) =>
          row.settlement === null ? <Missing /> : <Dim>{word(t, "settlement", row.settlement)}</Dim>,
      },
      {
        id: "order",
        optional: true,
        header: t("ledger.order"),
        numeric: true,
        className: "w-16",
        cell: (row) => (row.order === null ? <Missing /> : <Dim>{`#${row.order}`}</Dim>),
      },
      {
        id: "trade",
        optional: true,
        header: t("ledger.trade"),
        className: "w-28",
        cell: (row) =>
          row.trade === null ? (
            <Missing />
          ) : (
            <span className="block truncate text-text-2" data-tip={row.trade}>
              {row.trade}
            </span>
          ),
      },
    ],
    [t, n, time, subject],
  );
}

function What({ row }: { row: LedgerRow }) {
  const t = useText();
  const Shape = ICONS[row.kind];
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <Shape aria-hidden size={14} className="shrink-0 text-text-2" />
      <span className="truncate" data-tip={t(`ledger.whats.${row.what}`)}>
        {t(`ledger.whats.${row.what}`)}
      </span>
    </span>
  );
}

/** Cash that moved; of a payout, which moves none, the claim that it gave. */
function Cash({ row }: { row: LedgerRow }) {
  const t = useText();
  const { n } = useFormat();
  if (signOf(row.cash) === 0 && row.claim !== null)
    return <Dim>{t("ledger.claimMoved", { amount: n.plain(row.claim) })}</Dim>;
  // From the balance before it to the one beside it, as both are shown.
  const moved = movedInCents(row.balance, row.cash);
  // What is too little to move it is something all the same, and is written out.
  const shown = signOf(moved) === 0 ? n.signed(row.cash, 2, 6) : n.signed(moved);
  return <span className="font-medium">{shown}</span>;
}
