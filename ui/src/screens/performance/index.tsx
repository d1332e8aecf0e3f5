/** Performance: what copying made over time, by trader, and what it cost in slippage and fees. */

import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Download } from "lucide-react";
import type { ReactNode } from "react";
import { Made } from "@/components/amounts";
import { Card } from "@/components/card";
import { PnlChart } from "@/components/chart/pnl-chart";
import { Button } from "@/components/ui/button";
import { Empty, Failure, FailureLine, Skeleton } from "@/components/ui/states";
import { useRest } from "@/components/ui/use-window-height";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useFillTimes } from "@/live/fills";
import { useAsk } from "@/live/queries";
import { usePaperResults, usePerformance } from "@/live/queries-more";
import { useFrame, useLive } from "@/live/store";
import { useScreenSums } from "@/live/sums";
import type { Performance, Period } from "@/platform";
import { Histogram } from "@/screens/figures/histogram";
import { PeriodSwitch } from "@/screens/figures/period-switch";
import { PaperTable } from "@/screens/paper/cards";
import { BigRange } from "@/screens/paper/range";
import { Costs, Results, StageFills } from "./cards";
import { ShortfallCard } from "./shortfall";

const route = getRouteApi("/performance");

export function PerformanceScreen() {
  const t = useText();
  const navigate = useNavigate();
  const { period = "month" } = route.useSearch();
  const read = usePerformance(period);
  useScreenSums(read.data?.sums);
  let body: ReactNode;
  if (read.isPending) body = <Skeleton />;
  else if (read.isError) body = <Failure error={read.error} onRetry={() => void read.refetch()} />;
  else if (read.data.follows.length === 0) {
    body = (
      <Empty
        title={t("performance.emptyTitle")}
        action={
          <Button look="primary" onClick={() => void navigate({ to: "/leaderboard" })}>
            {t("positions.emptyAction")}
          </Button>
        }
      >
        {t("performance.emptyText")}
      </Empty>
    );
  } else body = <Cards figures={read.data} />;
  return (
    <>
      <div className="flex shrink-0 items-center gap-2 px-4 pt-3 pb-2 wide:px-6">
        <h1 className="mr-2 font-semibold text-page tracking-[-.015em]">{t("performance.title")}</h1>
        <span className="flex-1" />
        <PeriodSwitch
          value={period}
          onChange={(next) => void navigate({ to: "/performance", search: { period: next }, replace: true })}
        />
        <Save period={period} some={(read.data?.traders.length ?? 0) > 0} />
      </div>
      {body}
    </>
  );
}

/** The results by trader, as a file among the downloads. */
function Save({ period, some }: { period: Period; some: boolean }) {
  const t = useText();
  const say = useLive((live) => live.say);
  const save = useAsk<null>(async (platform) => {
    const file = await platform.exportPerformance(period);
    if (file)
      say((t, { n }) =>
        t("performance.saved", { count: file.rows, rows: n.count(file.rows), path: file.path }),
      );
  });
  return (
    <>
      <Button
        icon={<Download aria-hidden size={14} />}
        busy={save.isPending}
        disabled={!some}
        data-tip={t("performance.csvTitle")}
        onClick={() => save.mutate(null)}
      >
        CSV
      </Button>
      <FailureLine error={save.error} />
    </>
  );
}

function Cards({ figures }: { figures: Performance }) {
  const t = useText();
  const { n } = useFormat();
  const { curve, pnl, wins } = figures;
  const isPaper = useFrame((frame) => frame.mode === "paper");
  const paper = usePaperResults(isPaper).data;
  const height = useRest(620, 180, 420);
  const values = curve.map((point) => point.value ?? 0);
  const fills = useFillTimes(curve[0]?.at);
  const whole = (value: number) => n.usdSigned(String(Math.round(value)), 0);
  return (
    <div className="min-h-0 flex-1 overflow-y-auto overflow-x-hidden px-4 pt-1 pb-4 wide:px-6">
      {paper && (
        <section
          aria-label={t("paper.performanceTitle")}
          className="mb-4 flex flex-wrap items-baseline gap-x-4 gap-y-1 rounded-card border border-hairline bg-surface px-4 py-2"
        >
          <h2 className="font-semibold">{t("paper.performanceTitle")}</h2>
          <BigRange range={paper.result} size="section" />
          <span className="text-text-2">{t(`paper.wholeReading.${paper.result.reading}`)}</span>
          <span className="text-small text-text-3">{t("paper.curveNote")}</span>
        </section>
      )}
      <div className="grid grid-cols-2 gap-4 max-wide:grid-cols-1">
        <Card
          title={t("performance.pnl")}
          note={<Made value={pnl} unit className="font-medium text-body" />}
          aside={
            <span className="numeric text-small text-text-3" data-tip={t("performance.drawdownTitle")}>
              {t("performance.drawdown", {
                amount: n.usd(figures.drawdown),
                percent: figures.drawdownPercent === null ? "—" : n.percent(figures.drawdownPercent),
              })}
            </span>
          }
        >
          <div className="px-4 pb-3">
            {curve.length > 1 ? (
              <PnlChart
                place="performance"
                points={curve.map((point) => ({ at: point.at, value: point.value ?? 0 }))}
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
              <p className="py-8 text-center text-text-3">{t("performance.nothing")}</p>
            )}
          </div>
        </Card>
        <Card
          title={t("performance.byTrader")}
          aside={
            <span className="numeric text-small text-text-3" data-tip={t("performance.intervalTitle")}>
              {wins.percent === null || wins.low === null || wins.high === null
                ? t("performance.noneClosed")
                : t("performance.winsAll", {
                    percent: n.percent(wins.percent),
                    count: wins.of,
                    low: n.plain(wins.low, 1),
                    high: n.percent(wins.high),
                  })}
            </span>
          }
        >
          {paper ? <PaperTable results={paper} /> : <Results traders={figures.traders} />}
        </Card>
      </div>
      <div className="mt-4 grid grid-cols-3 gap-4 wide:grid-rows-[auto_1fr] max-wide:grid-cols-2">
        <ShortfallCard
          follows={figures.follows}
          className="max-wide:col-span-full wide:col-span-2 wide:row-span-2"
        />
        <Card
          title={t("performance.slippage")}
          aside={
            <span className="numeric text-small text-text-3">
              {t("performance.slippageNote", {
                count: figures.fills,
                median: figures.slippageMedian === null ? "—" : n.centsSignedBare(figures.slippageMedian),
              })}
            </span>
          }
        >
          <div className="px-4 pb-3">
            <Histogram bins={figures.slippageBins} mean={figures.slippage} />
          </div>
        </Card>
        <Card
          title={t("performance.stages")}
          aside={
            <span className="numeric text-small text-text-3">
              {t("performance.stagesNote", { filled: figures.ordersFilled, ended: figures.ordersEnded })}
            </span>
          }
        >
          <StageFills figures={figures} />
        </Card>
        <Card title={t("performance.costs")} aside={<Traded figures={figures} />} className="col-span-full">
          <Costs figures={figures} />
        </Card>
      </div>
    </div>
  );
}

function Traded({ figures }: { figures: Performance }) {
  const t = useText();
  const { n } = useFormat();
  return (
    <span className="numeric text-small text-text-3">
      {t("performance.traded", { amount: n.usd(figures.traded) })}
    </span>
  );
}
