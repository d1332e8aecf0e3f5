/** A line that was understood, as something to run: what it will do is said in figures before it is done. */

import { skipToken, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Contrast, Download, FastForward, Gauge, Hash, Languages, Pause, Play, Rows3, X } from "lucide-react";
import type { ReactNode } from "react";
import { limitsWith, useSetLimits } from "@/app/raise";
import { useFormat } from "@/format/use-format";
import { errorText } from "@/i18n/errors";
import { useText } from "@/i18n/use-text";
import { outcomeText } from "@/i18n/words";
import { useAskFrame, useFollows, useOrders, usePlatform } from "@/live/queries";
import { useClosePreview, usePositions } from "@/live/queries-more";
import { useFrame, useLive } from "@/live/store";
import type {
  CloseDraft,
  Found,
  LimitRoom,
  LimitsView,
  PlatformError,
  Position,
  Recent,
  Settings,
} from "@/platform";
import { PlatformError as Refused } from "@/platform";
import { EVERY_DECISION, EVERY_FILL, WHOLE_LEDGER } from "@/platform/unfiltered";
import { useSaveSettings } from "@/screens/settings/parts";
import { raised } from "@/screens/settings/raise-limits";
import type { PaletteItem } from "./items";
import { plain } from "./items";
import type { Command, Exportable } from "./parse";

/** So many of one kind are enough to see that the name was too short. */
const NAMED_MOST = 5;

export interface Deeds {
  remember(recent: Recent): void;
  onCancelAll(ids: number[]): void;
}

/** The items of the command, none where the line is none. */
export function useCommandItems(
  command: Command | null,
  line: string,
  found: Found | undefined,
  deeds: Deeds,
): PaletteItem[] {
  const { remember } = deeds;
  const setting = useSettingItem(command);
  const limit = useLimitItem(command);
  const clock = useClockItem(command);
  const follow = useFollowItems(command, found);
  const close = useCloseItems(command);
  const cancel = useCancelItem(command, deeds.onCancelAll);
  const exported = useExportItem(command);
  const numbered = useNumberItems(command, remember);
  const items = [setting, limit, clock, ...follow, ...close, cancel, exported, ...numbered].filter(
    (item): item is PaletteItem => item !== null,
  );
  return items.map((item) => ({
    ...item,
    section: "run",
    run: () => {
      if (item.idle) return;
      if (command?.do !== "number") remember({ kind: "line", text: line.trim() });
      item.run();
    },
  }));
}

const icon = (sign: ReactNode): ReactNode => <span className="text-text-2">{sign}</span>;

function useSettingItem(command: Command | null): PaletteItem | null {
  const t = useText();
  const settings = useLive((live) => live.settings);
  const save = useSaveSettings();
  if (!settings || !command) return null;
  const item = (label: string, sign: ReactNode, next: Partial<Settings>): PaletteItem => ({
    id: "setting",
    label,
    group: "do",
    icon: icon(sign),
    run: () => save.mutate({ ...settings, ...next }),
  });
  switch (command.do) {
    case "theme":
      return item(
        t("palette.setTheme", { theme: t(`settings.${command.to}`) }),
        <Contrast aria-hidden size={16} />,
        { theme: command.to },
      );
    case "language": {
      const names = { system: "settings.system", en: "settings.english", fr: "settings.french" } as const;
      return item(
        t("palette.setLanguage", { language: t(names[command.to]) }),
        <Languages aria-hidden size={16} />,
        { language: command.to },
      );
    }
    case "density":
      return item(
        t("palette.setDensity", { density: t(`settings.densities.${command.to}`) }),
        <Rows3 aria-hidden size={16} />,
        { density: command.to },
      );
    case "colours":
      return item(
        t("palette.setColours", { colours: t(`settings.${command.to}`) }),
        <Contrast aria-hidden size={16} />,
        { colours: command.to },
      );
    default:
      return null;
  }
}

function useLimitItem(command: Command | null): PaletteItem | null {
  const t = useText();
  const { n } = useFormat();
  const platform = usePlatform();
  const settings = useLive((live) => live.settings);
  const set = useSetLimits();
  const wanted = command?.do === "limit" ? command : null;
  const after = wanted && settings ? limitsWith(settings.limits, wanted.field, wanted.value) : null;
  const rooms = useQuery<LimitRoom[], PlatformError>({
    queryKey: ["limits", "preview", after],
    queryFn: after ? () => platform.previewLimits(after) : skipToken,
    staleTime: 0,
    placeholderData: (last) => last,
  });
  if (!wanted || !settings || !after) return null;
  const { field } = wanted;
  const figure = (limits: LimitsView): string =>
    field === "maxOpenOrders"
      ? n.plain(String(limits.maxOpenOrders), 0, 0)
      : field === "reserve"
        ? n.percent(limits.reserve)
        : n.usd(limits[field]);
  const facts = [
    { label: t("palette.now"), value: figure(settings.limits) },
    { label: t("palette.after"), value: figure(after) },
  ];
  const room = rooms.data?.[0];
  const show = (value: string) => (field === "maxOpenOrders" ? n.plain(value, 0, 0) : n.usd(value));
  if (room && field !== "reserve" && field !== "maxDailyLoss") {
    facts.push({ label: t(`palette.used.${field}`), value: show(room.used) });
    facts.push({
      label: t(`palette.left.${field}`),
      value: `${show(room.leftBefore)} → ${show(room.leftAfter)}`,
    });
  }
  const same = figure(settings.limits) === figure(after);
  const asks = raised(settings.limits, after).length > 0;
  return {
    id: "limit",
    label: t("palette.setLimit", { limit: t(`settings.${field}`), value: figure(after) }),
    group: "do",
    icon: icon(<Gauge aria-hidden size={16} />),
    facts,
    about: rooms.error
      ? errorText(t, rooms.error).what
      : same
        ? t("palette.sameLimit")
        : asks
          ? t("palette.asksFirst")
          : t("palette.atOnce"),
    idle: same || rooms.isError,
    run: () => set(after),
  };
}

