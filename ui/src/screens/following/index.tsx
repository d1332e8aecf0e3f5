/** Following: what each trader made or lost for us, and the switch, the settings and the end of each follow. */

import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { Made } from "@/components/amounts";
import { ColumnsButton, WithColumns } from "@/components/columns/beside";
import { useColumns } from "@/components/columns/use-columns";
import { Button } from "@/components/ui/button";
import { DataTable } from "@/components/ui/data-table";
import { SearchField } from "@/components/ui/search-field";
import { Empty, Failure, Skeleton } from "@/components/ui/states";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useFollowList } from "@/live/queries";
import { usePaperResults } from "@/live/queries-more";
import { useFrame } from "@/live/store";
import { useScreenSums } from "@/live/sums";
import type { FollowView, RemovedFollows } from "@/platform";
import { BigRange } from "@/screens/paper/range";
import { useFollowColumns } from "./columns";

export function FollowingScreen() {
  const t = useText();
  const navigate = useNavigate();
  const follows = useFollowList();
  useScreenSums(follows.data?.sums);
  const [filter, setFilter] = useState("");
  const columns = useColumns("following", useFollowColumns());
  const all = follows.data?.rows ?? [];
  const rows = useMemo(
    () =>
      (follows.data?.rows ?? []).filter((one) =>
        one.name.toLowerCase().includes(filter.trim().toLowerCase()),
      ),
    [follows.data, filter],
  );
  const choose = (
    <Button
      look={all.length === 0 ? "primary" : "default"}
      onClick={() => void navigate({ to: "/leaderboard" })}
    >
      {t(all.length === 0 ? "following.emptyAction" : "following.find")}
    </Button>
  );
  if (follows.isPending) return <Skeleton />;
  if (follows.isError) return <Failure error={follows.error} onRetry={() => void follows.refetch()} />;
  return (
    <>
      <Head follows={all} pnl={follows.data.sums.pnl}>
        {all.length > 0 && (
          <>
            <SearchField
              label={t("following.filter")}
              placeholder={t("following.filter")}
              value={filter}
              onChange={setFilter}
              className="w-48"
            />
            {rows.length > 0 && <ColumnsButton of={columns} />}
            {choose}
          </>
        )}
      </Head>
      {rows.length === 0 ? (
        <Empty
          title={t(all.length === 0 ? "following.emptyTitle" : "leaderboard.emptyTitle")}
          action={
            all.length === 0 ? (
              choose
            ) : (
              <Button look="primary" onClick={() => setFilter("")}>
                {t("orders.clear")}
              </Button>
            )
          }
        >
          {t(all.length === 0 ? "following.emptyText" : "leaderboard.emptyFiltered")}
        </Empty>
      ) : (
        <WithColumns of={columns}>
          <DataTable
            label={t("following.title")}
            rows={rows}
            columns={columns.shown}
            onSize={columns.size}
            rowHeight={48}
            keyOf={(row) => row.address}
            nameOf={(row) => row.name}
            onOpen={(row) => void navigate({ to: "/trader/$address", params: { address: row.address } })}
            className="border-hairline border-t"
            after={filter.trim() === "" && <Removed removed={follows.data.removed} />}
          />
        </WithColumns>
      )}
    </>
  );
}

interface HeadProps {
  follows: FollowView[];
  /** Of all follows, removed ones among them. */
  pnl: string;
  children: React.ReactNode;
}

function Head({ follows, pnl, children }: HeadProps) {
  const t = useText();
  const isPaper = useFrame((frame) => frame.mode === "paper");
  const whole = usePaperResults(isPaper).data?.result;
  const on = follows.filter((one) => one.status !== "off").length;
  return (
    <div className="flex shrink-0 items-center gap-3 px-4 pt-3 pb-2 wide:px-6">
      <h1 className="font-semibold text-page tracking-[-.015em]">{t("following.title")}</h1>
      {follows.length > 0 && (
        <>
          <span className="numeric text-text-3">
            {t("following.count", { count: follows.length, on: t("following.on", { count: on }) })}
          </span>
          <span className="ml-3 flex items-baseline gap-1.5">
            <span className="text-text-3">{t("following.total")}</span>
            {whole ? (
              <BigRange range={whole} size="section" />
            ) : (
              <Made value={pnl} unit triangle className="font-semibold text-section" />
            )}
          </span>
        </>
      )}
      <span className="flex-1" />
      {children}
    </div>
  );
}

/** What is in the total and in no row: so that both agree to whoever adds up. */
function Removed({ removed }: { removed: RemovedFollows | null }) {
  const t = useText();
  const { n } = useFormat();
  const navigate = useNavigate();
  if (!removed) return null;
  return (
    <div className="numeric flex flex-wrap items-center gap-x-4 gap-y-1 border-hairline border-t px-4 py-2.5 wide:px-6">
      <span className="font-medium">{t("following.removed", { count: removed.count })}</span>
      <span>
        <span className="text-text-3">{t("following.pnlShort")} </span>
        <Made value={removed.pnl} unit className="font-medium" />
      </span>
      <span>
        <span className="text-text-3">{t("following.realised")} </span>
        <Made value={removed.realised} unit />
      </span>
      <span>
        <span className="text-text-3">{t("following.open")} </span>
        <Made value={removed.unrealised} unit />
      </span>
      <span>
        <span className="text-text-3">{t("following.exposureShort")} </span>
        {n.usd(removed.exposure)}
      </span>
      <span className="flex-1" />
      <Button size="sm" look="ghost" onClick={() => void navigate({ to: "/positions" })}>
        {t("following.removedShow")}
      </Button>
    </div>
  );
}
