/**
 * The percentage on a logarithmic track: 0.1 % to 20 %, `p = 0.1 · 200^t`, so that small shares, which matter most, have
 * room. Arrows move by 0.1, Page keys double and halve, Home and End go to the ends.
 */
import type { KeyboardEvent, PointerEvent } from "react";
import { useRef } from "react";
import { useFormat } from "@/format/use-format";

/** Tenths of a percent: whole numbers, so that 0.1 + 0.2 is 0.3. */
export const LEAST_TENTHS = 1;
export const MOST_TENTHS = 200;

const clamp = (tenths: number): number => Math.min(MOST_TENTHS, Math.max(LEAST_TENTHS, Math.round(tenths)));

/** 0 to 1 along the track, for a percentage in tenths. */
export const placeOf = (tenths: number): number => Math.log(clamp(tenths)) / Math.log(MOST_TENTHS);

/** The percentage in tenths at that place of the track. */
export const tenthsAt = (place: number): number => clamp(MOST_TENTHS ** Math.min(1, Math.max(0, place)));

/** "2.0" from 20. */
export const percentText = (tenths: number): string => `${Math.floor(tenths / 10)}.${tenths % 10}`;

/** 20 from "2" or "2.0"; null where the text is no percentage in steps of 0.1 within the range. */
export function tenthsOf(percent: string): number | null {
  const match = /^(\d{1,2})(?:\.(\d)0*)?$/.exec(percent);
  if (!match) return null;
  const tenths = Number(match[1]) * 10 + Number(match[2] ?? 0);
  return tenths >= LEAST_TENTHS && tenths <= MOST_TENTHS ? tenths : null;
}

const TICKS = [1, 2, 5, 10, 20, 50, 100, 200];

interface PercentSliderProps {
  label: string;
  /** What a reader hears: "2.0 percent, about 20 dollars per 1000". */
  valueText: string;
  tenths: number;
  onChange(tenths: number): void;
}

export function PercentSlider({ label, valueText, tenths, onChange }: PercentSliderProps) {
  const { n } = useFormat();
  const track = useRef<HTMLDivElement>(null);
  const at = `${placeOf(tenths) * 100}%`;

  const move = (event: PointerEvent) => {
    const box = track.current?.getBoundingClientRect();
    if (box && box.width > 0) onChange(tenthsAt((event.clientX - box.left) / box.width));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to: Record<string, number> = {
      ArrowRight: tenths + 1,
      ArrowUp: tenths + 1,
      ArrowLeft: tenths - 1,
      ArrowDown: tenths - 1,
      PageUp: tenths * 2,
      PageDown: tenths / 2,
      Home: LEAST_TENTHS,
      End: MOST_TENTHS,
    };
    const next = to[event.key];
    if (next === undefined) return;
    event.preventDefault();
    onChange(clamp(next));
  };

  return (
    <div
      className="relative mx-[9px] h-11 cursor-pointer touch-none"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        move(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) move(event);
      }}
    >
      <div ref={track} className="absolute inset-x-0 top-2 h-1 rounded-pill bg-border" />
      <div className="absolute top-2 left-0 h-1 rounded-pill bg-fill" style={{ width: at }} />
      {TICKS.map((tick) => (
        <span key={tick} aria-hidden className="absolute top-4" style={{ left: `${placeOf(tick) * 100}%` }}>
          <span className="block h-1 w-px bg-control" />
          <span className="numeric absolute top-1.5 -translate-x-1/2 text-label text-text-3">
            {tick < 10 ? n.plain(percentText(tick), 1) : tick / 10}
          </span>
        </span>
      ))}
      <div
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0.1}
        aria-valuemax={20}
        aria-valuenow={tenths / 10}
        aria-valuetext={valueText}
        onKeyDown={onKeyDown}
        className="absolute top-[1px] -ml-[9px] size-[18px] rounded-pill border border-control bg-thumb shadow-[0_1px_3px_rgb(0_0_0/.4)] outline-none focus-visible:shadow-[0_0_0_2px_var(--surface),0_0_0_4px_var(--accent)]"
        style={{ left: at }}
      />
    </div>
  );
}
