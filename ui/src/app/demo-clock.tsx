/** The demo's clock: what time it is there, pause, three speeds and any other up to 600. */
import { Popover } from "@base-ui/react/popover";
import { Clock, Pause, Play, SlidersHorizontal } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Field } from "@/components/ui/field";
import { Segmented } from "@/components/ui/segmented";
import { When } from "@/components/when";
import { typed } from "@/format/typed";
import { useFormat } from "@/format/use-format";
import { useAskFrame } from "@/live/queries";
import { useFrame } from "@/live/store";

const SPEEDS = ["1", "60", "600"];

export function DemoClock() {
  const { t } = useTranslation();
  const { time, n, language } = useFormat();
  const now = useFrame((frame) => frame.now);
  const speed = useFrame((frame) => frame.clock?.speed ?? null);
  const paused = useFrame((frame) => frame.clock?.paused ?? false);
  // A longer word for the state, or the longer language, takes the weekday's room; the title has the whole date.
  const running = useFrame((frame) => frame.state === "running");
  const weekday = running && language === "en";
  const set = useAskFrame<{ speed: number | null; paused: boolean | null }>((platform, ask) =>
    platform.setClock(ask.speed, ask.paused),
  );
  if (speed === null) return null;
  const options = SPEEDS.map((value) => ({ value, label: `${value}×` }));
  return (
    <section
      aria-label={t("clock.label")}
      className="flex h-7 shrink-0 items-center gap-1.5 whitespace-nowrap rounded-control border border-hairline bg-surface pr-1 pl-2"
    >
      <Clock aria-hidden size={14} strokeWidth={2} className="text-demo max-wide:hidden" />
      <When
        at={now}
        className={cn("min-w-[84px] font-medium huge:min-w-[124px]", weekday && "wide:min-w-[118px]")}
      >
        <span className={weekday ? "max-wide:hidden" : "max-huge:hidden"}>{time.weekday(now)} </span>
        {time.day(now)} {time.minute(now)}
      </When>
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
    </section>
  );
}

interface OtherSpeedProps {
  speed: number;
  shown: boolean;
  onSet(speed: number): void;
  children: string | null;
}

function OtherSpeed({ speed, shown, onSet, children }: OtherSpeedProps) {
  const { t } = useTranslation();
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
        title={t("clock.other")}
        aria-label={t("clock.other")}
        className={
          shown
            ? "h-5 rounded-chip bg-border px-1.5 font-medium text-label"
            : "inline-grid size-5 place-items-center rounded-chip text-text-2 hover:bg-raised hover:text-text"
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
