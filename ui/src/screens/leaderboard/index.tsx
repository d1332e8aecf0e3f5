/** The leaderboard: whom to follow. Filters live in the address; a row opens the trader. */

import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Check, ListFilter, RefreshCw } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { ColumnsButton, WithColumns } from "@/components/columns/beside";
import { useColumns } from "@/components/columns/use-columns";
import { Button, IconButton } from "@/components/ui/button";
import { DataTable } from "@/components/ui/data-table";
import { useRowHeight } from "@/components/ui/density";
import { Pill } from "@/components/ui/pill";
import { SearchField } from "@/components/ui/search-field";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { Empty, Failure, Skeleton } from "@/components/ui/states";
import { useTyped } from "@/components/ui/use-typed";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { word } from "@/i18n/words";
import { useFollows, useLeaderboard } from "@/live/queries";
import type { FollowView, LeaderCategory, LeaderRow } from "@/platform";
import { useLeaderColumns } from "./columns";

const route = getRouteApi("/leaderboard");
const WINDOWS = ["day", "week", "month", "all"] as const;

const looksLikeAddress = (text: string): boolean =>
  /^0x[0-9a-f]{40}$/i.test(text.trim()) || /polymarket\.com\//i.test(text);

export function LeaderboardScreen() {
  const rowHeight = useRowHeight(36);
  const t = useText();
  const search = route.useSearch();
  const navigate = useNavigate();
  const window = WINDOWS.find((one) => one === search.window) ?? "month";
  const order = search.order === "vol" ? "vol" : "pnl";
  const set = (next: Partial<typeof search>) =>
    void navigate({ to: "/leaderboard", search: { ...search, ...next }, replace: true });
  const board = useLeaderboard({
    window,
    order,
    category: search.category ?? null,
    search: search.q ?? null,
  });
  const follows = useFollows();
  const rows = useRows(board.data?.rows, follows.data, search.hide === true);
  const columns = useColumns("leaderboard", useLeaderColumns());
  const open = (row: LeaderRow) =>
    void navigate({ to: "/trader/$address", params: { address: row.address } });
  const { text, setText, settle } = useTyped(search.q ?? "", (q) => set({ q: q || undefined }));
  const onEnter = () => {
    settle();
    const only = rows.length === 1 ? rows[0] : undefined;
    if (only) open(only);
    else if (looksLikeAddress(text))
      void navigate({ to: "/trader/$address", params: { address: text.trim() } });
  };

  return (
    <>
      <div className="flex items-center gap-2 px-4 pt-3 pb-2 wide:px-6">
        <h1 className="mr-2 shrink-0 font-semibold text-page tracking-[-.015em]">{t("leaderboard.title")}</h1>
        <SearchField
          label={t("leaderboard.searchLabel")}
          placeholder={t("leaderboard.search")}
          value={text}
          onChange={setText}
          onEnter={onEnter}
          className="w-62 flex-[0_1_248px]"
        />
        <span className="flex-1" />
        <Button
          icon={<ListFilter aria-hidden size={14} />}
          onClick={() => set({ hide: search.hide ? undefined : true })}
        >
          {t("leaderboard.makers")}
          <span className={search.hide ? "text-accent" : "text-text-3"}>
            {t(search.hide ? "leaderboard.makersHidden" : "leaderboard.makersShown")}
          </span>
        </Button>
        <Select
          label={t("leaderboard.orderBy")}
          value={order}
          options={[
            { value: "pnl", label: t("leaderboard.pnl") },
            { value: "vol", label: t("leaderboard.vol") },
          ]}
          onChange={(value) => set({ order: value === "pnl" ? undefined : value })}
        />
        <Segmented
          label={t("leaderboard.period")}
          value={window}
          options={WINDOWS.map((value) => ({ value, label: t(`leaderboard.${value}`) }))}
          onChange={(value) => set({ window: value === "month" ? undefined : value })}
        />
        <ColumnsButton of={columns} />
      </div>
      <Categories
        all={board.data?.categories ?? []}
        chosen={search.category}
        onChoose={(category) => set({ category })}
        count={rows.filter((row) => !row.own).length}
        readAt={board.data ? board.dataUpdatedAt : null}
        busy={board.isFetching}
        onRefresh={() => void board.refetch()}
      />
      {board.isPending ? (
        <Skeleton />
      ) : board.isError ? (
        <Failure error={board.error} onRetry={() => void board.refetch()} />
      ) : rows.length === 0 ? (
        <Empty
          title={t("leaderboard.emptyTitle")}
          action={
            <>
              {looksLikeAddress(text) && (
                <Button look="primary" onClick={onEnter}>
                  {t("leaderboard.openAddress")}
                </Button>
              )}
              <Button
                look={looksLikeAddress(text) ? "default" : "primary"}
                onClick={() => void navigate({ to: "/leaderboard", search: {} })}
              >
                {t("leaderboard.clear")}
              </Button>
            </>
          }
        >
          {t(
            looksLikeAddress(text)
              ? "leaderboard.emptyAddress"
              : search.q
                ? "leaderboard.emptyText"
                : "leaderboard.emptyFiltered",
          )}
        </Empty>
      ) : (
        <WithColumns of={columns}>
          <DataTable
            label={t("leaderboard.title")}
            rows={rows}
            columns={columns.shown}
            onSize={columns.size}
            rowHeight={rowHeight}
            keyOf={(row) => row.address}
            nameOf={(row) => row.name}
            onOpen={open}
            className="border-hairline border-t"
          />
        </WithColumns>
      )}
    </>
  );
}

