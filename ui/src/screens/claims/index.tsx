/**
 * What resolved markets owe, as rows among the positions: amber, because it is no cash, and not in the balance. Each says how it becomes
 * cash, and how far that is.
 */
import { HandCoins } from "lucide-react";
import { useState } from "react";
import { Made } from "@/components/amounts";
import { MarketName } from "@/components/market-name";
import { OutcomeChip } from "@/components/outcome";
import { isFailed, RelayerRunLine } from "@/components/relayer-run";
import { Avatar } from "@/components/trader-tag";
import { Button } from "@/components/ui/button";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useClaims } from "@/live/claims";
import type { Claim } from "@/platform";
import { RedeemDialog } from "./redeem";

const keyOf = (row: Claim): string => `${row.follow}/${row.token}`;
/** More are redeemed together than one after the other. */
const MANY = 2;

/** The claims, where there are any; nothing where there are none. */
export function ClaimRows({ className = "" }: { className?: string }) {
  const t = useText();
  const claims = useClaims();
  const [redeeming, setRedeeming] = useState<string[] | null>(null);
  const rows = claims.data ?? [];
  const open = rows.filter(canRedeem);
  const tokens = [...new Set(open.map((row) => row.token))];
  if (rows.length === 0 && redeeming === null) return null;
  return (
    <section aria-label={t("claims.title")} className={className}>
      {tokens.length >= MANY && (
        <div className="flex items-center justify-end px-4 py-1.5 wide:px-6">
          <Button size="sm" onClick={() => setRedeeming(tokens)}>
            {t("claims.redeemAll", { count: tokens.length })}
          </Button>
        </div>
      )}
      <ul>
        {rows.map((row) => (
          <ClaimRow key={keyOf(row)} row={row} onRedeem={() => setRedeeming([row.token])} />
        ))}
      </ul>
      {redeeming && <RedeemDialog tokens={redeeming} onClose={() => setRedeeming(null)} />}
    </section>
  );
}

/** Nothing is asked for twice: while a request may still happen, and once it has, there is nothing to press. */
export const canRedeem = (row: Claim): boolean =>
  row.way !== "automatic" && (row.run === null || (row.run.over && isFailed(row.run)));

export function ClaimRow({ row, onRedeem }: { row: Claim; onRedeem(): void }) {
  const t = useText();
  const { n, time } = useFormat();
  return (
    <li className="border-hairline border-t bg-[color-mix(in_srgb,var(--warn)_9%,transparent)] px-4 py-2 wide:px-6">
      {/* Beside a sheet the figures have a line of their own. */}
      <div className="flex min-w-0 flex-wrap items-center gap-x-4 gap-y-1">
        <span className="flex min-w-64 flex-1 items-center gap-2">
          <Avatar name={row.trader} address={row.traderAddress} />
          <MarketName name={row.market} className="font-medium" />
          <OutcomeChip name={row.outcome} index={row.outcomeIndex} />
        </span>
        <dl className="numeric ml-auto flex shrink-0 items-baseline gap-4">
          <Figure label={t("claims.shares")}>{n.shares(row.shares)}</Figure>
          {row.averageCost !== null && (
            <Figure label={t("claims.paid")}>{n.cents(row.averageCost, 1)}</Figure>
          )}
          {row.payout !== null && <Figure label={t("claims.pays")}>{n.cents(row.payout, 1)}</Figure>}
          <Figure label={t("claims.owed")}>
            <b className="font-semibold text-text">{n.usd(row.usd)}</b>
          </Figure>
          {row.pnl !== null && (
            <Figure label={t("claims.made")}>
              <Made value={row.pnl} unit />
            </Figure>
          )}
        </dl>
      </div>
      <div className="mt-1 flex min-w-0 items-center gap-2 text-small">
        <HandCoins aria-hidden size={14} className="shrink-0 text-warn" />
        <p className="min-w-0 text-text-2">
          <b className="font-semibold text-text">{t("claims.notCash")}</b>{" "}
          {t("claims.resolved", { at: time.clock(row.since) })} {t(`claims.way.${row.way}`)}
        </p>
        <span className="flex-1" />
        {canRedeem(row) && (
          <Button size="sm" aria-label={t("claims.redeemLabel", { market: row.market })} onClick={onRedeem}>
            {t(row.way === "by_yourself" ? "claims.show" : "claims.redeem")}
          </Button>
        )}
      </div>
      {row.run !== null && <RelayerRunLine run={row.run} className="mt-1" />}
    </li>
  );
}

function Figure({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="flex items-baseline gap-1.5 whitespace-nowrap">
      <dt className="text-small text-text-2">{label}</dt>
      <dd className="text-text">{children}</dd>
    </div>
  );
}
