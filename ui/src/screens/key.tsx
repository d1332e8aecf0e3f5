/** The key cannot be had: which of four things does not hold, what goes on meanwhile, what still rests, and the ways out. */

import { Link } from "@tanstack/react-router";
import { KeyRound, Plug, Server, UserX } from "lucide-react";
import type { ComponentType, ReactNode } from "react";
import { Card } from "@/components/card";
import { MarketName } from "@/components/market-name";
import { OutcomeChip, Side } from "@/components/outcome";
import { Avatar } from "@/components/trader-tag";
import { Button } from "@/components/ui/button";
import { Failure, FailureLine, Skeleton } from "@/components/ui/states";
import { When } from "@/components/when";
import { useFormat } from "@/format/use-format";
import { troubleText } from "@/i18n/setup";
import { useText } from "@/i18n/use-text";
import { useKeyStanding, useLookForKey } from "@/live/queries-more";
import { useFrame } from "@/live/store";
import type { KeyRung, KeyStanding, RestingOrder } from "@/platform";
import { RungRow, WorksRow } from "./halted/parts";

const HEAD = "h-7 font-medium text-label text-text-3";

export function KeyScreen() {
  const t = useText();
  const standing = useKeyStanding();
  if (standing.isPending) return <Skeleton />;
  if (standing.isError) return <Failure error={standing.error} onRetry={() => void standing.refetch()} />;
  return (
    <div className="@container min-h-0 flex-1 overflow-y-auto px-4 py-4 wide:px-6">
      <h1 className="sr-only">{t("keyPage.title")}</h1>
      <KeyState standing={standing.data} />
    </div>
  );
}

/** The page without its frame: the dashboard is this while the key is away. */
export function KeyState({ standing }: { standing: KeyStanding }) {
  return (
    <div className="grid items-start gap-4 @4xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <div className="grid gap-4">
        <Looking standing={standing} />
        <Resting standing={standing} />
      </div>
      <div className="grid gap-4">
        <GoesOn standing={standing} />
        <OtherWays />
      </div>
    </div>
  );
}

function Looking({ standing }: { standing: KeyStanding }) {
  const t = useText();
  const { time } = useFormat();
  const look = useLookForKey();
  const { lookedAt, every } = standing;
  const when = lookedAt === null ? null : time.second(lookedAt);
  const note =
    when === null
      ? t("keyPage.notLooked")
      : every === null
        ? t("keyPage.lookedAt", { when })
        : t("keyPage.lookedAtEvery", { when, span: time.rough(every) });
  return (
    <Card
      title={t("keyPage.looking")}
      note={note}
      aside={
        <Button size="sm" busy={look.isPending} onClick={() => look.mutate()}>
          {t("keyPage.tryNow")}
        </Button>
      }
    >
      <ol className="px-4 pb-3">
        {standing.rungs.map((rung) => (
          <Rung key={rung.rung} rung={rung} standing={standing} />
        ))}
      </ol>
      {look.isPending && (
        <p role="status" className="px-4 pb-3 text-small text-text-2">
          {t("keyPage.trying")}
        </p>
      )}
      <div className="px-4 pb-1 empty:hidden">
        <FailureLine error={look.error} />
      </div>
    </Card>
  );
}

/** The one that fails is open: what happened, and what to do, in the vault's own words. */
function Rung({ rung: { rung, outcome }, standing }: { rung: KeyRung; standing: KeyStanding }) {
  const t = useText();
  const { problem, keeper, entry, owner, lookedAt } = standing;
  const trouble = problem && troubleText(t, problem);
  const folder = keeper === "encrypted_folder";
  const label =
    folder && rung === "running"
      ? t("keyPage.rung.folderRunning")
      : folder && rung === "unlocked"
        ? t("keyPage.rung.folderUnlocked")
        : t(`keyPage.rung.${rung}`);
  const about = () => {
    if (outcome === "unseen") {
      return t(
        lookedAt === null && problem === null ? "keyPage.rungAbout.notLooked" : "keyPage.rungAbout.unseen",
      );
    }
    if (rung === "entry") return t("keyPage.rungAbout.entry", { entry: entry ?? "" });
    if (rung === "right_key") return t("keyPage.rungAbout.right_key", { owner: owner ?? "" });
    return folder ? null : t(`keyPage.rungAbout.${rung}`);
  };
  return (
    <RungRow outcome={outcome} said={t(`keyPage.outcome.${outcome}`)} label={label}>
      {outcome === "failed" && trouble ? (
        <p className="text-text">
          {trouble.what} <span className="text-text-2">{trouble.todo}</span>
        </p>
      ) : (
        <p className="selectable break-words">{about()}</p>
      )}
    </RungRow>
  );
}

