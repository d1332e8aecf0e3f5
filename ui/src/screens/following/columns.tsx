/** The columns of the follows. */

import { useNavigate } from "@tanstack/react-router";
import { SlidersHorizontal } from "lucide-react";
import { useMemo } from "react";
import { Made, Missing } from "@/components/amounts";
import { Avatar } from "@/components/trader-tag";
import { IconButton } from "@/components/ui/button";
import type { Column } from "@/components/ui/data-table";
import { When } from "@/components/when";
import { compare, signOf } from "@/format/decimal";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { usePaperResults } from "@/live/queries-more";
import { useFrame } from "@/live/store";
import type { FollowView } from "@/platform";
import { FollowToggle, UnfollowButton } from "@/screens/follow/switch";

function Trader({ follow }: { follow: FollowView }) {
  const t = useText();
  const { time } = useFormat();
  const sign = signOf(follow.pnl);
  const off = follow.status === "off";
  return (
    <span className="flex min-w-0 items-center gap-2.5">
      <Avatar name={follow.name} address={follow.address} />
      <span className="min-w-0 leading-4">
        <span className={`block truncate font-medium ${off ? "text-text-3" : ""}`} data-tip={follow.address}>
          {follow.name}
        </span>
        <span
          className="block truncate text-label text-text-3"
          data-tip={t("following.since", { when: time.full(follow.since) })}
        >
          {follow.status === "starting"
            ? t("words.followStatus.starting")
            : t(sign > 0 ? "following.earned" : sign < 0 ? "following.lost" : "following.even")}
          <span className="max-huge:hidden">
            {" · "}
            <When at={follow.since}>{t("following.since", { when: time.day(follow.since) })}</When>
          </span>
        </span>
      </span>
    </span>
  );
}

function Last({ at }: { at: number | null }) {
  const { time } = useFormat();
  const now = useFrame((frame) => frame.now);
  if (at === null) return <Missing />;
  return (
    <When at={at} className="text-text-2">
      {time.rough(now - at)}
    </When>
  );
}

/** On paper both ends, the cautious one first. */
function Profit({ follow }: { follow: FollowView }) {
  const t = useText();
  const isPaper = useFrame((frame) => frame.mode === "paper");
  const result = usePaperResults(isPaper).data?.follows.find((one) => one.follow === follow.id)?.result;
  if (!result || result.cautious === result.optimistic)
    return <Made value={follow.pnl} className="font-semibold" />;
  return (
    <span className="grid leading-4" data-tip={t("paper.rangeTitle")}>
      <Made value={result.cautious} className="font-semibold" />
      <span className="text-small">
        <span className="text-text-3">{t("paper.to")}</span> <Made value={result.optimistic} />
      </span>
    </span>
  );
}

/** Realised over open: together they are the profit beside them. */
function Parts({ follow }: { follow: FollowView }) {
  const t = useText();
  return (
    <span className="grid text-small leading-4">
      <span data-tip={t("following.realised")}>
        <span className="sr-only">{t("following.realised")} </span>
        <Made value={follow.realised} />
      </span>
      <span data-tip={t("following.open")}>
        <span className="sr-only">{t("following.open")} </span>
        <Made value={follow.unrealised} />
      </span>
    </span>
  );
}

function Actions({ follow }: { follow: FollowView }) {
  const t = useText();
  const navigate = useNavigate();
  return (
    <span className="inline-flex gap-1">
      <IconButton
        label={t("following.editLabel", { name: follow.name })}
        onClick={() =>
          void navigate({
            to: "/trader/$address",
            params: { address: follow.address },
            search: { follow: true },
          })
        }
      >
        <SlidersHorizontal aria-hidden size={14} />
      </IconButton>
      <UnfollowButton follow={follow} small />
    </span>
  );
}

