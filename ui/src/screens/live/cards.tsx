/** The dashboard's two lists with real money: what is held and owed, and what each trader made, with what still works. */

import { Link } from "@tanstack/react-router";
import { HandCoins } from "lucide-react";
import { useState } from "react";
import { Made, Missing } from "@/components/amounts";
import { Card } from "@/components/card";
import { MarketName } from "@/components/market-name";
import { OutcomeChip } from "@/components/outcome";
import { CountdownShape } from "@/components/stage";
import { Avatar } from "@/components/trader-tag";
import { Button } from "@/components/ui/button";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useClaims } from "@/live/claims";
import { usePositions } from "@/live/queries-more";
import { useFrame } from "@/live/store";
import type { Claim, Dashboard, Position } from "@/platform";
import { canRedeem } from "@/screens/claims";
import { RedeemDialog } from "@/screens/claims/redeem";
import { MadeBar } from "../figures/bars";

const LINK = "font-medium text-accent text-small hover:underline";
const HEAD = "h-6 font-medium text-label text-text-3";
/** So many rows stand on the dashboard, claims among them; the rest is a link away. */
const SHOWN = 5;
const CLAIMS_SHOWN = 2;

export function HeldCard() {
  const t = useText();
  const { n } = useFormat();
  const positions = usePositions();
  const claims = useClaims().data ?? [];
  const [redeeming, setRedeeming] = useState<string[] | null>(null);
  const all = positions.data?.rows ?? [];
  const owed = claims.slice(0, CLAIMS_SHOWN);
  const rows = all.slice(0, SHOWN - owed.length);
  const more = all.length + claims.length - rows.length - owed.length;
  return (
    <Card
      title={t("ways.held.title")}
      note={
        positions.data
          ? t("ways.held.note", { value: n.usd(positions.data.value), count: claims.length })
          : null
      }
      aside={
        <Link to="/positions" className={LINK}>
          {t("nav.positions")}
        </Link>
      }
    >
      {all.length === 0 && claims.length === 0 ? (
        <p className="px-4 pb-4 text-text-3">{t("ways.held.none")}</p>
      ) : (
        <>
          <table className="mx-4 mb-1 w-[calc(100%-32px)] table-fixed border-collapse">
            <thead>
              <tr>
                <th scope="col" className={`${HEAD} text-left`}>
                  {t("keyPage.market")}
                </th>
                <th scope="col" className={`${HEAD} w-18 text-right`}>
                  {t("ways.held.shares")}
                </th>
                <th scope="col" className={`${HEAD} w-15 whitespace-nowrap text-right`}>
                  {t("ways.held.cost")}
                </th>
                <th scope="col" className={`${HEAD} w-15 whitespace-nowrap text-right`}>
                  {t("ways.held.now")}
                </th>
                <th scope="col" className={`${HEAD} w-19 whitespace-nowrap text-right`}>
                  {t("ways.held.value")}
                </th>
                <th scope="col" className={`${HEAD} w-19 whitespace-nowrap text-right max-wide:hidden`}>
                  {t("performance.pnlColumn")}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <HeldRow key={`${row.follow}/${row.token}`} row={row} />
              ))}
              {owed.map((row) => (
                <OwedRow
                  key={`${row.follow}/${row.token}`}
                  row={row}
                  onRedeem={() => setRedeeming([row.token])}
                />
              ))}
            </tbody>
          </table>
          {more > 0 && (
            <p className="px-4 pb-2 text-small text-text-3">{t("ways.held.more", { count: more })}</p>
          )}
          {redeeming && <RedeemDialog tokens={redeeming} onClose={() => setRedeeming(null)} />}
        </>
      )}
    </Card>
  );
}

function HeldRow({ row }: { row: Position }) {
  const { n } = useFormat();
  return (
    <tr className="border-hairline border-t">
      <td className="h-8 low:h-6.5">
        <span className="flex min-w-0 items-center gap-2 pr-2">
          <Avatar name={row.trader} address={row.traderAddress} size="s" />
          <MarketName name={row.market} base={32} />
          <OutcomeChip name={row.outcome} index={row.outcomeIndex} />
        </span>
      </td>
      <td className="text-right">{n.shares(row.shares)}</td>
      <td className="text-right text-text-2">{n.centsBare(row.averageCost, 1)}</td>
      <td className="text-right text-text-2">
        {row.price === null ? <Missing /> : n.centsBare(row.price, 1)}
      </td>
      <td className="text-right">{row.value === null ? <Missing /> : n.plain(row.value)}</td>
      <td className="text-right max-wide:hidden">
        <Made value={row.pnl} />
      </td>
    </tr>
  );
}

