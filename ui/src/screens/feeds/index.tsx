/** Connection: how well the feeds and each copied trader are seen, what could not be read, and what to do about each. */

import { Link } from "@tanstack/react-router";
import { CircleCheck, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Card } from "@/components/card";
import { TraderTag } from "@/components/trader-tag";
import { Failure, Skeleton } from "@/components/ui/states";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useFeedReport } from "@/live/queries-more";
import { useFrame } from "@/live/store";
import type { FeedStatus, SourceFeed, TraderFeed, UnreadableSource } from "@/platform";
import { needsLook, verdictText } from "./verdict";

const HEAD = "h-7 px-2 text-left font-medium text-label text-text-3 first:pl-4 last:pr-4";
const CELL = "px-2 py-2 align-top first:pl-4 last:pr-4";
/** Where it is too narrow for columns, a row is a block: its name, its figures side by side with their names, its sentence. */
const TABLE = "mb-1 w-full table-fixed border-collapse text-small @max-3xl:block";
const ROW =
  "border-hairline border-t @max-3xl:grid @max-3xl:grid-cols-3 @max-3xl:gap-1 @max-3xl:px-4 @max-3xl:py-2";
const WHOLE = "@max-3xl:col-span-3 @max-3xl:p-0 @max-3xl:first:pl-0 @max-3xl:last:pr-0";
const FIGURE =
  "numeric @max-3xl:p-0 @max-3xl:before:block @max-3xl:before:text-label @max-3xl:before:text-text-3 @max-3xl:before:content-[attr(data-label)]";

export function FeedsScreen() {
  const t = useText();
  const report = useFeedReport();
  return (
    <div className="@container min-h-0 flex-1 overflow-y-auto px-4 py-3 wide:px-6">
      <header className="mb-4">
        <h1 className="font-semibold text-page tracking-[-.015em]">{t("feeds.title")}</h1>
        <p className="text-text-2">{t("feeds.about")}</p>
      </header>
      {report.isPending ? (
        <Skeleton className="py-3" />
      ) : report.isError && !report.data ? (
        <Failure error={report.error} onRetry={() => void report.refetch()} />
      ) : (
        <div className="grid gap-4">
          <Traders traders={report.data?.traders ?? []} />
          <Feeds />
          <Unreadable sources={report.data?.unreadable ?? []} />
        </div>
      )}
    </div>
  );
}

