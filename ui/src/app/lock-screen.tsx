/** The window while it is locked: in what state the engine is, Stop all, and the way in. Nothing of the account. */

import { useQueryClient } from "@tanstack/react-query";
import { Lock, OctagonX } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/dialog";
import { FailureLine } from "@/components/ui/states";
import { useText } from "@/i18n/use-text";
import { useAskFrame } from "@/live/queries";
import { useFrame, useLive } from "@/live/store";
import type { Mode } from "@/platform";
import { isAtRest, isHalted } from "./halting";
import { STOP_KEYS, useStopKey } from "./hotkeys";
import { Quitting } from "./quitting";
import { StatePill } from "./state-pill";

const STRIP = { demo: "strip-demo", paper: "strip-paper", live: "strip-live" };

export function LockScreen() {
  const t = useText();
  const mode = useFrame((frame) => frame.mode);
  const halted = useFrame(isHalted);
  useForget();
  return (
    <div className="relative grid h-full grid-rows-[44px_minmax(0,1fr)]">
      <div
        aria-hidden
        className={`absolute inset-x-0 top-0 z-10 h-[3px] ${halted ? "strip-stopped" : STRIP[mode]}`}
      />
      <header className="flex items-center gap-2 border-hairline border-b pt-[3px] pr-4 pl-4 wide:pl-6">
        <StatePill />
        <span className="flex-1" />
        <Stop />
      </header>
      <main id="main" className="grid place-items-center overflow-y-auto p-6">
        <section className="grid w-full max-w-105 justify-items-center gap-3 rounded-card border border-border bg-surface px-8 py-8 text-center">
          <span className="grid size-11 place-items-center rounded-pill bg-raised">
            <Lock aria-hidden size={20} className="text-text-2" />
          </span>
          <h1 className="font-semibold text-page tracking-[-.015em]">{t("lock.title")}</h1>
          <Goes />
          <Unlock />
          <Beside />
        </section>
      </main>
      <Quitting />
    </div>
  );
}

/** What was read before stays nowhere in this window. */
function useForget(): void {
  const client = useQueryClient();
  const forget = useLive((live) => live.forget);
  useEffect(() => {
    client.clear();
    forget();
  }, [client, forget]);
}

/** Whether it goes on, in a sentence: it is what whoever comes back wants to know. */
function Goes() {
  const t = useText();
  const state = useFrame((frame) => frame.state);
  const text = state === "stopped" ? "lock.stopped" : state === "paused" ? "lock.pausedNow" : "lock.goesOn";
  return (
    <p role="status" className="text-balance text-text-2">
      {t(text)}
    </p>
  );
}

function Unlock() {
  const t = useText();
  const unlock = useAskFrame((platform) => platform.unlock());
  return (
    <div className="mt-2 grid w-full gap-2">
      <Button size="lg" look="primary" autoFocus busy={unlock.isPending} onClick={() => unlock.mutate()}>
        {t(unlock.isPending ? "lock.unlocking" : "lock.unlock")}
      </Button>
      <p className="text-balance text-small text-text-3">{t("lock.how")}</p>
      <div className="text-left empty:hidden">
        <FailureLine error={unlock.error} />
      </div>
    </div>
  );
}

/** The program's other engine is not out of reach: whichever is shown is stopped. */
function Beside() {
  const t = useText();
  const beside = useFrame((frame) => frame.beside);
  const show = useAskFrame<Mode>((platform, mode) => platform.showMode(mode));
  return (
    <>
      {beside.map(({ mode }) => (
        <p
          key={mode}
          className="mt-1 flex w-full flex-wrap items-center justify-between gap-2 border-hairline border-t pt-3 text-small text-text-2"
        >
          {t("lock.beside", { mode: t(`mode.${mode}`) })}
          <Button size="sm" busy={show.isPending} onClick={() => show.mutate(mode)}>
            {t("lock.show", { mode: t(`mode.${mode}`) })}
          </Button>
        </p>
      ))}
      <FailureLine error={show.error} />
    </>
  );
}

function Stop() {
  const t = useText();
  const mode = useFrame((frame) => frame.mode);
  const stopped = useFrame((frame) => frame.state === "stopped");
  const atRest = useFrame(isAtRest);
  const [asking, setAsking] = useState(false);
  const stop = useAskFrame((platform) => platform.stopAll());
  // As from anywhere: the key stops at once, and what could not be done is said where it is asked about.
  useStopKey(() => {
    if (!atRest && !stop.isPending) stop.mutate(undefined, { onError: () => setAsking(true) });
  });
  return (
    <>
      <Button
        look="danger"
        data-tip={t("switches.stopTitle", { keys: STOP_KEYS })}
        disabled={stopped}
        icon={<OctagonX aria-hidden size={14} />}
        onClick={() => setAsking(true)}
      >
        {t(stopped ? "switches.stopped" : "switches.stopAll")}
      </Button>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t("lock.stop.title")}
        keep={t("stopDialog.keep")}
        confirm={t(stop.isPending ? "switches.sending" : "lock.stop.confirm")}
        busy={stop.isPending}
        onConfirm={() => stop.mutate(undefined, { onSuccess: () => setAsking(false) })}
      >
        <p>{t(`lock.stop.what.${mode}`)}</p>
        <p>{t("lock.stop.again")}</p>
        <FailureLine error={stop.error} />
      </Confirm>
    </>
  );
}
