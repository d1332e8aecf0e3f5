/**
 * A field for a number. While one types, what is read stands under it as the application writes it, where that is another
 * text; when one leaves the field or presses Enter, it stands in the field. So nobody saves a figure they have not seen.
 */
import { useLayoutEffect, useRef, useState } from "react";
import { numbers, written } from "@/format/number";
import type { Mark } from "@/format/typed";
import { echoed, readTyped } from "@/format/typed";
import { useFormat } from "@/format/use-format";
import { cn } from "./cn";
import type { FieldProps } from "./field";
import { Field } from "./field";

interface NumberFieldProps extends Omit<FieldProps, "unit" | "hint"> {
  /** What the number is of; `""` for a plain count. */
  mark: Mark;
  /** Stands beside it instead of the mark. */
  unit?: string | undefined;
  /** Decimals that are written at least. */
  least: number;
  onChange(value: string): void;
}

/** Digits and a decimal sign alone read as they are written: only thousands and separators can be taken two ways. */
const PLAIN = /^\d{1,3}([.]\d{0,2}|[,]\d{0,2})?$/;

export function NumberField({ mark, unit, least, value, onChange, className, ...rest }: NumberFieldProps) {
  const { language } = useFormat();
  const [typing, setTyping] = useState(false);
  const reading = readTyped(value, language, mark);
  const shown = echoed(value, language, mark, least);
  const settle = () => {
    if (shown !== value) onChange(shown);
    setTyping(false);
  };
  // In another language the same text may be another number: "1,000" is one in French. What was typed is written anew.
  const stood = useRef({ value, language });
  useLayoutEffect(() => {
    const before = stood.current;
    stood.current = { value, language };
    if (before.language === language || before.value !== value) return;
    const meant = readTyped(value, before.language, mark);
    if ("decimal" in meant) onChange(written(meant.decimal, language, least));
  });
  const echo = typing && "decimal" in reading && shown !== value && !PLAIN.test(value.trim());
  return (
    <div className={cn("relative", className)}>
      <Field
        inputMode="decimal"
        {...rest}
        {...((unit ?? mark) ? { unit: unit ?? mark } : {})}
        value={value}
        onChange={(text) => {
          setTyping(true);
          onChange(text);
        }}
        onBlur={settle}
        onKeyDown={(event) => {
          if (event.key === "Enter") settle();
        }}
      />
      {echo && (
        <output className="numeric absolute right-0 bottom-full z-10 mb-0.5 whitespace-nowrap rounded-chip border border-border bg-raised px-1.5 text-label text-text shadow-float">
          = {sum(language, reading.decimal, mark, least)}
        </output>
      )}
    </div>
  );
}

function sum(language: "en" | "fr", decimal: string, mark: Mark, least: number): string {
  const n = numbers(language);
  const own = Math.max(least, decimal.split(".")[1]?.length ?? 0);
  if (mark === "$") return n.usd(decimal, own);
  if (mark === "%") return n.percent(decimal, own);
  return n.plain(decimal, least, own);
}