export function Traders({ traders }: { traders: TraderFeed[] }) {
  const t = useText();
  return (
    <Card
      title={t("feeds.traders")}
      note={traders.length > 0 ? t("feeds.tradersNote") : null}
      className="shrink-0"
    >
      {traders.length === 0 ? (
        <p className="px-4 pb-4 text-text-3">
          {t("feeds.none")}{" "}
          <Link to="/leaderboard" className="text-accent underline">
            {t("feeds.find")}
          </Link>
        </p>
      ) : (
        <table className={TABLE}>
          <thead className="@max-3xl:hidden">
            <tr>
              <th className={`${HEAD} w-36`}>{t("feeds.trader")}</th>
              <th className={`${HEAD} w-28`} data-tip={t("feeds.streamTitle")}>
                {t("feeds.stream")}
              </th>
              <th className={`${HEAD} w-28`} data-tip={t("feeds.listTitle")}>
                {t("feeds.list")}
              </th>
              <th className={`${HEAD} w-36`} data-tip={t("feeds.missingTitle")}>
                {t("feeds.missing")}
              </th>
              <th className={HEAD}>{t("feeds.what")}</th>
            </tr>
          </thead>
          <tbody className="@max-3xl:block">
            {traders.map((feed) => (
              <TraderRow key={feed.follow} feed={feed} />
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}

function TraderRow({ feed }: { feed: TraderFeed }) {
  const t = useText();
  return (
    <tr className={ROW}>
      <th scope="row" className={`${CELL} ${WHOLE} text-left font-medium`}>
        <Link
          to="/trader/$address"
          params={{ address: feed.address }}
          className="inline-flex max-w-full hover:underline"
        >
          <TraderTag name={feed.trader} address={feed.address} size="s" />
        </Link>
      </th>
      <td data-label={t("feeds.stream")} className={`${CELL} ${FIGURE}`}>
        <Seen source={feed.stream} />
      </td>
      <td data-label={t("feeds.list")} className={`${CELL} ${FIGURE}`}>
        <Seen source={feed.list} />
      </td>
      <td data-label={t("feeds.missing")} className={`${CELL} ${FIGURE}`}>
        <Missed feed={feed} />
      </td>
      <td className={`${CELL} ${WHOLE} text-text-2`}>
        <Verdict feed={feed} />
      </td>
    </tr>
  );
}

function Seen({ source }: { source: SourceFeed }) {
  const t = useText();
  const { n, time } = useFormat();
  if (source.delay === null) return <span className="text-text-3">{t("feeds.notSeen")}</span>;
  return <>{t("feeds.seen", { trades: n.count(source.seen), delay: time.lag(source.delay) })}</>;
}

function Missed({ feed }: { feed: TraderFeed }) {
  const t = useText();
  const { n } = useFormat();
  if (feed.stream.due === 0 && feed.list.due === 0)
    return <span className="text-text-3">{t("feeds.notSeen")}</span>;
  const of = ({ missing, due }: SourceFeed) =>
    due === 0 ? t("feeds.notSeen") : t("feeds.missingOf", { missing: n.count(missing), due: n.count(due) });
  return (
    <>
      {of(feed.stream)}
      <span className="text-text-3"> · {of(feed.list)}</span>
    </>
  );
}

/** The sentence, with a sign where there is something to do. */
function Verdict({ feed }: { feed: TraderFeed }) {
  const t = useText();
  const format = useFormat();
  const demo = useFrame((frame) => frame.mode === "demo");
  return (
    <span className="flex gap-1.5">
      {needsLook(feed) ? (
        <TriangleAlert aria-hidden size={14} className="mt-0.5 shrink-0 text-warn" />
      ) : (
        <CircleCheck aria-hidden size={14} className="mt-0.5 shrink-0 text-text-3" />
      )}
      <span className="min-w-0">{verdictText(t, format, feed, demo)}</span>
    </span>
  );
}

/** The same of one trader, on their page. */
export function TraderFeedCard({ address }: { address: string }) {
  const t = useText();
  const feed = useFeedReport().data?.traders.find((one) => one.address === address);
  if (!feed) return null;
  return (
    <Card
      title={t("feeds.onTrader")}
      aside={
        <Link to="/connection" className="text-accent text-small hover:underline">
          {t("feeds.title")}
        </Link>
      }
      className="shrink-0"
    >
      <dl className="numeric flex flex-wrap gap-x-6 gap-y-1 px-4 text-small">
        <Pair label={t("feeds.stream")} about={t("feeds.streamTitle")}>
          <Seen source={feed.stream} />
        </Pair>
        <Pair label={t("feeds.list")} about={t("feeds.listTitle")}>
          <Seen source={feed.list} />
        </Pair>
        <Pair label={t("feeds.missing")} about={t("feeds.missingTitle")}>
          <Missed feed={feed} />
        </Pair>
      </dl>
      <p className="px-4 pt-1 pb-3 text-small text-text-2">
        <Verdict feed={feed} />
      </p>
    </Card>
  );
}

function Pair({ label, about, children }: { label: string; about: string; children: ReactNode }) {
  return (
    <div className="flex items-baseline gap-1.5" data-tip={about}>
      <dt className="text-label text-text-3">{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

export function Feeds() {
  const t = useText();
  const feeds = useFrame((frame) => frame.feeds);
  return (
    <Card title={t("feeds.sources")} className="shrink-0">
      <ul className="mb-1">
        {feeds.map((feed) => (
          <FeedRow key={feed.feed} feed={feed} />
        ))}
      </ul>
    </Card>
  );
}

function FeedRow({ feed }: { feed: FeedStatus }) {
  const t = useText();
  const { time } = useFormat();
  const now = useFrame((frame) => frame.now);
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 border-hairline border-t px-4 py-2 text-small">
      <span className="flex w-32 shrink-0 items-center gap-1.5 font-medium">
        <span aria-hidden className={`size-1.5 rounded-pill ${feed.up ? "bg-gain" : "bg-loss"}`} />
        {t(`status.${feed.feed}`)}
      </span>
      <span className={`numeric w-56 shrink-0 ${feed.up ? "text-text-2" : "text-loss"}`}>
        {t(feed.up ? "feeds.sourceUp" : "feeds.sourceDown")},{" "}
        {feed.last === null
          ? t("feeds.neverNews")
          : t("feeds.last", { age: time.rough(Math.max(0, now - feed.last)) })}
      </span>
      <span className="min-w-60 flex-1 text-text-2">
        {t(`feeds.source.${feed.feed}`)}
        {!feed.up && ` ${t("feeds.sourceDownTodo")}`}
      </span>
    </li>
  );
}

function Unreadable({ sources }: { sources: UnreadableSource[] }) {
  const t = useText();
  const count = sources.reduce((sum, one) => sum + one.count, 0);
  return (
    <Card
      title={t("feeds.unreadable")}
      note={count > 0 ? t("feeds.unreadableNote", { count }) : null}
      className="shrink-0"
    >
      {sources.length === 0 ? (
        <p className="flex items-center gap-1.5 px-4 pb-4 text-small text-text-2">
          <CircleCheck aria-hidden size={14} className="shrink-0 text-text-3" />
          {t("feeds.allReadable")}
        </p>
      ) : (
        <>
          <p className="px-4 pb-2 text-small text-text-2">{t("feeds.unreadableTodo")}</p>
          <table className={TABLE}>
            <thead className="@max-3xl:hidden">
              <tr>
                <th className={`${HEAD} w-48`}>{t("feeds.rowSource")}</th>
                <th className={`${HEAD} w-16 text-right`}>{t("feeds.rowCount")}</th>
                <th className={`${HEAD} w-24`}>{t("feeds.rowLast")}</th>
                <th className={HEAD}>{t("feeds.rowSample")}</th>
              </tr>
            </thead>
            <tbody className="@max-3xl:block">
              {sources.map((source) => (
                <UnreadableRow key={source.source} source={source} />
              ))}
            </tbody>
          </table>
        </>
      )}
    </Card>
  );
}

function UnreadableRow({ source }: { source: UnreadableSource }) {
  const t = useText();
  const { n, time } = useFormat();
  return (
    <tr className={ROW}>
      <th scope="row" className={`${CELL} ${WHOLE} text-left font-medium`}>
        {t(`feeds.of.${source.source}`)}
      </th>
      <td data-label={t("feeds.rowCount")} className={`${CELL} ${FIGURE} text-right @max-3xl:text-left`}>
        {n.count(source.count)}
      </td>
      <td data-label={t("feeds.rowLast")} className={`${CELL} ${FIGURE} text-text-2`}>
        {t("feeds.ago", { age: time.rough(source.lastAgo) })}
      </td>
      <td className={`${CELL} ${WHOLE}`}>
        <code className="selectable break-all font-mono text-label text-text-2">{source.sample}</code>
      </td>
    </tr>
  );
}
