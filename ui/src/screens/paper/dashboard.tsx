/** The dashboard on paper: two figures for what copying made, what paper cannot know, and what is in doubt. */

import { PnlChart } from "@/components/chart/pnl-chart";
import { useRest } from "@/components/ui/use-window-height";
import { signOf } from "@/format/decimal";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useFillTimes } from "@/live/fills";
import type { Dashboard, PaperResults, Period } from "@/platform";
import { Kpi } from "../figures/kpi";
import { PeriodSwitch } from "../figures/period-switch";
import { CannotKnow, InDoubt, PaperTraders } from "./cards";
import { BigRange } from "./range";

interface PaperDashboardProps {
  figures: Dashboard;
  results: PaperResults;
  period: Period;
  onPeriod(period: Period): void;
}

export function PaperDashboard({ figures, results, period, onPeriod }: PaperDashboardProps) {
  return (
    <>
      <div className="grid grid-cols-[minmax(0,1fr)_280px] gap-4 wide:grid-cols-[minmax(0,1fr)_312px] wide:gap-6">
        <Hero figures={figures} results={results} period={period} onPeriod={onPeriod} />
        <CannotKnow results={results} />
      </div>
      <Kpis figures={figures} results={results} />
      <div className="mt-4 grid low:mt-3 grid-cols-[minmax(0,1fr)_280px] gap-4 wide:grid-cols-[minmax(0,1fr)_312px] wide:gap-6">
        <PaperTraders results={results} />
        <InDoubt results={results} />
      </div>
    </>
  );
}

function Hero({ figures, results, period, onPeriod }: PaperDashboardProps) {
  const t = useText();
  const { n, time } = useFormat();
  const { curve } = figures;
  const { result, cautiousPercent, optimisticPercent } = results;
  const height = useRest(540, 200, 560);
  const values = curve.map((point) => point.value ?? 0);
  const fills = useFillTimes(curve[0]?.at);
  const whole = (value: number) => n.usdSigned(String(Math.round(value)), 0);
  return (
    <section aria-label={t("performance.pnl")} className="min-w-0">
      <div className="flex items-start justify-between gap-4">
        <div className="min-w-0">
          <p className="font-medium text-label text-text-3">
            {t("paper.hero", { date: time.day(results.openedAt), opening: n.usd(results.opening, 0) })}
          </p>
          <BigRange range={result} />
          <p className="numeric flex flex-wrap gap-x-4 text-small text-text-2">
            {cautiousPercent !== null && (
              <span>{t("paper.cautiousPercent", { percent: n.percentSigned(cautiousPercent) })}</span>
            )}
            {optimisticPercent !== null && (
              <span>{t("paper.optimisticPercent", { percent: n.percentSigned(optimisticPercent) })}</span>
            )}
            <b className="font-medium text-text">{t(`paper.wholeReading.${result.reading}`)}</b>
          </p>
          {result.booked === null && <p className="text-small text-warn">{t("paper.unpriced")}</p>}
        </div>
        <PeriodSwitch value={period} onChange={onPeriod} />
      </div>
      <p className="mt-1 text-label text-text-3">{t("paper.curveNote")}</p>
      <div className="mt-1">
        {curve.length > 1 ? (
          <PnlChart
            place="paper"
            points={curve.map((point) => ({ at: point.at, value: point.value ?? 0 }))}
            height={height}
            last={n.usdSigned(figures.pnl)}
            fills={fills}
            label={t("performance.curve", {
              pnl: n.usdSigned(figures.pnl),
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

/** Two figures where two are known; where the books have one, it says that it is the booked one. */
function Kpis({ figures, results }: { figures: Dashboard; results: PaperResults }) {
  const t = useText();
  const { n } = useFormat();
  const { exposure, exposureLimit: limit, held, reserved } = figures.sums;
  const { wins } = figures;
  const { filledPercent, filledOptimisticPercent } = results;
  return (
    <dl className="mt-4 grid low:mt-3 grid-cols-[1fr_1fr_1.15fr_1.3fr_1.05fr] rounded-card border border-hairline bg-surface">
      <Kpi
        label={t("dashboard.winRate")}
        value={wins.percent === null ? "—" : n.percent(wins.percent)}
        unit={t("paper.booked")}
        basis={t("dashboard.winRateOf", { won: wins.won, count: wins.of })}
        title={t("paper.oneFigure")}
      />
      <Kpi
        label={t("dashboard.slippage")}
        value={figures.slippage === null ? "—" : n.centsSigned(figures.slippage)}
        {...(figures.slippage === null ? {} : { unit: t("paper.booked") })}
        basis={t(
          figures.slippage === null
            ? "orders.slippageNone"
            : signOf(figures.slippage) > 0
              ? "dashboard.worse"
              : "dashboard.better",
        )}
        title={t("paper.oneFigure")}
      />
      <Kpi
        label={t("dashboard.fillRate")}
        value={filledPercent === null ? "—" : n.percent(filledPercent)}
        {...(filledOptimisticPercent === null
          ? {}
          : { unit: `${t("paper.to")} ${n.percent(filledOptimisticPercent)}` })}
        basis={t("paper.fillRateOf", { asked: n.plain(results.asked, 0) })}
      />
      <Kpi
        label={t("paper.exposure")}
        value={n.usd(exposure)}
        unit={t("dashboard.exposureOf", { limit: n.usd(limit, 0) })}
        basis={t("dashboard.exposureParts", { held: n.usd(held), working: n.usd(reserved) })}
      />
      <Kpi
        label={t("performance.fees")}
        value={n.usd(results.fees)}
        unit={t("paper.booked")}
        basis={t("dashboard.feesOn", { amount: n.usd(figures.traded) })}
        title={t("paper.oneFigure")}
      />
    </dl>
  );
}
