/** Dashboard: how much copying made, what needs a look, and where the orders stand. */

import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { Made, Triangle, tone } from "@/components/amounts";
import { PnlChart } from "@/components/chart/pnl-chart";
import { Button } from "@/components/ui/button";
import { Empty, Failure, Skeleton } from "@/components/ui/states";
import { useRest } from "@/components/ui/use-window-height";
import { signOf } from "@/format/decimal";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useFillTimes } from "@/live/fills";
import { useDashboard, usePaperResults } from "@/live/queries-more";
import { useFrame } from "@/live/store";
import { useScreenSums } from "@/live/sums";
import type { Dashboard, Period } from "@/platform";
import { Kpi } from "@/screens/figures/kpi";
import { PeriodSwitch } from "@/screens/figures/period-switch";
import { HaltedDashboard, useHaltedPage } from "@/screens/halted/dashboard";
import { HeldCard, MadeCard } from "@/screens/live/cards";
import { PaperDashboard } from "@/screens/paper/dashboard";
import { AttentionCard } from "./attention";
import { TradersCard, WorkingCard } from "./cards";

const route = getRouteApi("/dashboard");

/** While everything is held back, what goes on and what not stands in the place of the figures, which are a button away. */
export function DashboardScreen() {
  const halted = useHaltedPage();
  return halted ? <HaltedDashboard page={halted.page} onFigures={halted.onFigures} /> : <Figures />;
}

function Figures() {
  const t = useText();
  const navigate = useNavigate();
  const { period = "month" } = route.useSearch();
  const read = useDashboard(period);
  const follows = useFrame((frame) => frame.follows);
  const isLive = useFrame((frame) => frame.mode === "live");
  const isPaper = useFrame((frame) => frame.mode === "paper");
  const paper = usePaperResults(isPaper);
  useScreenSums(read.data?.sums);
  const onPeriod = useCallback(
    (next: Period) => void navigate({ to: "/dashboard", search: { period: next }, replace: true }),
    [navigate],
  );
  if (read.isPending || (isPaper && paper.isPending)) return <Skeleton />;
  if (read.isError) return <Failure error={read.error} onRetry={() => void read.refetch()} />;
  if (follows === 0 && read.data.fills === 0 && signOf(read.data.sums.held) === 0) {
    return (
      <>
        <h1 className="sr-only">{t("nav.dashboard")}</h1>
        <Empty
          drawing
          title={t("dashboard.emptyTitle")}
          action={
            <Button look="primary" onClick={() => void navigate({ to: "/leaderboard" })}>
              {t("positions.emptyAction")}
            </Button>
          }
        >
          {t("dashboard.emptyText")}
        </Empty>
      </>
    );
  }
  if (isPaper && paper.data) {
    return (
      <div className="min-h-0 flex-1 overflow-y-auto overflow-x-hidden px-4 py-4 low:py-3 wide:px-6">
        <h1 className="sr-only">{t("nav.dashboard")}</h1>
        <PaperDashboard figures={read.data} results={paper.data} period={period} onPeriod={onPeriod} />
      </div>
    );
  }
  return (
    <div className="min-h-0 flex-1 overflow-y-auto overflow-x-hidden px-4 py-4 low:py-3 wide:px-6">
      <h1 className="sr-only">{t("nav.dashboard")}</h1>
      <div className="grid grid-cols-[minmax(0,1fr)_280px] gap-4 wide:grid-cols-[minmax(0,1fr)_312px] wide:gap-6">
        <Hero figures={read.data} period={period} onPeriod={onPeriod} />
        <AttentionCard attention={read.data.attention} />
      </div>
      <Kpis figures={read.data} />
      <div className="mt-4 grid low:mt-3 grid-cols-[minmax(0,1fr)_280px] gap-4 wide:grid-cols-[minmax(0,1fr)_312px] wide:gap-6">
        {isLive ? (
          <>
            <HeldCard />
            <MadeCard figures={read.data} />
          </>
        ) : (
          <>
            <TradersCard traders={read.data.traders} period={read.data.period} />
            <WorkingCard
              stages={read.data.stages}
              next={read.data.next}
              count={read.data.sums.workingOrders}
              reserved={read.data.sums.reserved}
            />
          </>
        )}
      </div>
    </div>
  );
}

