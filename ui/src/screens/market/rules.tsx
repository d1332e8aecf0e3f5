/** A market's rules: on one line with source and fee, or unfolded in the words of whoever made them. */

import { ChevronDown, ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { useId, useState } from "react";
import { When } from "@/components/when";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import type { MarketPage } from "@/platform";

interface RulesProps {
  page: MarketPage;
  /** Where there is room for all of it. */
  open?: boolean;
  className?: string;
}

export function Rules({ page, open: begins = false, className = "" }: RulesProps) {
  const t = useText();
  const { n } = useFormat();
  const [chosen, setChosen] = useState<boolean | null>(null);
  const body = useId();
  const open = chosen ?? begins;
  const { rules } = page;
  const fee = rules.feePercent === null ? null : n.percent(rules.feePercent, 0);
  const words = rules.text || t(rules.known ? "market.rulesNone" : "market.rulesUnknown");
  const line = [
    words,
    rules.source && t("market.sourceIs", { source: rules.source }),
    fee && t("market.feeShort", { percent: fee }),
  ];
  const Sign = open ? ChevronDown : ChevronRight;
  return (
    <section
      aria-label={t("market.rules")}
      className={`min-w-0 rounded-card border border-hairline bg-surface text-small text-text-2 ${className}`}
    >
      <h2>
        <button
          type="button"
          aria-expanded={open}
          aria-controls={open ? body : undefined}
          onClick={() => setChosen(!open)}
          className="flex h-8 w-full min-w-0 items-center gap-2 rounded-card px-3 text-left hover:bg-raised"
        >
          <Sign aria-hidden size={14} className="shrink-0" />
          <b className="font-medium text-body text-text">{t("market.rules")}</b>
          {!open && <span className="truncate">{line.filter(Boolean).join(" ")}</span>}
        </button>
      </h2>
      {open && (
        <div id={body} className="grid gap-3 px-4 pt-1 pb-3">
          <p className="selectable whitespace-pre-line break-words">{words}</p>
          <Facts page={page} />
        </div>
      )}
    </section>
  );
}

function Facts({ page: { rules, endsAt } }: { page: MarketPage }) {
  const t = useText();
  const { n, time } = useFormat();
  const rows: [string, ReactNode][] = [
    ...(rules.source ? [[t("market.source"), rules.source] as [string, ReactNode]] : []),
    ...(rules.openedAt === null
      ? []
      : [
          [
            t("market.openedAt"),
            <When key="opened" at={rules.openedAt}>
              {time.date(rules.openedAt)}
            </When>,
          ] as [string, ReactNode],
        ]),
    ...(endsAt === null
      ? []
      : [
          [
            t("market.tradingEnds"),
            <When key="ends" at={endsAt}>
              {time.date(endsAt)}
            </When>,
          ] as [string, ReactNode],
        ]),
    [
      t("market.fee"),
      rules.feePercent === null
        ? t("market.feeNone")
        : t("market.feeOf", { percent: n.percent(rules.feePercent, 0) }),
    ],
    [
      t("market.tickLeast"),
      t("market.tickLeastIs", { tick: n.cents(rules.tick), shares: n.plain(rules.minShares, 0) }),
    ],
  ];
  return (
    <dl className="grid gap-1">
      {rows.map(([label, value]) => (
        <div key={label} className="flex flex-wrap justify-between gap-x-4">
          <dt className="text-text-3">{label}</dt>
          <dd className="min-w-0 break-words text-right text-text">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
