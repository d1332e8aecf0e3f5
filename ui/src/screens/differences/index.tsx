/** Differences: what the books and the exchange say of the account, side by side, how old either is, and the ways out. */

import { Ban, Check, CircleCheck, CircleMinus, CirclePlus, Hand, RefreshCw } from "lucide-react";
import type { ComponentType, ReactNode } from "react";
import { LookAgain } from "@/app/halt-action";
import { Card } from "@/components/card";
import { MarketName } from "@/components/market-name";
import { OutcomeChip } from "@/components/outcome";
import { Button } from "@/components/ui/button";
import { Failure, FailureLine, Skeleton } from "@/components/ui/states";
import { When } from "@/components/when";
import { NONE } from "@/format/number";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { outcomeText } from "@/i18n/words";
import { useAskFrame } from "@/live/queries";
import { useDifferences } from "@/live/queries-more";
import { useFrame } from "@/live/store";
import type { Checked, Difference, Differences } from "@/platform";
import { HistoryParts } from "@/screens/history/parts";
import { useDifferenceText } from "./text";
import { AcceptDifference, GiveDifference } from "./ways";

type Icon = ComponentType<{ size?: number; className?: string; "aria-hidden"?: boolean }>;

const ICONS: Record<Difference["kind"], Icon> = {
  cash_missing: CircleMinus,
  shares_missing: CircleMinus,
  shares_unexplained: CirclePlus,
  foreign_order: Hand,
};

const keyOf = (row: Difference): string => `${row.kind}/${row.token}/${row.order}`;

export function DifferencesScreen() {
  const differences = useDifferences();
  const found = differences.data;
  let body: ReactNode;
  if (differences.isPending) body = <Skeleton />;
  else if (!found)
    body = differences.error && (
      <Failure error={differences.error} onRetry={() => void differences.refetch()} />
    );
  else body = <Body found={found} />;
  return (
    <>
      <Bar found={found} />
      {body}
    </>
  );
}

function Bar({ found }: { found: Differences | undefined }) {
  const t = useText();
  const { time } = useFormat();
  const now = useFrame((frame) => frame.now);
  const look = useAskFrame((platform) => platform.lookAgain());
  const age = (at: number | null) =>
    at === null ? t("differences.never") : t("differences.ago", { age: time.rough(now - at) });
  const read = [found?.cashRead, found?.sharesRead, found?.ordersRead].map((at) => at ?? null);
  // The oldest of the answers: what is shown is no fresher than that.
  const oldest = read.some((at) => at === null) ? null : Math.min(...read.map((at) => at ?? 0));
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 px-4 pt-3 pb-2 wide:px-6">
      <h1 className="mr-2 font-semibold text-page tracking-[-.015em]">{t("history.title")}</h1>
      <HistoryParts here="differences" />
      <span className="flex-1" />
      {found && (
        <span
          className="numeric text-small text-text-2"
          data-tip={t("differences.askedTitle", {
            cash: age(found.cashRead),
            shares: age(found.sharesRead),
            orders: age(found.ordersRead),
          })}
        >
          {oldest === null
            ? t("differences.notAsked")
            : t("differences.asked", { age: time.rough(now - oldest) })}
        </span>
      )}
      <Button
        icon={<RefreshCw aria-hidden size={14} />}
        data-tip={t("halts.lookAgainTitle")}
        busy={look.isPending}
        onClick={() => look.mutate()}
      >
        {t("differences.lookAgain")}
      </Button>
      <FailureLine error={look.error} />
    </div>
  );
}

