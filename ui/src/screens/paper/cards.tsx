/** Paper's own cards: by trader with both figures, what it cannot know, and what is in doubt. */

import { Link } from "@tanstack/react-router";
import { Layers, Timer, TriangleAlert, Users } from "lucide-react";
import type { ComponentType, ReactNode } from "react";
import { Made } from "@/components/amounts";
import { Card } from "@/components/card";
import { MarketName } from "@/components/market-name";
import { Avatar } from "@/components/trader-tag";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { outcomeText } from "@/i18n/words";
import type { PaperDoubt, PaperRange, PaperResults } from "@/platform";
import { RangeBar } from "./range";

const LINK = "font-medium text-accent text-small hover:underline";
const HEAD = "h-6 font-medium text-label text-text-3";

export function PaperTraders({ results }: { results: PaperResults }) {
  const t = useText();
  return (
    <Card
      title={t("performance.byTrader")}
      note={t("paper.byTraderNote")}
      aside={
        <Link to="/performance" className={LINK}>
          {t("nav.performance")}
        </Link>
      }
    >
      <PaperTable results={results} />
    </Card>
  );
}

/** Results by trader, each with both ends and what they say together. */
export function PaperTable({ results }: { results: PaperResults }) {
  const t = useText();
  const { traders, apart } = results;
  const ranges = traders.map((one) => one.result);
  const low = Math.min(0, ...ranges.map((range) => Number(range.cautious)));
  const high = Math.max(0, ...ranges.map((range) => Number(range.optimistic)));
  if (traders.length === 0) return <p className="px-4 pb-4 text-text-3">{t("performance.nothing")}</p>;
  return (
    <div className="@container px-4 pb-3">
      <table className="w-full table-fixed border-collapse">
        <thead>
          <tr>
            <th scope="col" className={`${HEAD} text-left`}>
              {t("history.trader")}
            </th>
            <th scope="col" className={`${HEAD} w-20 whitespace-nowrap text-right`}>
              {t("paper.cautious")}
            </th>
            <th scope="col" className={`${HEAD} w-22 whitespace-nowrap text-right`}>
              {t("paper.optimistic")}
            </th>
            <td className="hidden w-40 pl-4 @xl:table-cell" />
            <th scope="col" className={`${HEAD} w-36 whitespace-nowrap pl-4 text-left`}>
              {t("paper.readingColumn")}
            </th>
          </tr>
        </thead>
        <tbody>
          {traders.map((one) => (
            <Row key={one.address} range={one.result} low={low} high={high}>
              <Link
                to="/history"
                search={{ trader: one.address }}
                className="flex min-w-0 items-center gap-1.5 hover:underline"
                data-tip={one.name}
              >
                <Avatar name={one.name} address={one.address} />
                <b className="truncate font-medium">{one.name}</b>
              </Link>
            </Row>
          ))}
          {apart && (
            <Row range={apart} low={low} high={high}>
              <span className="block truncate text-text-2" data-tip={t("paper.apartTitle")}>
                {t("paper.apart")}
              </span>
            </Row>
          )}
        </tbody>
      </table>
    </div>
  );
}

function Row({
  range,
  low,
  high,
  children,
}: {
  range: PaperRange;
  low: number;
  high: number;
  children: ReactNode;
}) {
  const t = useText();
  return (
    <tr className="border-hairline border-t">
      <td className="h-8 low:h-6.5">{children}</td>
      <td className="whitespace-nowrap text-right font-medium">
        <Made value={range.cautious} />
      </td>
      <td className="whitespace-nowrap text-right font-medium">
        <Made value={range.optimistic} />
      </td>
      <td className="hidden pl-4 @xl:table-cell">
        <RangeBar range={range} low={low} high={high} width={136} />
      </td>
      <td className="truncate pl-4 text-text-2">{t(`paper.reading.${range.reading}`)}</td>
    </tr>
  );
}

type Icon = ComponentType<{ size?: number; className?: string; "aria-hidden"?: boolean }>;

