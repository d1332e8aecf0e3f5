/** The demo's clock: what time it is there, pause, three speeds and any other up to 600. */

import { Popover } from "@base-ui/react/popover";
import { useNavigate } from "@tanstack/react-router";
import { Clock, LoaderCircle, Pause, Play, SkipForward, SlidersHorizontal, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button, IconButton } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Segmented } from "@/components/ui/segmented";
import { When } from "@/components/when";
import { typed } from "@/format/typed";
import { useFormat } from "@/format/use-format";
import { errorText } from "@/i18n/errors";
import { useText } from "@/i18n/use-text";
import type { Words } from "@/live/messages";
import { useAskFrame } from "@/live/queries";
import { useFrame, useLive } from "@/live/store";

const SPEEDS = ["1", "60", "600"];
const MINUTE_MS = 60_000;

export function DemoClock() {
  const t = useText();
  const { n } = useFormat();
  const speed = useFrame((frame) => frame.clock?.speed ?? null);
  const paused = useFrame((frame) => frame.clock?.paused ?? false);
  const set = useAskFrame<{ speed: number | null; paused: boolean | null }>((platform, ask) =>
    platform.setClock(ask.speed, ask.paused),
  );
  const skip = useFrame((frame) => frame.clock?.skip ?? null);
  const start = useAskFrame((platform) => platform.skipToNextTrade());
  const say = useLive((live) => live.say);
  if (speed === null) return null;
  const options = SPEEDS.map((value) => ({ value, label: `${value}×` }));
  return (
    <section
      aria-label={t("clock.label")}
      className="flex h-7 shrink-0 items-center gap-1.5 whitespace-nowrap rounded-control border border-hairline bg-surface pr-1 pl-2"
    >
      <Clock aria-hidden size={14} strokeWidth={2} className="text-demo max-wide:hidden" />
      <Face />
      <Skipped />
      <IconButton
        label={t(paused ? "clock.resume" : "clock.pause")}
        className="size-5"
        onClick={() => set.mutate({ speed: null, paused: !paused })}
      >
        {paused ? (
          <Play aria-hidden size={12} strokeWidth={2.25} />
        ) : (
          <Pause aria-hidden size={12} strokeWidth={2.25} />
        )}
      </IconButton>
      {skip ? (
        <Skipping since={skip.since} speed={skip.speed} />
      ) : (
        <>
          <Segmented
            size="sm"
            label={t("clock.speed")}
            value={String(speed)}
            options={options}
            onChange={(value) => set.mutate({ speed: Number(value), paused: null })}
          />
          <OtherSpeed
            speed={speed}
            shown={!SPEEDS.includes(String(speed))}
            onSet={(value) => set.mutate({ speed: value, paused: null })}
          >
            {SPEEDS.includes(String(speed)) ? null : `${n.count(speed)}×`}
          </OtherSpeed>
          <IconButton
            label={t("clock.skip")}
            className="size-5 max-wide:hidden"
            onClick={() =>
              start.mutate(undefined, { onError: (error) => say((t) => errorText(t, error).what) })
            }
          >
            <SkipForward aria-hidden size={12} strokeWidth={2.25} />
          </IconButton>
        </>
      )}
    </section>
  );
}

/** The minute it is there, drawn again when it is another: the switches beside it stay as they are. */
function Face() {
  const { time } = useFormat();
  const minute = useFrame((frame) => frame.now - (frame.now % MINUTE_MS));
  return (
    <When at={minute} to="minute" className="min-w-[84px] font-medium huge:min-w-[124px]">
      <span className="max-huge:hidden">{time.weekday(minute)} </span>
      {time.day(minute)} {time.minute(minute)}
    </When>
  );
}

/** While the clock runs fast: for how long of its time, and a way back. */
function Skipping({ since, speed }: { since: number; speed: number }) {
  const t = useText();
  const { n, time } = useFormat();
  const span = useFrame((frame) => time.wordSpan(Math.max(0, frame.now - since)));
  const end = useAskFrame((platform) => platform.cancelSkip());
  return (
    <span className="flex min-w-0 items-center gap-1.5 rounded-chip bg-raised pr-0.5 pl-2 font-medium text-label">
      <LoaderCircle aria-hidden size={12} className="animate-[spin_1s_linear_infinite] text-demo" />
      <span role="status" className="sr-only">
        {t("clock.skip")}
      </span>
      <span aria-hidden className="numeric truncate">
        <span className="max-huge:hidden">{t("clock.skipping", { span })}</span>
        <span className="huge:hidden">{span}</span>
      </span>
      <IconButton
        label={t("clock.skipCancel", { speed: n.count(speed) })}
        className="size-4.5"
        onClick={() => end.mutate()}
      >
        <X aria-hidden size={12} strokeWidth={2.25} />
      </IconButton>
    </span>
  );
}

/** Says that the trade was seen, once a skip has ended with one. By itself: trades are seen all the time. */
function Skipped(): null {
  const navigate = useNavigate();
  const skip = useFrame((frame) => frame.clock?.skip ?? null);
  const seen = useFrame((frame) => frame.lastTradeSeen);
  const say = useLive((live) => live.say);
  const before = useRef(skip);
  // biome-ignore lint/correctness/useExhaustiveDependencies: said once, when the skip ends
  useEffect(() => {
    const last = before.current;
    before.current = skip;
    if (!last || skip || seen === null || seen <= last.since) return;
    const words: Words = (t, { n, time }) =>
      t(last.paused ? "clock.skippedPaused" : "clock.skipped", {
        span: time.wordSpan(seen - last.since),
        speed: n.count(last.speed),
      });
    say(words, {
      label: (t) => t("clock.see"),
      undoes: false,
      run: () => void navigate({ to: "/activity" }),
    });
  }, [skip]);
  return null;
}

interface OtherSpeedProps {
  speed: number;
  shown: boolean;
  onSet(speed: number): void;
  children: string | null;
}

function OtherSpeed({ speed, shown, onSet, children }: OtherSpeedProps) {
  const t = useText();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState(String(speed));
  const { language } = useFormat();
  const decimal = typed(text, language);
  const wanted = /^\d{1,3}$/.test(decimal) ? Number(decimal) : 0;
  const fine = wanted >= 1 && wanted <= 600;
  return (
    <Popover.Root
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        if (next) setText(String(speed));
      }}
    >
      <Popover.Trigger
        data-tip={t("clock.other")}
        aria-label={t("clock.other")}
        className={
          shown
            ? "h-5 rounded-chip bg-border px-1.5 font-medium text-label"
            : "inline-grid size-5 place-items-center rounded-chip text-text-2 hover:bg-raised hover:text-text max-huge:hidden"
        }
      >
        {children ?? <SlidersHorizontal aria-hidden size={12} strokeWidth={2.25} />}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} className="z-30">
          <Popover.Popup className="rounded-card border border-border bg-raised p-3 shadow-float outline-none">
            <form
              className="flex items-start gap-2"
              onSubmit={(event) => {
                event.preventDefault();
                if (!fine) return;
                onSet(wanted);
                setOpen(false);
              }}
            >
              <Field
                label={t("clock.other")}
                unit="×"
                value={text}
                inputMode="numeric"
                problem={text && !fine ? t("clock.otherHint") : undefined}
                hint={t("clock.otherHint")}
                onChange={setText}
                className="w-28"
              />
              <Button type="submit" look="primary" className="mt-[18px]" disabled={!fine}>
                {t("clock.apply")}
              </Button>
            </form>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
