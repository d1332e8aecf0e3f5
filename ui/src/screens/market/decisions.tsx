/** What was decided about each change of a copied trader in this market. */

import { Link } from "@tanstack/react-router";
import { Card } from "@/components/card";
import { OutcomeChip } from "@/components/outcome";
import { TraderTag } from "@/components/trader-tag";
import { When } from "@/components/when";
import { useFormat } from "@/format/use-format";
import { didText, weText, whyText } from "@/i18n/decision";
import { useText } from "@/i18n/use-text";
import { useFrame } from "@/live/store";
import type { DecisionRow, MarketPage } from "@/platform";
import { VerdictMark } from "@/screens/activity/decision-row";

/** More of them are in Activity. */
const SHOWN = { lines: 6, blocks: 8 };

interface DecisionsProps {
  page: MarketPage;
  /** A block each, with the reason in full. */
  full?: boolean;
}

export function MarketDecisions({ page, full = false }: DecisionsProps) {
  const t = useText();
  const { decisions, moreDecisions } = page;
  const shown = decisions.slice(0, full ? SHOWN.blocks : SHOWN.lines);
  return (
    <Card
      title={t("market.decisions")}
      note={full && decisions.length > 0 ? String(decisions.length) : null}
      aside={
        decisions.length > 0 && (
          <Link
            to="/activity"
            search={{ q: page.question }}
            className="font-medium text-accent text-small hover:underline"
          >
            {moreDecisions
              ? t("market.decisionsAll_one")
              : t("market.decisionsAll", { count: decisions.length })}
          </Link>
        )
      }
    >
      {decisions.length === 0 ? (
        <p className="px-4 pb-3 text-text-3">{t("market.decisionsNone")}</p>
      ) : (
        <ol className="pb-1">
          {shown.map((row) => (full ? <Block key={row.seq} row={row} /> : <Line key={row.seq} row={row} />))}
        </ol>
      )}
    </Card>
  );
}

function useWords(row: DecisionRow) {
  const t = useText();
  const format = useFormat();
  const { n, time } = format;
  const now = useFrame((frame) => frame.now);
  const did = didText(t, format, row);
  const at = row.price === null ? did : t("market.atPrice", { shares: did, price: n.cents(row.price, 1) });
  return {
    when: now - row.at < 86_400_000 ? time.second(row.at) : time.near(row.at, now),
    did: at,
    we: weText(t, format, row),
    why: whyText(t, format, row),
  };
}

function Line({ row }: { row: DecisionRow }) {
  const { when, did, we } = useWords(row);
  return (
    <li className="grid h-8 grid-cols-[58px_72px_84px_36px_minmax(0,1fr)_minmax(0,1fr)] items-center gap-2 border-hairline border-t px-4 text-small first:border-t-0">
      <When at={row.at} className="truncate text-text-2">
        {when}
      </When>
      <VerdictMark verdict={row.verdict} />
      <TraderTag name={row.trader} address={row.traderAddress} size="s" />
      <OutcomeChip name={row.outcome} index={row.outcomeIndex} />
      <span className="numeric truncate" data-tip={did}>
        {did}
      </span>
      <span className="numeric truncate text-text-2" data-tip={we}>
        {we}
      </span>
    </li>
  );
}

function Block({ row }: { row: DecisionRow }) {
  const { when, did, we, why } = useWords(row);
  return (
    <li className="grid grid-cols-[72px_minmax(0,1fr)] gap-2 border-hairline border-t px-4 py-2.5 text-small first:border-t-0">
      <When at={row.at} className="text-text-2">
        {when}
      </When>
      <div className="grid min-w-0 gap-0.5">
        <span className="flex min-w-0 items-center gap-2">
          <VerdictMark verdict={row.verdict} />
          <TraderTag name={row.trader} address={row.traderAddress} size="s" />
          <OutcomeChip name={row.outcome} index={row.outcomeIndex} />
        </span>
        <span className="numeric">{did}</span>
        <span className="numeric text-text-2">{why ?? we}</span>
      </div>
    </li>
  );
}