function useClockItem(command: Command | null): PaletteItem | null {
  const t = useText();
  const { n } = useFormat();
  const clock = useFrame((frame) => frame.clock);
  const say = useLive((live) => live.say);
  const set = useAskFrame<{ speed: number | null; paused: boolean | null }>((platform, ask) =>
    platform.setClock(ask.speed, ask.paused),
  );
  const skip = useAskFrame((platform) => platform.skipToNextTrade());
  const failed = { onError: (error: PlatformError) => say((t) => errorText(t, error).what) };
  const isClock = command?.do === "speed" || command?.do === "clock" || command?.do === "skip";
  if (!isClock) return null;
  const item = (label: string, sign: ReactNode, run: () => void): PaletteItem =>
    clock === null
      ? {
          id: "clock",
          label,
          group: "do",
          icon: icon(sign),
          about: t("palette.onlyDemo"),
          idle: true,
          run: () => undefined,
        }
      : { id: "clock", label, group: "do", icon: icon(sign), run };
  if (command.do === "skip")
    return item(t("clock.skip"), <FastForward aria-hidden size={16} />, () => skip.mutate(undefined, failed));
  if (command.do === "clock")
    return item(
      t(command.paused ? "clock.pause" : "clock.resume"),
      command.paused ? <Pause aria-hidden size={16} /> : <Play aria-hidden size={16} />,
      () => set.mutate({ speed: null, paused: command.paused }, failed),
    );
  const { to } = command;
  return item(t("palette.setSpeed", { speed: n.count(to) }), <FastForward aria-hidden size={16} />, () =>
    set.mutate({ speed: to, paused: null }, failed),
  );
}

/** Nothing is followed from here: the sheet opens with the share in it, and asks as ever. */
function useFollowItems(command: Command | null, found: Found | undefined): PaletteItem[] {
  const t = useText();
  const { n } = useFormat();
  const navigate = useNavigate();
  const follows = useFollows();
  if (command?.do !== "follow") return [];
  const like = plain(command.who);
  const known = (follows.data ?? [])
    .filter(({ name, address }) => plain(name).includes(like) || address.toLowerCase() === like)
    .map(({ name, address, settings }) => ({ name, address, percentage: settings.percentage, own: false }));
  const others = (found?.traders ?? []).filter(
    ({ address }) => !known.some((one) => one.address === address),
  );
  const whom = [...known, ...others].filter(({ own }) => !own).slice(0, NAMED_MOST);
  if (whom.length === 0)
    return [
      {
        id: "follow",
        label: t("palette.noTrader", { name: command.who }),
        group: "trader",
        idle: true,
        run: () => undefined,
      },
    ];
  return whom.map(({ name, address, percentage }) => ({
    id: `follow ${address}`,
    label:
      command.percent === null
        ? t("palette.follow", { name })
        : t("palette.followAt", { name, percentage: n.percent(command.percent) }),
    also: address,
    group: "trader",
    ...(percentage === null ? {} : { note: t("palette.followed", { percentage: n.percent(percentage) }) }),
    about: t("palette.followThen"),
    run: () =>
      void navigate({
        to: "/trader/$address",
        params: { address },
        search: { follow: true, share: command.percent ?? undefined },
      }),
  }));
}