export function CannotKnow({ results }: { results: PaperResults }) {
  const t = useText();
  const { time } = useFormat();
  return (
    <Card title={t("paper.cannot.title")} className="min-h-0">
      <ul className="px-4">
        <Limit icon={Users} title={t("paper.cannot.queue")}>
          {t("paper.cannot.queueAbout")}
        </Limit>
        <Limit icon={Layers} title={t("paper.cannot.impact")}>
          {t("paper.cannot.impactAbout")}
        </Limit>
        <Limit icon={Timer} title={t("paper.cannot.late")}>
          {t("paper.cannot.lateAbout", { delay: time.lag(results.delay) })}
        </Limit>
        {results.unwatched > 0 && (
          <Limit icon={TriangleAlert} warn title={t("paper.cannot.gaps")}>
            {t("paper.unwatched", { span: time.rough(results.unwatched) })}
          </Limit>
        )}
      </ul>
      <p className="mx-4 mt-auto border-hairline border-t py-3 text-small text-text-2">
        {t("paper.cannot.limits")}
      </p>
    </Card>
  );
}

function Limit({
  icon: Shape,
  title,
  warn = false,
  children,
}: {
  icon: Icon;
  title: string;
  warn?: boolean;
  children: string;
}) {
  return (
    <li className="flex gap-2.5 border-hairline border-t py-2 first:border-t-0 first:pt-0">
      <Shape aria-hidden size={16} className={`mt-0.5 shrink-0 ${warn ? "text-warn" : "text-text-2"}`} />
      <div className="min-w-0">
        <b className="font-medium">{title}</b>
        <p className="text-small text-text-2 max-wide:line-clamp-2" data-tip={children}>
          {children}
        </p>
      </div>
    </li>
  );
}

/** So many stand on the card; the rest is a number. */
const DOUBTS_SHOWN = 3;

export function InDoubt({ results }: { results: PaperResults }) {
  const t = useText();
  const { doubts, doubtsCount } = results;
  const shown = doubts.slice(0, DOUBTS_SHOWN);
  return (
    <Card
      title={t("paper.doubt.title")}
      note={doubtsCount > 0 ? t("paper.doubt.note", { count: doubtsCount }) : null}
      aside={
        <Link to="/orders" className={LINK}>
          {t("nav.orders")}
        </Link>
      }
    >
      <div className="px-4 pb-3">
        <p className="pb-2 text-small text-text-2">
          {t(doubtsCount === 0 ? "paper.doubt.none" : "paper.doubt.about")}
        </p>
        <ul>
          {shown.map((doubt) => (
            <Doubt key={doubt.order} doubt={doubt} />
          ))}
        </ul>
        {doubtsCount > shown.length && (
          <p className="border-hairline border-t pt-2 text-small text-text-3">
            {t("paper.doubt.more", { count: doubtsCount - shown.length })}
          </p>
        )}
      </div>
    </Card>
  );
}

function Doubt({ doubt }: { doubt: PaperDoubt }) {
  const t = useText();
  const { n } = useFormat();
  return (
    <li className="border-hairline border-t py-1.5">
      <Link
        to="/orders"
        search={{ order: doubt.order }}
        className="flex items-baseline gap-2 hover:underline"
      >
        <span className="self-center">
          <Avatar name={doubt.trader} address={doubt.address} size="s" />
        </span>
        <MarketName
          name={`${doubt.market}, ${outcomeText(t, doubt.outcome)} ${n.cents(doubt.price)}`}
          className="flex-1"
        />
        <b className="numeric font-medium">{n.shares(doubt.shares)}</b>
      </Link>
      <p className="numeric pl-6 text-label text-text-3">
        {doubt.ahead === null || Number(doubt.ahead) === 0
          ? t("paper.doubt.noAhead")
          : t("paper.doubt.ahead", { shares: n.shares(doubt.ahead) })}
      </p>
    </li>
  );
}
