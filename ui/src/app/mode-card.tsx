/** The foot of the rail: which money is in play, what runs beside it, and the ways in and out. */

import { Link } from "@tanstack/react-router";
import { CircleDollarSign, FileText, FlaskConical } from "lucide-react";
import type { ComponentType, ReactNode } from "react";
import { useState } from "react";
import { cn } from "@/components/ui/cn";
import { Confirm } from "@/components/ui/dialog";
import { FailureLine } from "@/components/ui/states";
import { shortAddress } from "@/format/address";
import { useText } from "@/i18n/use-text";
import { useAskFrame } from "@/live/queries";
import { useFrame } from "@/live/store";
import type { BesideEngine, Mode } from "@/platform";
import { besideText } from "./beside";

type Icon = ComponentType<{
  size?: number;
  strokeWidth?: number;
  className?: string;
  "aria-hidden"?: boolean;
}>;

const MODES: Record<Mode, { icon: Icon; card: string; word: string }> = {
  demo: {
    icon: FlaskConical,
    card: "tint-demo border-[color-mix(in_srgb,var(--mode-demo)_40%,var(--border))]",
    word: "text-demo",
  },
  paper: {
    icon: FileText,
    card: "border-dashed border-[color-mix(in_srgb,var(--mode-paper)_70%,var(--border))]",
    word: "text-paper",
  },
  live: { icon: CircleDollarSign, card: "bg-raised border-control", word: "text-text" },
};

export function ModeCard() {
  const t = useText();
  const mode = useFrame((frame) => frame.mode);
  const wallet = useFrame((frame) => frame.wallet);
  const { icon: Shape, card, word } = MODES[mode];
  const name = t(`mode.${mode}`);
  const short = t(`mode.short.${mode}`);
  return (
    <section
      aria-label={t("mode.label")}
      className={cn(
        "mt-auto rounded-card border px-3 pt-2 pb-3 max-wide:px-0 max-wide:py-1.5 max-wide:text-center",
        card,
      )}
    >
      <div
        data-tip={t(`mode.${mode}About`)}
        className={cn(
          "flex items-center gap-2 font-semibold text-label tracking-[.06em] wide:pointer-events-none max-wide:justify-center max-wide:text-[8px] max-wide:tracking-[.02em]",
          word,
        )}
      >
        <Shape aria-hidden size={14} strokeWidth={2} className="max-wide:hidden" />
        {name === short ? (
          name
        ) : (
          <>
            <span className="max-wide:hidden">{name}</span>
            <span className="wide:hidden">{short}</span>
          </>
        )}
      </div>
      <BesideNarrow />
      <div className="grid gap-1 text-label max-wide:hidden">
        <p className="mt-1 text-text-2">
          {t(`mode.${mode}About`)}
          {mode === "live" && wallet !== null && (
            <span data-tip={wallet}> {t("ways.wallet", { address: shortAddress(wallet) })}</span>
          )}
        </p>
        <Beside />
        <Ways mode={mode} />
      </div>
    </section>
  );
}

/** The same where there is room for a word only. */
function BesideNarrow() {
  const t = useText();
  const beside = useFrame((frame) => frame.beside).filter((one) => one.mode !== "demo");
  return beside.map((one) => (
    <p
      key={one.mode}
      data-tip={besideText(t, one)}
      className={cn(
        "font-semibold text-[8px] leading-3 wide:hidden",
        isHeld(one) ? "text-warn" : "text-text",
      )}
    >
      <span className="sr-only">{besideText(t, one)}</span>
      <span aria-hidden>+ {t(`mode.short.${one.mode}`)}</span>
    </p>
  ));
}

/** The engine that is not looked at goes on: it is never out of sight. */
function Beside() {
  const t = useText();
  const beside = useFrame((frame) => frame.beside);
  const account = beside.filter((one) => one.mode !== "demo");
  if (account.length === 0) return null;
  return (
    <>
      {account.map((one) => (
        <p key={one.mode} className={cn("numeric font-medium", isHeld(one) ? "text-warn" : "text-text")}>
          {besideText(t, one)}
        </p>
      ))}
    </>
  );
}

const isHeld = (one: BesideEngine): boolean => one.state !== "running" || one.halt !== null;

function Ways({ mode }: { mode: Mode }) {
  const t = useText();
  const modes = useFrame((frame) => frame.modes);
  const show = useAskFrame<Mode>((platform, to) => platform.showMode(to));
  const paper = useAskFrame((platform) => platform.enterPaper(null));
  const [leaving, setLeaving] = useState(false);
  const busy = show.isPending || paper.isPending;
  const error = show.error ?? paper.error;
  return (
    <>
      <div className="flex flex-wrap gap-x-3 gap-y-1">
        {mode === "demo" && modes.includes("paper") && (
          <Way busy={busy} onClick={() => show.mutate("paper")}>
            {t("ways.showPaper")}
          </Way>
        )}
        {mode === "demo" && modes.includes("live") && (
          <Way busy={busy} onClick={() => show.mutate("live")}>
            {t("ways.showLive")}
          </Way>
        )}
        {mode === "demo" && !modes.includes("paper") && !modes.includes("live") && (
          <Way busy={busy} onClick={() => paper.mutate()}>
            {t("ways.toPaper")}
          </Way>
        )}
        {mode !== "live" && !modes.includes("live") && (
          <Link to="/setup" className="text-accent hover:underline">
            {t("ways.goLive")}
          </Link>
        )}
        {mode !== "demo" && (
          <Way busy={busy} onClick={() => show.mutate("demo")}>
            {t("ways.toDemo")}
          </Way>
        )}
        {mode === "live" && (
          <Way busy={busy} onClick={() => setLeaving(true)}>
            {t("ways.leaveLive")}
          </Way>
        )}
      </div>
      <FailureLine error={error} />
      <LeaveLive open={leaving} onOpenChange={setLeaving} />
    </>
  );
}

function Way({ busy, onClick, children }: { busy: boolean; onClick(): void; children: ReactNode }) {
  return (
    <button
      type="button"
      disabled={busy}
      onClick={onClick}
      className="text-left text-accent hover:underline disabled:text-text-3"
    >
      {children}
    </button>
  );
}

interface LeaveLiveProps {
  open: boolean;
  onOpenChange(open: boolean): void;
  /** Paper is started afterwards; else whatever runs beside is shown. */
  toPaper?: boolean;
}

/** Ending live is no look elsewhere: it says what is left where. */
export function LeaveLive({ open, onOpenChange, toPaper = false }: LeaveLiveProps) {
  const t = useText();
  const count = useFrame((frame) => frame.workingOrders);
  const leave = useAskFrame(async (platform) => {
    const left = await platform.leaveLive();
    return toPaper ? platform.enterPaper(null) : left;
  });
  return (
    <Confirm
      open={open}
      onOpenChange={onOpenChange}
      title={t("ways.leave.title")}
      keep={t("ways.leave.keep")}
      confirm={t(toPaper ? "ways.leave.toPaper" : "ways.leave.confirm")}
      busy={leave.isPending}
      onConfirm={() => leave.mutate(undefined, { onSuccess: () => onOpenChange(false) })}
    >
      <p>{t("ways.leave.what")}</p>
      <p className="text-text">{t("ways.leave.orders", { count })}</p>
      <p>{t("ways.leave.rest")}</p>
      <p>{t("ways.leave.look")}</p>
      <FailureLine error={leave.error} />
    </Confirm>
  );
}