function useCloseItems(command: Command | null): PaletteItem[] {
  const t = useText();
  const { n } = useFormat();
  const navigate = useNavigate();
  const held = usePositions();
  const wanted = command?.do === "close" ? command : null;
  const like = wanted ? plain(wanted.what) : "";
  const matching = (row: Position) => plain(`${row.market} ${row.trader} ${row.outcome}`).includes(like);
  const rows = wanted ? (held.data?.rows ?? []).filter(matching).slice(0, NAMED_MOST) : [];
  const [first] = rows;
  const draft: CloseDraft | null =
    wanted && first
      ? {
          target: { scope: "position", follow: first.follow, token: first.token },
          percent: wanted.percent,
          shares: null,
          limit: null,
          notBelow: null,
          despiteForeignOrders: false,
        }
      : null;
  const preview = useClosePreview(draft);
  if (!wanted) return [];
  if (rows.length === 0)
    return [
      {
        id: "close",
        label: t("palette.noPosition", { name: wanted.what }),
        group: "do",
        idle: true,
        run: () => undefined,
      },
    ];
  return rows.map((row, i) => {
    const now = i === 0 ? preview.data?.each[0] : undefined;
    return {
      id: `close ${row.follow} ${row.token}`,
      label: t("palette.close", {
        part: n.percent(String(wanted.percent), 0),
        outcome: outcomeText(t, row.outcome),
        market: row.market,
      }),
      group: "do" as const,
      note: row.trader,
      icon: icon(<X aria-hidden size={16} />),
      ...(now
        ? {
            facts: [
              { label: t("palette.closeShares"), value: n.shares(now.shares) },
              { label: t("palette.closeBrings"), value: now.received === null ? "—" : n.usd(now.received) },
            ],
          }
        : {}),
      about: t("palette.closeThen"),
      run: () =>
        void navigate({
          to: "/positions",
          search: { close: `${row.follow}/${row.token}`, part: wanted.percent },
        }),
    };
  });
}

function useCancelItem(command: Command | null, onCancelAll: (ids: number[]) => void): PaletteItem | null {
  const t = useText();
  const { n } = useFormat();
  const orders = useOrders(false);
  const reserved = useFrame((frame) => frame.reserved);
  if (command?.do !== "cancel") return null;
  const ids = (orders.data?.rows ?? []).filter(({ status }) => status === "working").map(({ id }) => id);
  return {
    id: "cancel",
    label: ids.length === 0 ? t("palette.noOrders") : t("palette.cancelAll", { count: ids.length }),
    group: "do",
    danger: ids.length > 0,
    idle: ids.length === 0,
    ...(ids.length === 0
      ? {}
      : {
          facts: [{ label: t("palette.setAside"), value: n.usd(reserved) }],
          about: t("palette.cancelThen"),
        }),
    run: () => onCancelAll(ids),
  };
}

function useExportItem(command: Command | null): PaletteItem | null {
  const t = useText();
  const platform = usePlatform();
  const say = useLive((live) => live.say);
  if (command?.do !== "export") return null;
  const { what, year } = command;
  const save = {
    ledger: () => platform.exportLedger({ ...WHOLE_LEDGER, year }),
    fills: () => platform.exportHistory(EVERY_FILL),
    decisions: () => platform.exportDecisions(EVERY_DECISION),
    results: () => platform.exportPerformance("all"),
  } satisfies Record<Exportable, () => Promise<{ path: string; rows: number }>>;
  return {
    id: "export",
    label: t(`palette.export.${what}`, { year: year === null ? "" : ` ${year}` }),
    group: "do",
    icon: icon(<Download aria-hidden size={16} />),
    about: t("palette.exportThen"),
    run: () =>
      void save[what]().then(
        ({ rows, path }) => say((t, { n }) => t("history.saved", { count: rows, rows: n.count(rows), path })),
        (error: unknown) => say((t) => (error instanceof Refused ? errorText(t, error).what : String(error))),
      ),
  };
}

/** A number may be an order's or a decision's: those that there are. */
function useNumberItems(command: Command | null, remember: (recent: Recent) => void): PaletteItem[] {
  const t = useText();
  const { n } = useFormat();
  const navigate = useNavigate();
  const platform = usePlatform();
  const number = command?.do === "number" ? command.number : null;
  const order = useQuery({
    queryKey: ["orders", "one", number],
    queryFn: number === null ? skipToken : () => platform.order(number),
    retry: false,
  });
  const decision = useQuery({
    queryKey: ["decision", number],
    queryFn:
      number === null
        ? skipToken
        : async () => {
            const page = await platform.decisions({ ...EVERY_DECISION, before: number + 1, limit: 1 });
            return page.rows.find(({ seq }) => seq === number) ?? null;
          },
    retry: false,
  });
  if (number === null) return [];
  const shown = n.count(number);
  const items: PaletteItem[] = [];
  const one = order.data?.order;
  if (one)
    items.push({
      id: `order ${number}`,
      label: t("palette.order", { number: shown }),
      note: one.market,
      group: "order",
      run: () => {
        remember({ kind: "order", order: number, market: one.market });
        void navigate({ to: "/orders", search: { order: number } });
      },
    });
  const two = decision.data;
  if (two)
    items.push({
      id: `decision ${number}`,
      label: t("palette.decision", { number: shown }),
      note: two.market || two.trader,
      group: "decision",
      run: () => {
        remember({ kind: "decision", seq: number });
        void navigate({ to: "/activity", search: { decision: number } });
      },
    });
  if (items.length === 0 && !order.isPending && !decision.isPending)
    items.push({
      id: "number",
      label: t("palette.noNumber", { number: shown }),
      group: "decision",
      icon: icon(<Hash aria-hidden size={16} />),
      idle: true,
      run: () => undefined,
    });
  return items;
}