function GoesOn({ standing }: { standing: KeyStanding }) {
  const t = useText();
  const { time } = useFormat();
  const well = standing.rungs.every(({ outcome }) => outcome === "passed");
  const count = standing.resting.length;
  const no = t("keyPage.state.no");
  const yes = t("keyPage.state.yes");
  if (well) {
    return (
      <Card title={t("keyPage.goesOn")}>
        <p className="px-4 pb-4 text-text-2">{t("keyPage.allWell")}</p>
      </Card>
    );
  }
  return (
    <Card title={t("keyPage.goesOn")}>
      <ul className="@container px-4 pb-2">
        <WorksRow works="no" said={no} label={t("keyPage.state.trading")}>
          {standing.since === null
            ? t("keyPage.state.tradingNoteUnknown")
            : t("keyPage.state.tradingNote", { when: time.second(standing.since) })}
        </WorksRow>
        <WorksRow works="no" said={no} label={t("keyPage.state.repricing", { count })}>
          {t("keyPage.state.repricingNote")}
        </WorksRow>
        <WorksRow works="no" said={no} label={t("keyPage.state.cancelling")}>
          {t("keyPage.state.cancellingNote")}
        </WorksRow>
        <WorksRow works="no" said={no} label={t("keyPage.state.watching")}>
          {t("keyPage.state.watchingNote")}
        </WorksRow>
        <WorksRow works="no" said={no} label={t("keyPage.state.reading")}>
          {t("keyPage.state.readingNote")}
        </WorksRow>
        <WorksRow works="yes" said={yes} label={t("keyPage.state.money")}>
          {t("keyPage.state.moneyNote")}
        </WorksRow>
      </ul>
    </Card>
  );
}

function Resting({ standing }: { standing: KeyStanding }) {
  const t = useText();
  const now = useFrame((frame) => frame.now);
  const { n, time } = useFormat();
  const { resting } = standing;
  const sales = resting.filter((order) => order.side === "SELL").length;
  const last = resting.findLast((order) => order.expires !== null)?.expires ?? null;
  const note = t("keyPage.restingNote", {
    buys: t("keyPage.buys", { count: resting.length - sales, amount: n.usd(standing.restingBuys) }),
    sales: t("keyPage.sales", { count: sales }),
  });
  return (
    <Card title={t("keyPage.resting")} note={resting.length > 0 ? note : null}>
      {resting.length === 0 ? (
        <p className="px-4 pb-4 text-text-3">{t("keyPage.none")}</p>
      ) : (
        <div className="px-4 pb-3">
          <table className="w-full table-fixed border-collapse">
            <thead>
              <tr>
                <th scope="col" className={`${HEAD} text-left`}>
                  {t("keyPage.market")}
                </th>
                <th scope="col" className={`${HEAD} w-16 text-left`}>
                  {t("keyPage.side")}
                </th>
                <th scope="col" className={`${HEAD} w-22 text-right`}>
                  {t("keyPage.left")}
                </th>
                <th scope="col" className={`${HEAD} w-16 text-right`}>
                  {t("keyPage.limit")}
                </th>
                <th scope="col" className={`${HEAD} w-24 text-right`}>
                  {t("keyPage.expires")}
                </th>
              </tr>
            </thead>
            <tbody>
              {resting.map((order) => (
                <RestingRow key={order.order} order={order} />
              ))}
            </tbody>
          </table>
          <p className="mt-3 text-small text-text-2">
            {last !== null && t("keyPage.end", { when: time.within(last, now) })} {t("keyPage.cancelThere")}
          </p>
        </div>
      )}
    </Card>
  );
}

function RestingRow({ order }: { order: RestingOrder }) {
  const now = useFrame((frame) => frame.now);
  const { n, time } = useFormat();
  return (
    <tr className="border-hairline border-t">
      <td className="h-8">
        <span className="flex min-w-0 items-center gap-2 pr-3">
          <Avatar name={order.trader} address={order.address} size="s" />
          <MarketName name={order.market} base={32} />
          <OutcomeChip name={order.outcome} index={/^(no|non)$/i.test(order.outcome) ? 1 : 0} />
        </span>
      </td>
      <td>
        <Side side={order.side} />
      </td>
      <td className="text-right">{n.shares(order.left)}</td>
      <td className="text-right font-medium">{n.centsBare(order.limit)}</td>
      <td className="whitespace-nowrap text-right text-text-2">
        {order.expires === null ? "—" : <When at={order.expires}>{time.near(order.expires, now)}</When>}
      </td>
    </tr>
  );
}

type Icon = ComponentType<{ size?: number; className?: string; "aria-hidden"?: boolean }>;

function OtherWays() {
  const t = useText();
  return (
    <Card title={t("keyPage.other")}>
      <ul className="px-4 pb-3">
        <Way
          icon={KeyRound}
          title={t("keyPage.ways.gone")}
          action={
            <Link
              to="/setup/$page"
              params={{ page: "key" }}
              className="font-medium text-accent hover:underline"
            >
              {t("keyPage.ways.goneAction")}
            </Link>
          }
        >
          {t("keyPage.ways.goneAbout")}
        </Way>
        <Way icon={Plug} title={t("keyPage.ways.none")}>
          {t("keyPage.ways.noneAbout")}
        </Way>
        <Way icon={UserX} title={t("keyPage.ways.denied")}>
          {t("keyPage.ways.deniedAbout")}
        </Way>
        <Way icon={Server} title={t("keyPage.ways.server")}>
          {t("keyPage.ways.serverAbout")}
        </Way>
      </ul>
      <p className="mx-4 mb-3 border-hairline border-t pt-3 text-small text-text-2">{t("keyPage.after")}</p>
    </Card>
  );
}

function Way({
  icon: Shape,
  title,
  action,
  children,
}: {
  icon: Icon;
  title: string;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <li className="flex gap-2.5 border-hairline border-t py-2 first:border-t-0">
      <Shape aria-hidden size={16} className="mt-0.5 shrink-0 text-text-2" />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline justify-between gap-x-3">
          <b className="font-medium">{title}</b>
          {action && <span className="text-small">{action}</span>}
        </p>
        <p className="text-small text-text-2">{children}</p>
      </div>
    </li>
  );
}
