/** What most people never change of a follow: categories, words left out, what is too small, markets about to end. */

import { ChevronDown, ChevronUp } from "lucide-react";
import { useId, useRef, useState } from "react";
import { Field } from "@/components/ui/field";
import { NumberField } from "@/components/ui/number-field";
import { Pill } from "@/components/ui/pill";
import { en } from "@/i18n/en";
import { useText } from "@/i18n/use-text";
import { word } from "@/i18n/words";
import { Toggle } from "./fields";
import type { PartProps } from "./parts";
import { choose, type } from "./parts";

/** Which kinds of markets are bought: the trader's own first, then all that are known by name. */
function Categories({ fields, setFields, page }: PartProps) {
  const t = useText();
  const id = useId();
  const { categories } = fields.choices;
  const known = Object.keys(en.words.category);
  const offered = [...new Set([...page.categories.map((one) => one.category), ...known, ...categories])];
  const toggle = (one: string) =>
    choose(setFields, {
      categories: categories.includes(one)
        ? categories.filter((other) => other !== one)
        : [...categories, one],
    });
  return (
    <div>
      <h3 id={id} className="mb-1 text-label text-text-2">
        {t("follow.categories")}
      </h3>
      <fieldset aria-labelledby={id} className="flex flex-wrap gap-1">
        <Pill pressed={categories.length === 0} onPress={() => choose(setFields, { categories: [] })}>
          {t("leaderboard.everyCategory")}
        </Pill>
        {offered.map((one) => (
          <Pill key={one} pressed={categories.includes(one)} onPress={() => toggle(one)}>
            {word(t, "category", one)}
          </Pill>
        ))}
      </fieldset>
    </div>
  );
}

export function More(parts: PartProps) {
  const { fields, setFields, problem } = parts;
  const t = useText();
  const wrong = problem("minMinutesToResolution") !== undefined;
  const [open, setOpen] = useState(
    fields.typed.excludeKeywords !== "" ||
      fields.choices.belowMinimum !== "ignore" ||
      fields.choices.categories.length > 0,
  );
  const shown = open || wrong;
  const box = useRef<HTMLElement>(null);
  const toggle = () => {
    setOpen(!open);
    // It opens below the fold: what was asked for comes into sight.
    if (!open) setTimeout(() => box.current?.scrollIntoView({ block: "nearest" }));
  };
  return (
    <section ref={box} className="grid scroll-mb-6 gap-2">
      <button
        type="button"
        aria-expanded={shown}
        onClick={toggle}
        className="inline-flex items-center gap-1 justify-self-start font-medium text-accent text-small"
      >
        {t(shown ? "follow.less" : "follow.more")}
        {shown ? <ChevronUp aria-hidden size={12} /> : <ChevronDown aria-hidden size={12} />}
      </button>
      {shown && (
        <>
          <Categories {...parts} />
          <Toggle
            label={t("follow.accumulate")}
            note={t("follow.accumulateAbout")}
            checked={fields.choices.belowMinimum === "accumulate"}
            onChange={(checked) => choose(setFields, { belowMinimum: checked ? "accumulate" : "ignore" })}
          />
          <div className="grid grid-cols-[116px_1fr] gap-2">
            <NumberField
              label={t("follow.minTime")}
              mark=""
              least={0}
              unit={t("follow.minutes")}
              inputMode="numeric"
              value={fields.typed.minMinutesToResolution}
              problem={problem("minMinutesToResolution")}
              onChange={type(setFields, "minMinutesToResolution")}
            />
            <Field
              label={t("follow.keywords")}
              placeholder={t("follow.keywordsHint")}
              value={fields.typed.excludeKeywords}
              onChange={type(setFields, "excludeKeywords")}
            />
          </div>
          <p className="text-small text-text-3">{t("follow.minTimeAbout")}</p>
        </>
      )}
    </section>
  );
}
