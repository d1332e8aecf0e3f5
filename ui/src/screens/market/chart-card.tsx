/** Prices of an outcome over a range that is chosen, as a picture or in figures. */

import { ChartLine, Maximize2, Minimize2, Table2 } from "lucide-react";
import { useState } from "react";
import { Triangle } from "@/components/amounts";
import { useWidth } from "@/components/chart/use-width";
import { useOutcome } from "@/components/outcome";
import { IconButton } from "@/components/ui/button";
import { Segmented } from "@/components/ui/segmented";
import { Failure, Skeleton } from "@/components/ui/states";
import { signOf } from "@/format/decimal";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useMarketChart } from "@/live/market";
import type { ChartSpan, MarketBook, MarketPage } from "@/platform";
import { PriceChart } from "./price-chart";
import { PriceTable } from "./price-table";

const SPANS: ChartSpan[] = ["hour", "six_hours", "day", "week", "month", "all"];
/** The line above the picture that tells what is read off. */
const READOUT = 20;

interface ChartCardProps {
  page: MarketPage;
  outcome: number;
  onOutcome(outcome: number): void;
  book: MarketBook | undefined;
  height: number;
  large: boolean;
  onLarge(large: boolean): void;
}

export function ChartCard({ page, outcome, onOutcome, book, height, large, onLarge }: ChartCardProps) {
  const t = useText();
  const { n } = useFormat();
  const say = useOutcome();
  const [span, setSpan] = useState<ChartSpan>("day");
  const [shown, setShown] = useState<"chart" | "table">("chart");
  const [box, width] = useWidth("market");
  const chart = useMarketChart(page.condition, outcome, span);
  const { data } = chart;
  const name = say(page.outcomes[outcome]?.name ?? "");
  const change = data && data.span === span ? data.change : null;
  return (
    <section aria-label={t("market.prices")} className="min-w-0">
      <div className="flex min-h-7 flex-wrap items-center gap-x-2 gap-y-1">
        <Segmented<string>
          label={t("market.outcome")}
          value={String(outcome)}
          options={page.outcomes.map((one, i) => ({
            value: String(i),
            label: (
              <span className="numeric">
                {say(one.name).toUpperCase()} {one.price === null ? "" : n.cents(one.price)}
              </span>
            ),
          }))}
          onChange={(next) => onOutcome(Number(next))}
        />
        {change !== null && (
          <span className="numeric flex items-center gap-1 whitespace-nowrap text-small text-text-2 max-wide:hidden">
            {signOf(change) !== 0 && <Triangle up={signOf(change) > 0} />}
            {n.centsMoved(change)} {t(`market.inSpan.${span}`)}
          </span>
        )}
        <span className="flex-1" />
        <Segmented<ChartSpan>
          size="sm"
          label={t("market.range")}
          value={span}
          options={SPANS.map((one) => ({
            value: one,
            label: t(`market.span.${one}`),
            title: t(`market.spanLong.${one}`),
          }))}
          onChange={setSpan}
        />
        <Segmented<"chart" | "table">
          size="sm"
          label={t("market.as")}
          value={shown}
          options={[
            {
              value: "chart",
              title: t("market.asChart"),
              label: <Sign label={t("market.asChart")} shape={ChartLine} />,
            },
            {
              value: "table",
              title: t("market.asTable"),
              label: <Sign label={t("market.asTable")} shape={Table2} />,
            },
          ]}
          onChange={setShown}
        />
        <IconButton
          label={t(large ? "market.shrink" : "market.enlarge")}
          aria-pressed={large}
          onClick={() => onLarge(!large)}
        >
          {large ? <Minimize2 aria-hidden size={14} /> : <Maximize2 aria-hidden size={14} />}
        </IconButton>
      </div>
      <div ref={box} className="mt-1 min-w-0" style={{ minHeight: height + READOUT }}>
        {data === undefined ? (
          chart.isError ? (
            <Failure error={chart.error} onRetry={() => void chart.refetch()} />
          ) : (
            <Skeleton rows={6} className="py-4" />
          )
        ) : data.points.length === 0 && data.fills.length === 0 && data.trades.length === 0 ? (
          <p className="grid place-items-center text-text-3" style={{ height }}>
            {t("market.chartEmpty")}
          </p>
        ) : shown === "chart" ? (
          <PriceChart
            key={`${outcome}/${data.span}`}
            chart={data}
            book={book?.outcomeIndex === outcome ? book : undefined}
            width={width}
            height={height}
            label={`${t("market.chart", {
              outcome: name,
              span: t(`market.spanLong.${data.span}`),
              first: n.cents(data.points[0]?.price ?? "0"),
              last: n.cents(data.points.at(-1)?.price ?? "0"),
            })}. ${t("market.chartMarks", { fills: data.fills.length, trades: data.trades.length })}`}
          />
        ) : (
          <PriceTable chart={data} height={height + READOUT} />
        )}
      </div>
      {shown === "chart" && data && <Legend />}
    </section>
  );
}

function Sign({ label, shape: Shape }: { label: string; shape: typeof Table2 }) {
  return (
    <span className="grid h-5 place-items-center">
      <Shape aria-hidden size={12} />
      <span className="sr-only">{label}</span>
    </span>
  );
}

/** Only where there is room for it. */
function Legend() {
  const t = useText();
  const signs = {
    price: <path d="M0 9h5V5h5v3h6" fill="none" stroke="var(--text)" strokeWidth="1.5" />,
    limit: <path d="M0 10h8V4h8" fill="none" stroke="var(--accent)" strokeWidth="2" />,
    fill: (
      <>
        <circle cx="8" cy="7" r="5.500" fill="none" stroke="var(--text)" strokeWidth="1.500" />
        <path d="M8 3a4 4 0 0 1 0 8z" fill="var(--text)" />
      </>
    ),
    trade: <rect x="2" y="1" width="12" height="12" rx="3" fill="oklch(0.5 0.1 250)" />,
  };
  return (
    <p className="mt-1 hidden flex-wrap gap-x-4 text-label text-text-3 huge:flex">
      {(Object.keys(signs) as (keyof typeof signs)[]).map((key) => (
        <span key={key} className="inline-flex items-center gap-1.5">
          <svg aria-hidden="true" width="16" height="14">
            {signs[key]}
          </svg>
          {t(`market.legend.${key}`)}
        </span>
      ))}
      <span className="ml-auto">{t("market.legend.keys")}</span>
    </p>
  );
}