function Body({ found }: { found: Differences }) {
  const t = useText();
  return (
    <section
      aria-label={t("differences.name")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls can be reached with the keyboard
      tabIndex={0}
      className="@container min-h-0 flex-1 overflow-y-auto px-4 pb-4 wide:px-6"
    >
      <div className="grid gap-4 @3xl:grid-cols-[minmax(0,1fr)_304px] @5xl:grid-cols-[minmax(0,1fr)_340px]">
        <div className="grid min-w-0 content-start gap-2.5">
          {found.rows.length === 0 ? (
            <Agreement />
          ) : (
            found.rows.map((row) => <DifferenceCard key={keyOf(row)} row={row} />)
          )}
        </div>
        <div className="grid min-w-0 content-start gap-3">
          <CheckedCard checked={found.checked} />
          {found.rows.length > 0 && <Meanwhile />}
        </div>
      </div>
    </section>
  );
}

function Agreement() {
  const t = useText();
  return (
    <section
      aria-label={t("differences.agreeTitle")}
      className="flex gap-3 rounded-card border border-hairline bg-surface p-4"
    >
      <CircleCheck aria-hidden size={16} className="mt-0.5 shrink-0 text-text-3" />
      <div>
        <h2 className="font-semibold">{t("differences.agreeTitle")}</h2>
        <p className="text-text-2">{t("differences.agree")}</p>
      </div>
    </section>
  );
}

function DifferenceCard({ row }: { row: Difference }) {
  const t = useText();
  const { time } = useFormat();
  const now = useFrame((frame) => frame.now);
  const text = useDifferenceText(row);
  const Shape = ICONS[row.kind];
  const title = t(`differences.kind.${row.kind}`);
  return (
    <section
      aria-label={row.market === null ? title : `${title}: ${row.market}`}
      className="grid min-w-0 gap-2 rounded-card border border-hairline bg-surface px-4 pt-2.5 pb-3"
    >
      <header className="flex min-w-0 items-center gap-2">
        <Shape aria-hidden size={16} className={`shrink-0 ${row.confirmed ? "text-warn" : "text-text-3"}`} />
        <h2 className="shrink-0 whitespace-nowrap font-semibold">{title}</h2>
        {row.outcome !== null && <OutcomeChip name={row.outcome} index={row.outcomeIndex ?? 0} />}
        {row.market !== null && <MarketName name={row.market} className="flex-1" />}
        <span className="numeric ml-auto shrink-0 whitespace-nowrap text-small text-text-3">
          {row.confirmed ? (
            <When at={row.since}>{t("differences.since", { when: time.within(row.since, now) })}</When>
          ) : (
            t("differences.once")
          )}
        </span>
      </header>
      <dl className="grid grid-cols-2 gap-x-3 gap-y-2 @2xl:grid-cols-[112px_152px_92px_minmax(0,1fr)]">
        <Side
          label={t("differences.books")}
          age={
            row.kind === "foreign_order"
              ? null
              : row.booksChanged === null
                ? t("differences.neverChanged")
                : t("differences.changed", { age: time.rough(now - row.booksChanged) })
          }
        >
          {text.books}
        </Side>
        <Side
          label={t("differences.exchange")}
          age={
            row.exchangeRead === null
              ? t("differences.notRead")
              : t("differences.read", { age: time.rough(now - row.exchangeRead) })
          }
        >
          {text.exchange}
        </Side>
        <Side label={t("differences.difference")} age={null}>
          <b className="font-semibold">{text.difference}</b>
        </Side>
        <Side label={t("differences.holds")} age={null} plain>
          {t(row.confirmed ? `differences.held.${row.kind}` : "differences.held.nothing")}
        </Side>
      </dl>
      <p className="text-small text-text-2">{text.why}</p>
      <div className="flex flex-wrap gap-2">
        <LookAgain />
        {row.give && <GiveDifference row={row} give={row.give} />}
        {row.accept && <AcceptDifference row={row} />}
      </div>
    </section>
  );
}

interface SideProps {
  label: string;
  /** How old it is. */
  age: string | null;
  /** Words rather than a figure. */
  plain?: boolean;
  children: ReactNode;
}

function Side({ label, age, plain = false, children }: SideProps) {
  return (
    <div className="min-w-0">
      <dt className="font-medium text-label text-text-3">{label}</dt>
      <dd className={plain ? "" : "numeric"}>{children}</dd>
      {age !== null && <dd className="numeric text-label text-text-3">{age}</dd>}
    </div>
  );
}

function CheckedCard({ checked }: { checked: Checked[] }) {
  const t = useText();
  return (
    <Card title={t("differences.checked")}>
      <table className="w-full table-fixed border-collapse text-small">
        <thead>
          <tr className="text-label text-text-3">
            <th className="h-6 pl-4 text-left font-medium">
              <span className="sr-only">{t("history.market")}</span>
            </th>
            <th className="w-17 text-right font-medium">{t("differences.books")}</th>
            <th className="w-19 text-right font-medium">{t("differences.exchange")}</th>
            <th className="w-8 pr-4">
              <span className="sr-only">{t("differences.difference")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {checked.map((one) => (
            <CheckedRow key={one.token ?? "cash"} one={one} />
          ))}
        </tbody>
      </table>
      <p className="border-hairline border-t px-4 pt-2 pb-3 text-small text-text-2">
        {t("differences.checkedNote", { count: checked.length })}
      </p>
    </Card>
  );
}

function CheckedRow({ one }: { one: Checked }) {
  const t = useText();
  const { n } = useFormat();
  const name =
    one.token === null ? t("differences.cash") : `${one.market ?? NONE}, ${outcomeText(t, one.outcome)}`;
  return (
    <tr className="border-hairline border-t">
      <th scope="row" className="h-7 py-0.5 pr-2 pl-4 text-left font-normal">
        <span className="wrap-break-word block text-[11.5px] leading-[14px]">{name}</span>
      </th>
      <td className="numeric text-right text-text-2">{n.shares(one.books)}</td>
      <td className="numeric text-right">{one.exchange === null ? NONE : n.shares(one.exchange)}</td>
      <td className="pr-3 text-right">
        {one.agrees ? (
          <span data-tip={t("differences.agrees")}>
            <Check aria-hidden size={14} className="inline text-text-3" />
            <span className="sr-only">{t("differences.agrees")}</span>
          </span>
        ) : (
          <span className="font-semibold text-body text-warn" data-tip={t("differences.difference")}>
            <span aria-hidden>≠</span>
            <span className="sr-only">{t("differences.difference")}</span>
          </span>
        )}
      </td>
    </tr>
  );
}

const MEANWHILE = [
  ["meanwhileOther", true],
  ["meanwhileClose", true],
  ["meanwhileCash", false],
  ["meanwhileYou", false],
] as const;

function Meanwhile() {
  const t = useText();
  return (
    <Card title={t("differences.meanwhile")}>
      <ul className="grid gap-2 px-4 pb-3.5 text-small text-text-2">
        {MEANWHILE.map(([key, goes]) => (
          <li key={key} className="flex gap-2">
            {goes ? (
              <Check aria-hidden size={14} className="mt-px shrink-0 text-text-3" />
            ) : (
              <Ban aria-hidden size={14} className="mt-px shrink-0 text-text-3" />
            )}
            {t(`differences.${key}`)}
          </li>
        ))}
      </ul>
    </Card>
  );
}