const OWED = "bg-[color-mix(in_srgb,var(--warn)_9%,transparent)]";

/** A claim among what is held: amber, because it is no cash. */
function OwedRow({ row, onRedeem }: { row: Claim; onRedeem(): void }) {
  const t = useText();
  const { n } = useFormat();
  return (
    <>
      <tr className={`border-hairline border-t ${OWED}`}>
        <td className="h-8 low:h-6.5">
          <span className="flex min-w-0 items-center gap-2 pr-2">
            <Avatar name={row.trader} address={row.traderAddress} size="s" />
            <MarketName name={row.market} base={32} />
            <OutcomeChip name={row.outcome} index={row.outcomeIndex} />
          </span>
        </td>
        <td className="text-right">{n.shares(row.shares)}</td>
        <td className="text-right text-text-2">
          {row.averageCost === null ? <Missing /> : n.centsBare(row.averageCost, 1)}
        </td>
        <td className="text-right text-text-2">
          {row.payout === null ? <Missing /> : n.centsBare(row.payout, 1)}
        </td>
        <td className="text-right font-semibold">{n.plain(row.usd)}</td>
        <td className="text-right max-wide:hidden">
          <Made value={row.pnl} />
        </td>
      </tr>
      <tr className={OWED}>
        <td colSpan={5} className="pb-1.5">
          <span className="flex items-center gap-2 text-small">
            <HandCoins aria-hidden size={14} className="shrink-0 text-warn" />
            <span className="min-w-0 flex-1 truncate text-text-2" data-tip={t(`claims.way.${row.way}`)}>
              <b className="font-semibold text-text">{t("claims.notCash")}</b> {t(`claims.way.${row.way}`)}
            </span>
            {canRedeem(row) && (
              <Button
                size="sm"
                aria-label={t("claims.redeemLabel", { market: row.market })}
                onClick={onRedeem}
              >
                {t(row.way === "by_yourself" ? "claims.show" : "claims.redeem")}
              </Button>
            )}
          </span>
        </td>
        <td className="max-wide:hidden" />
      </tr>
    </>
  );
}

/** Who made what, and what is at work, in one narrow card. */
export function MadeCard({ figures }: { figures: Dashboard }) {
  const t = useText();
  const { n, time } = useFormat();
  const { workingOrders: count, reserved } = figures.sums;
  const now = useFrame((frame) => frame.now);
  const results = figures.traders.map((one) => Number(one.pnl));
  const { next } = figures;
  return (
    <Card
      title={t("performance.byTrader")}
      note={t(`dashboard.byTraderNote.${figures.period}`)}
      aside={
        <Link to="/performance" search={{ period: figures.period }} className={LINK}>
          {t("nav.performance")}
        </Link>
      }
    >
      {figures.traders.length === 0 ? (
        <p className="px-4 pb-4 text-text-3">{t("performance.nothing")}</p>
      ) : (
        <ul className="px-4">
          {figures.traders.map((one) => (
            <li key={one.address} className="border-hairline border-t first:border-t-0">
              <Link
                to="/history"
                search={{ trader: one.address }}
                className="flex h-8 low:h-6.5 items-center gap-2 hover:underline"
                data-tip={one.name}
              >
                <Avatar name={one.name} address={one.address} />
                <span className="min-w-0 flex-1 truncate font-medium">{one.name}</span>
                <MadeBar
                  value={one.pnl}
                  most={Math.max(...results)}
                  least={Math.min(...results)}
                  width={76}
                />
                <Made value={one.pnl} unit className="w-18 text-right font-medium" />
              </Link>
            </li>
          ))}
        </ul>
      )}
      <Link
        to="/orders"
        className="numeric mx-4 mt-auto mb-3 flex flex-wrap items-center gap-x-2 border-hairline border-t pt-3 text-small hover:underline"
      >
        <span className="text-text-2">{t("dashboard.working")}</span>
        <b className="font-medium">{t("dashboard.workingNote", { count, amount: n.usd(reserved) })}</b>
        {next && (
          <span
            role="timer"
            aria-live="off"
            className="ml-auto inline-flex items-center gap-1.5 whitespace-nowrap"
          >
            <CountdownShape stage={next.stage - 1} elapsed={0.6} />
            {t("ways.held.next", { span: time.clockSpan(next.at - now) })}
          </span>
        )}
      </Link>
    </Card>
  );
}
