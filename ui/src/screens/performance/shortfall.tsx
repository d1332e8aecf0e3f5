/**
 * Where the rest went: from what the trader's own trades made to what was made here, part by part, to the cent.
 *
 * A table whose last column is drawn: what the bars say stands in the figures beside them. Its sums are the engine's; only
 * where a bar lies is computed here.
 */

import type { ReactNode } from "react";
import { useState } from "react";
import { Made } from "@/components/amounts";
import { Card } from "@/components/card";
import { Avatar } from "@/components/trader-tag";
import { cn } from "@/components/ui/cn";
import { Select } from "@/components/ui/select";
import { Failure, Skeleton } from "@/components/ui/states";
import { signOf } from "@/format/decimal";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useShortfall } from "@/live/queries-more";
import type { FilledFollow, Shortfall } from "@/platform";
import { Difference, Scale, scaleOf, Total } from "@/screens/figures/waterfall";

export function ShortfallCard({ follows, className }: { follows: FilledFollow[]; className?: string }) {
  const t = useText();
  const [chosen, setChosen] = useState<number | null>(null);
  const follow = follows.find((one) => one.follow === chosen) ?? follows[0];
  const name = t("performance.rest.title");
  if (!follow) {
    return (
      <Card title={name} className={className ?? ""}>
        <p className="px-4 pb-4 text-text-3">{t("performance.rest.empty")}</p>
      </Card>
    );
  }
  return <Chosen follow={follow} follows={follows} onChoose={setChosen} className={className ?? ""} />;
}

interface ChosenProps {
  follow: FilledFollow;
  follows: FilledFollow[];
  onChoose(follow: number): void;
  className: string;
}

function Chosen({ follow, follows, onChoose, className }: ChosenProps) {
  const t = useText();
  const { n, time } = useFormat();
  const read = useShortfall(follow.follow);
  const { data } = read;
  // A trader followed a second time has two records; their fills tell them apart.
  const twice = (one: FilledFollow) => follows.filter((other) => other.address === one.address).length > 1;
  return (
    <Card
      title={t("performance.rest.title")}
      className={className}
      control={
        <Select
          label={t("history.trader")}
          value={String(follow.follow)}
          options={follows.map((one) => ({
            value: String(one.follow),
            label: twice(one) ? t("performance.rest.twice", { name: one.name, count: one.fills }) : one.name,
            icon: <Avatar name={one.name} address={one.address} size="s" />,
          }))}
          onChange={(next) => onChoose(Number(next))}
          className="max-w-44"
        />
      }
      aside={
        data && (
          <span
            className="numeric block truncate text-small text-text-3"
            data-tip={t("performance.rest.sinceTitle", { date: time.full(data.since) })}
          >
            {t("performance.rest.since", {
              date: time.day(data.since),
              amount: n.usdSigned(data.difference),
            })}
          </span>
        )
      }
    >
      {data ? <Waterfall shortfall={data} /> : read.isError ? <Failure error={read.error} /> : <Skeleton />}
    </Card>
  );
}

function Waterfall({ shortfall }: { shortfall: Shortfall }) {
  const t = useText();
  const { n } = useFormat();
  const { name, parts, percentage, keptPercent } = shortfall;
  // What did not happen at all has no row: often no limit cut anything, and nobody closed by hand.
  const shown = parts.filter((one) => one.count > 0 || signOf(one.effect) !== 0);
  const scale = scaleOf([shortfall.paper, ...shown.map((one) => one.after)].map(Number));
  const end = parts.at(-1)?.after ?? shortfall.paper;
  return (
    <div className="px-4 pb-3">
      <table className="w-full table-fixed border-collapse">
        <caption className="sr-only">
          {t("performance.rest.caption", { name, paper: n.usdSigned(shortfall.paper) })}
        </caption>
        <thead>
          <tr>
            <th scope="col" className="h-6 w-35 p-0 max-wide:w-30">
              <span className="sr-only">{t("performance.rest.part")}</span>
            </th>
            <th scope="col" className="w-22 p-0">
              <span className="sr-only">{t("performance.rest.amount")}</span>
            </th>
            <th scope="col" className="p-0 font-normal">
              <span className="sr-only">{t("performance.rest.note")}</span>
              <Scale scale={scale} />
            </th>
          </tr>
        </thead>
        <tbody>
          <Line
            label={
              percentage === null
                ? t("performance.rest.paperMixed", { name })
                : t("performance.rest.paper", { name, percent: n.percent(percentage) })
            }
            title={t("performance.rest.titles.paper")}
            amount={<span className="numeric">{n.usdSigned(shortfall.paper)}</span>}
            total
          >
            <Total
              scale={scale}
              at={Number(shortfall.paper)}
              note={t("performance.rest.notes.paper")}
              leads
            />
          </Line>
          {shown.map((one) => (
            <Line
              key={one.part}
              label={t(`performance.rest.parts.${one.part as "fees"}`)}
              title={t(`performance.rest.titles.${one.part as "fees"}`)}
              amount={<span className="numeric">{n.usdSigned(one.effect)}</span>}
            >
              <Difference
                scale={scale}
                from={Number(one.before)}
                to={Number(one.after)}
                note={
                  one.count > 0 ? t(`performance.rest.notes.${one.part as "fees"}`, { count: one.count }) : ""
                }
              />
            </Line>
          ))}
          <Line
            label={t("performance.rest.ours")}
            title={t("performance.rest.titles.ours")}
            amount={<Made value={shortfall.ours} unit />}
            total
          >
            <Total
              scale={scale}
              at={Number(end)}
              tone={end.startsWith("-") ? "loss" : "gain"}
              note={
                keptPercent === null ? "" : t("performance.rest.kept", { percent: n.percent(keptPercent) })
              }
            />
          </Line>
        </tbody>
      </table>
      {shortfall.unpriced > 0 && (
        <p className="pt-1 text-small text-text-3">
          {t("performance.rest.unpriced", { count: shortfall.unpriced })}
        </p>
      )}
    </div>
  );
}

interface LineProps {
  label: string;
  title: string;
  amount: ReactNode;
  total?: boolean;
  children: ReactNode;
}

function Line({ label, title, amount, total = false, children }: LineProps) {
  return (
    <tr>
      <th
        scope="row"
        data-tip={title}
        className={cn("truncate p-0 pr-2 text-left", total ? "font-semibold" : "font-normal")}
      >
        {label}
      </th>
      <td className={cn("whitespace-nowrap p-0 pr-3 text-right", total && "font-semibold")}>{amount}</td>
      <td className="p-0">{children}</td>
    </tr>
  );
}
