/** The top bar: in what state, at what time, with how much, and the two switches that are always there. */

import { OctagonX, Pause, Play, Search } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { Bar } from "@/components/ui/meter";
import { compare } from "@/format/decimal";
import { NONE } from "@/format/number";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import type { MessageAct } from "@/live/messages";
import { useAskFrame } from "@/live/queries";
import { useFrame, useLive } from "@/live/store";
import { useSums } from "@/live/sums";
import { Bell } from "./centre/bell";
import { DemoClock } from "./demo-clock";
import { PALETTE_KEYS, STOP_KEYS } from "./hotkeys";
import { NotStarted, StatePill } from "./state-pill";

interface TopBarProps {
  /** Before anything is chosen: no money and no clock yet. */
  bare?: boolean;
  onStop(): void;
  onPalette(): void;
}

export function TopBar({ bare = false, onStop, onPalette }: TopBarProps) {
  const t = useText();
  const welcomed = useLive((live) => live.settings?.welcomed !== false);
  // Traders may be followed from a terminal before anybody has seen the first page.
  const copies = useFrame((frame) => frame.follows > 0 || frame.workingOrders > 0);
  const begun = welcomed || copies;
  // Whose money it is would be doubtful: the state says live, and the engine that is shown is another one.
  const testing = useFrame((frame) => frame.testing);
  return (
    <header className="flex min-w-0 items-center gap-1.5 border-hairline border-b pt-[3px] pr-3 pl-3 [grid-area:top] huge:gap-4 wide:pr-4 wide:pl-6">
      {begun ? <StatePill /> : <NotStarted />}
      {!bare && <DemoClock />}
      <span className="flex-1" />
      {!bare && !testing && (
        <>
          <Balance />
          <Exposure />
        </>
      )}
      {!bare && <Bell />}
      <button
        type="button"
        data-tip={t("palette.open", { keys: PALETTE_KEYS })}
        aria-label={t("palette.open", { keys: PALETTE_KEYS })}
        onClick={onPalette}
        className="inline-flex h-7 shrink-0 items-center gap-1.5 rounded-control px-1.5 text-text-2 hover:bg-raised hover:text-text"
      >
        <Search aria-hidden size={14} />
        <span className="max-huge:hidden">
          <Kbd>{PALETTE_KEYS}</Kbd>
        </span>
      </button>
      <Switches bare={bare} begun={begun} onStop={onStop} />
    </header>
  );
}

function Balance() {
  const t = useText();
  const { n } = useFormat();
  const balance = useSums((sums) => sums.balance);
  const isPaper = useFrame((frame) => frame.mode === "paper");
  const stale = useFrame((frame) => frame.state === "disconnected");
  return (
    <div className="shrink-0 whitespace-nowrap" data-tip={balance === null ? t("meter.notRead") : undefined}>
      <span className="block font-medium text-label text-text-3 leading-[14px]">
        {t(isPaper ? "paper.balance" : "meter.balance")}
      </span>
      <b className={`numeric block font-medium leading-4 ${stale ? "stale" : ""}`}>
        {balance === null ? NONE : n.usd(balance)}
      </b>
    </div>
  );
}

function Exposure() {
  const t = useText();
  const { n } = useFormat();
  const isPaper = useFrame((frame) => frame.mode === "paper");
  const used = useSums((sums) => sums.exposure);
  const limit = useSums((sums) => sums.exposureLimit);
  const percent = useSums((sums) => sums.exposurePercent);
  const full = compare(used, limit) >= 0;
  const high = compare(percent, "80") >= 0;
  return (
    <div
      className={`relative ml-1 shrink-0 whitespace-nowrap wide:ml-3 huge:ml-1 huge:w-[148px] ${isPaper ? "w-[148px]" : "w-[126px] wide:w-[132px]"}`}
      data-tip={t("meter.exposureTitle", { used: n.usd(used), limit: n.usd(limit) })}
    >
      <span className="flex justify-between gap-2 font-medium text-label text-text-3 leading-[14px]">
        <span>{t(isPaper ? "paper.exposure" : "meter.exposure")}</span>
        <span className={`numeric ${full ? "text-loss" : high ? "text-warn" : ""}`}>
          {full ? t("meter.atLimit") : n.percent(percent)}
        </span>
      </span>
      <b className="numeric block font-medium leading-4">
        {n.usd(used)} <span className="font-normal text-text-3">/ {n.usd(limit, 0)}</span>
      </b>
      <Bar
        percent={Number(percent)}
        tone={full ? "loss" : high ? "warn" : "neutral"}
        className="absolute inset-x-0 -bottom-[5px] h-[3px]"
      />
    </div>
  );
}

function Switches({ bare, begun, onStop }: { bare: boolean; begun: boolean; onStop(): void }) {
  const t = useText();
  const state = useFrame((frame) => frame.state);
  const pause = useAskFrame((platform) => platform.pause());
  const resume = useAskFrame((platform) => platform.resume());
  const stopped = state === "stopped";
  const off = stopped || state === "failed" || state === "starting";
  const paused = state === "paused";
  const say = useLive((live) => live.say);
  const undo = (back: typeof pause): MessageAct => ({
    label: (t) => t("action.undo"),
    undoes: true,
    run: () => back.mutate(),
  });
  const toggle = () =>
    paused
      ? resume.mutate(undefined, { onSuccess: () => say((t) => t("switches.resumed"), undo(pause)) })
      : pause.mutate(undefined, { onSuccess: () => say((t) => t("switches.paused"), undo(resume)) });
  return (
    <div className="flex shrink-0 gap-2">
      {!bare && (
        <Button
          data-tip={t(paused ? "switches.resumeTitle" : "switches.pauseTitle")}
          disabled={off}
          busy={pause.isPending || resume.isPending}
          icon={paused ? <Play aria-hidden size={14} /> : <Pause aria-hidden size={14} />}
          onClick={toggle}
        >
          <span className="max-huge:sr-only">{t(paused ? "switches.resume" : "switches.pause")}</span>
        </Button>
      )}
      <Button
        look="danger"
        data-tip={t("switches.stopTitle", { keys: STOP_KEYS })}
        // A failed engine is stopped all the same: what it left open at the exchange is cancelled.
        disabled={stopped || !begun}
        icon={<OctagonX aria-hidden size={14} />}
        onClick={onStop}
      >
        {t(stopped ? "switches.stopped" : "switches.stopAll")}
      </Button>
    </div>
  );
}