export function useFollowColumns(): Column<FollowView>[] {
  const t = useText();
  const { n, time } = useFormat();
  return useMemo(() => {
    return [
      {
        id: "on",
        header: t("following.copying"),
        fixed: true,
        className: "w-16 wide:w-18",
        cell: (row) => <FollowToggle follow={row} />,
      },
      {
        id: "trader",
        header: t("following.trader"),
        grows: true,
        compare: (a, b) => a.name.localeCompare(b.name),
        cell: (row) => <Trader follow={row} />,
      },
      {
        id: "share",
        header: t("following.share"),
        title: t("following.shareTitle"),
        numeric: true,
        className: "w-17",
        compare: (a, b) => compare(a.settings.percentage, b.settings.percentage),
        cell: (row) => <span className="font-medium">{n.plain(row.settings.percentage, 1)}</span>,
      },
      {
        id: "pnl",
        header: t("following.pnl"),
        title: t("following.pnlTitle"),
        numeric: true,
        className: "w-21",
        compare: (a, b) => compare(a.pnl, b.pnl),
        cell: (row) => <Profit follow={row} />,
      },
      {
        id: "parts",
        header: t("following.parts"),
        title: t("following.partsTitle"),
        numeric: true,
        className: "w-26 wide:w-28",
        compare: (a, b) => compare(a.realised, b.realised),
        cell: (row) => <Parts follow={row} />,
      },
      {
        id: "exposure",
        header: t("following.exposure"),
        title: t("following.exposureTitle"),
        numeric: true,
        className: "w-25",
        compare: (a, b) => compare(a.exposure, b.exposure),
        cell: (row) => n.plain(row.exposure),
      },
      {
        id: "working",
        header: t("following.working"),
        title: t("following.workingTitle"),
        numeric: true,
        className: "w-15",
        compare: (a, b) => a.workingOrders - b.workingOrders,
        cell: (row) => <span className="text-text-2">{n.count(row.workingOrders)}</span>,
      },
      {
        id: "fills",
        header: t("following.fills"),
        title: t("following.fillsTitle"),
        numeric: true,
        from: "wide",
        className: "w-14",
        compare: (a, b) => a.fills - b.fills,
        cell: (row) => <span className="text-text-2">{n.count(row.fills)}</span>,
      },
      {
        id: "skips",
        header: t("following.skips"),
        numeric: true,
        className: "w-21",
        compare: (a, b) => a.skips - b.skips,
        cell: (row) => {
          const values = { skips: n.count(row.skips), signals: n.count(row.signals) };
          return (
            <span
              className="text-text-2"
              data-tip={t("following.skipsTitle", { skips: values.skips, count: row.signals })}
            >
              {t("following.skipsOf", values)}
            </span>
          );
        },
      },
      {
        id: "slippage",
        header: t("following.slippage"),
        title: t("following.slippageTitle"),
        numeric: true,
        className: "w-22",
        compare: (a, b) => compare(a.slippageBps ?? "0", b.slippageBps ?? "0"),
        cell: (row) =>
          row.slippageBps === null ? (
            <Missing why={t("following.noFills")} />
          ) : (
            <span className="text-text-2">{n.signed(row.slippageBps, 1)}</span>
          ),
      },
      {
        id: "fees",
        header: t("following.fees"),
        numeric: true,
        from: "huge",
        className: "w-18",
        compare: (a, b) => compare(a.fees, b.fees),
        cell: (row) => <span className="text-text-2">{n.plain(row.fees)}</span>,
      },
      {
        id: "last",
        header: t("following.last"),
        title: t("following.lastTitle"),
        numeric: true,
        from: "huge",
        className: "w-18",
        compare: (a, b) => (a.lastEventAt ?? 0) - (b.lastEventAt ?? 0),
        cell: (row) => <Last at={row.lastEventAt} />,
      },
      {
        id: "limit",
        header: t("following.limit"),
        title: t("following.limitTitle"),
        numeric: true,
        optional: true,
        className: "w-20",
        compare: (a, b) => compare(a.settings.maxTotal, b.settings.maxTotal),
        cell: (row) => <span className="text-text-2">{n.plain(row.settings.maxTotal)}</span>,
      },
      {
        id: "since",
        header: t("following.sinceHeader"),
        title: t("following.sinceTitle"),
        numeric: true,
        optional: true,
        className: "w-22",
        compare: (a, b) => a.since - b.since,
        cell: (row) => (
          <When at={row.since} className="text-text-2">
            {time.day(row.since)}
          </When>
        ),
      },
      {
        id: "actions",
        fixed: true,
        header: <span className="sr-only">{t("following.edit")}</span>,
        numeric: true,
        className: "w-22 wide:w-24",
        cell: (row) => <Actions follow={row} />,
      },
    ];
  }, [t, n, time]);
}