/** The rows with the follows as they are now: the list itself is read more rarely than follows change. */
function useRows(
  rows: LeaderRow[] | undefined,
  follows: FollowView[] | undefined,
  hideMakers: boolean,
): LeaderRow[] {
  return useMemo(() => {
    const left = (rows ?? []).filter((row) => !hideMakers || !row.flags.includes("market_maker"));
    if (!follows) return left;
    const by = new Map(follows.map((one) => [one.address, one]));
    return left.map((row) => {
      const follow = by.get(row.address);
      return {
        ...row,
        follow: follow?.id ?? null,
        percentage: follow?.settings.percentage ?? null,
        followOn: follow !== undefined && follow.status !== "off",
      };
    });
  }, [rows, follows, hideMakers]);
}

interface CategoriesProps {
  all: LeaderCategory[];
  chosen: LeaderCategory | undefined;
  onChoose(category: LeaderCategory | undefined): void;
  count: number;
  /** When it was last read, real time. */
  readAt: number | null;
  busy: boolean;
  onRefresh(): void;
}

/** How old the list is, in the real time of whoever looks at it: in the demo its own time says nothing of that. */
function ReadAgo({ count, at }: { count: number; at: number }) {
  const t = useText();
  const { time } = useFormat();
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <span className="numeric shrink-0 text-small text-text-3 max-wide:hidden">
      {t("leaderboard.count", { count, age: time.rough(Math.max(0, now - at)) })}
    </span>
  );
}

/** As wide as the categories will be: what stands below them does not move when they come. */
const UNREAD = [62, 58, 60, 64, 76, 70, 84, 50];

function Categories({ all, chosen, onChoose, count, readAt, busy, onRefresh }: CategoriesProps) {
  const t = useText();
  const options = [undefined, ...all];
  return (
    <div className="flex items-center gap-4 px-4 pb-2 wide:px-6">
      <fieldset aria-label={t("leaderboard.category")} className="flex min-w-0 flex-wrap gap-1">
        {options.map((category) => (
          <Pill key={category ?? ""} pressed={chosen === category} onPress={() => onChoose(category)}>
            {category === undefined ? t("leaderboard.everyCategory") : word(t, "category", category)}
          </Pill>
        ))}
        {all.length === 0 &&
          busy &&
          UNREAD.map((px) => (
            <span key={px} aria-hidden className="skeleton h-6 rounded-full" style={{ width: px }} />
          ))}
      </fieldset>
      <span className="flex-1" />
      {readAt !== null && (
        <span className="flex shrink-0 items-center gap-1.5">
          <ReadAgo count={count} at={readAt} />
          <IconButton label={t("leaderboard.refresh")} disabled={busy} onClick={onRefresh}>
            <RefreshCw aria-hidden size={14} className={busy ? "animate-[spin_1s_linear_infinite]" : ""} />
          </IconButton>
        </span>
      )}
    </div>
  );
}

/** "Follow", or the percentage where one is followed already. */
export function FollowButton({ row }: { row: LeaderRow }) {
  const t = useText();
  const { n } = useFormat();
  const navigate = useNavigate();
  // Nobody copies themselves: what this account holds is on Positions.
  if (row.own)
    return (
      <Button size="sm" className="w-20" onClick={() => void navigate({ to: "/performance" })}>
        {t("leaderboard.own")}
      </Button>
    );
  const go = () =>
    void navigate({ to: "/trader/$address", params: { address: row.address }, search: { follow: true } });
  if (row.percentage === null) {
    return (
      <Button
        size="sm"
        className="w-20"
        aria-label={t("leaderboard.followLabel", { name: row.name })}
        onClick={go}
      >
        {t("leaderboard.follow")}
      </Button>
    );
  }
  const percentage = n.percent(row.percentage);
  const label = row.followOn
    ? t("leaderboard.followed", { name: row.name, percentage })
    : t("leaderboard.followedOff", { name: row.name });
  return (
    <Button
      size="sm"
      className="numeric w-20 text-text-2"
      aria-label={label}
      data-tip={label}
      icon={row.followOn && <Check aria-hidden size={12} strokeWidth={2.25} />}
      onClick={go}
    >
      {row.followOn ? percentage : <s className="text-text-3">{percentage}</s>}
    </Button>
  );
}
