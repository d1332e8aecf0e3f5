/** Mode and engine state in one pill, so that "Running" never stands without saying with what money. */

import { CircleX, LoaderCircle, Lock, OctagonX, Pause, TriangleAlert, Unplug } from "lucide-react";
import { cn } from "@/components/ui/cn";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useFrame, useLive } from "@/live/store";
import type { EngineState, Mode } from "@/platform";
import { haltingOf } from "./halting";

const EDGE: Record<Mode, string> = {
  demo: "border-demo",
  paper: "border-dashed border-paper",
  live: "border-live",
};
const WORD: Record<Mode, string> = {
  demo: "bg-demo text-on-mode",
  paper: "border-r border-dashed border-paper text-paper",
  live: "bg-live text-on-mode",
};

function Sign({ state }: { state: EngineState }) {
  const look = { "aria-hidden": true, size: 12, strokeWidth: 2.25 } as const;
  if (state === "running") return <span aria-hidden className="size-2 shrink-0 rounded-pill bg-gain" />;
  if (state === "starting")
    return <LoaderCircle {...look} className="animate-[spin_1s_linear_infinite] text-text-2" />;
  if (state === "paused") return <Pause {...look} className="text-warn" />;
  if (state === "disconnected") return <Unplug {...look} className="text-warn" />;
  if (state === "no_key") return <Lock {...look} className="text-warn" />;
  if (state === "stopped") return <OctagonX {...look} className="text-loss" />;
  return <CircleX {...look} className="text-loss" />;
}

/** Before anything is chosen there is no money and nothing runs for anybody. */
export function NotStarted() {
  const t = useText();
  return (
    <div className="flex h-6 shrink-0 items-center gap-1.5 rounded-pill border border-border px-2.5 font-medium text-label">
      <span aria-hidden className="size-2 rounded-pill bg-text-3" />
      {t("state.notStarted")}
    </div>
  );
}

export function StatePill() {
  const t = useText();
  const { time } = useFormat();
  // A test order is one of real money, whichever engine is shown.
  const testing = useFrame((frame) => frame.testing);
  const mode = useFrame((frame) => (frame.testing ? "live" : frame.mode));
  const state = useFrame((frame) => frame.state);
  const halting = useFrame(haltingOf);
  const silent = useLive((live) => live.silent);
  const age = useFrame((frame) =>
    frame.state === "disconnected" && frame.disconnectedSince !== null
      ? time.rough(frame.now - frame.disconnectedSince)
      : null,
  );
  return (
    <div className={cn("flex h-6 shrink-0 overflow-hidden rounded-pill border text-label", EDGE[mode])}>
      <span className={cn("flex items-center pr-2 pl-2.5 font-bold tracking-[.06em]", WORD[mode])}>
        {t(`mode.${mode}`)}
      </span>
      <span className="numeric flex items-center gap-1.5 pr-2.5 pl-2 font-medium">
        {silent ? (
          <Unplug aria-hidden size={12} strokeWidth={2.25} className="text-warn" />
        ) : testing ? (
          <LoaderCircle aria-hidden size={12} className="animate-[spin_1s_linear_infinite] text-text-2" />
        ) : halting ? (
          <TriangleAlert aria-hidden size={12} className="text-warn" />
        ) : (
          <Sign state={state} />
        )}
        {silent ? (
          t("state.silent")
        ) : testing ? (
          t("state.testing")
        ) : halting ? (
          t(`ways.halted.${halting}`)
        ) : age === null ? (
          t(`state.${state}`)
        ) : (
          <>
            {/* The banner says the age too; a narrow bar has no room for it twice. */}
            <span className="huge:hidden">{t("state.disconnected")}</span>
            <span className="max-huge:hidden">{t("state.disconnectedFor", { age })}</span>
          </>
        )}
      </span>
    </div>
  );
}