interface HeroProps {
  figures: Dashboard;
  period: Period;
  onPeriod(period: Period): void;
}

function Hero({ figures, period, onPeriod }: HeroProps) {
  const t = useText();
  const { n } = useFormat();
  const { pnl, curve } = figures;
  const height = useRest(520, 162, 560);
  const points = useMemo(() => curve.map((point) => ({ at: point.at, value: point.value ?? 0 })), [curve]);
  const values = points.map((point) => point.value);
  const fills = useFillTimes(curve[0]?.at);
  const whole = (value: number) => n.usdSigned(String(Math.round(value)), 0);
  return (
    <section aria-label={t("performance.pnl")} className="min-w-0">
      <div className="flex items-start justify-between gap-4">
        <div className="numeric min-w-0">
          <p className="font-medium text-label text-text-3">{t(`dashboard.hero.${period}`)}</p>
          <p className={`flex items-baseline gap-2 ${tone(pnl)}`}>
            {signOf(pnl) !== 0 && <Triangle up={signOf(pnl) > 0} size={12} />}
            <b className="font-semibold text-hero tracking-[-.02em]">{n.usdSigned(pnl)}</b>
            {figures.pnlPercent !== null && (
              <span className="font-medium text-lead">{n.percentSigned(figures.pnlPercent)}</span>
            )}
          </p>
          <p className="flex flex-wrap gap-x-4 text-small text-text-2">
            <span>
              {t("performance.realised")} <Made value={figures.realised} unit />
            </span>
            <span>
              {t("performance.open")} <Made value={figures.open} unit />
            </span>
            <span>{t("dashboard.afterFees", { fees: n.usd(figures.fees) })}</span>
          </p>
        </div>
        <PeriodSwitch value={period} onChange={onPeriod} />
      </div>
      <div className="mt-2">
        {curve.length > 1 ? (
          <PnlChart
            place="dashboard"
            points={points}
            height={height}
            last={n.usdSigned(pnl)}
            fills={fills}
            label={t("performance.curve", {
              pnl: n.usdSigned(pnl),
              low: whole(Math.min(...values)),
              high: whole(Math.max(...values)),
            })}
          />
        ) : (
          <p className="grid place-items-center text-text-3" style={{ height }}>
            {t("performance.nothing")}
          </p>
        )}
      </div>
    </section>
  );
}

function Kpis({ figures }: { figures: Dashboard }) {
  const t = useText();
  const { n } = useFormat();
  const { exposure, exposureLimit: limit, held, reserved } = figures.sums;
  const { wins, ordersFilled, ordersEnded } = figures;
  const bps = (value: string | null) =>
    value === null ? {} : { unit: t("history.bps", { bps: n.plain(value, 0) }) };
  return (
    <dl className="mt-4 grid low:mt-3 grid-cols-[1fr_1fr_1fr_1.45fr_1.05fr] rounded-card border border-hairline bg-surface">
      <Kpi
        label={t("dashboard.winRate")}
        value={wins.percent === null ? "—" : n.percent(wins.percent)}
        basis={t("dashboard.winRateOf", { won: wins.won, count: wins.of })}
      />
      <Kpi
        label={t("dashboard.slippage")}
        value={figures.slippage === null ? "—" : n.centsSigned(figures.slippage)}
        {...bps(figures.slippageBps)}
        basis={t(
          figures.slippage === null
            ? "orders.slippageNone"
            : signOf(figures.slippage) > 0
              ? "dashboard.worse"
              : "dashboard.better",
        )}
      />
      <Kpi
        label={t("dashboard.fillRate")}
        value={ordersEnded === 0 ? "—" : n.percent(String((100 * ordersFilled) / ordersEnded))}
        basis={t("dashboard.fillRateOf", { filled: ordersFilled, count: ordersEnded })}
      />
      <Kpi
        label={t("dashboard.exposure")}
        value={n.usd(exposure)}
        unit={t("dashboard.exposureOf", { limit: n.usd(limit, 0) })}
        basis={t("dashboard.exposureParts", {
          held: n.usd(held),
          working: n.usd(reserved),
        })}
      />
      <Kpi
        label={t("performance.fees")}
        value={n.usd(figures.fees)}
        {...bps(figures.feesBps)}
        basis={t("dashboard.feesOn", { amount: n.usd(figures.traded) })}
      />
    </dl>
  );
}
