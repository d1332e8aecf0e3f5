/** The parts of the follow sheet, from the share down to the summary. */

import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import { ChevronDown, ChevronUp, Zap } from "lucide-react";
import type { ReactNode } from "react";
import { useId, useState } from "react";
import { Trans, useTranslation } from "react-i18next";
import { LEAST_TENTHS, PercentSlider, percentText, tenthsOf } from "@/components/percent-slider";
import { Staircase } from "@/components/stage";
import { cn } from "@/components/ui/cn";
import { Field } from "@/components/ui/field";
import { Pill } from "@/components/ui/pill";
import { Switch } from "@/components/ui/switch";
import { isDecimal, shift, signOf, typed } from "@/format/decimal";
import { NONE } from "@/format/number";
import { useFormat } from "@/format/use-format";
import { en } from "@/i18n/en";
import { word } from "@/i18n/words";
import type { FollowDraft, FollowPreview, FollowView, TraderPage } from "@/platform";
import type { Choices, Fields, TypedField } from "./follow-draft";
import { categoryNames } from "./follow-draft";

export interface PartProps {
  fields: Fields;
  setFields(next: (fields: Fields) => Fields): void;
  problem(field: string): string | undefined;
  draft: FollowDraft;
  preview: FollowPreview | undefined;
  page: TraderPage;
  follow: FollowView | undefined;
}

const type =
  (setFields: PartProps["setFields"], field: TypedField) =>
  (text: string): void =>
    setFields((fields) => ({ ...fields, typed: { ...fields.typed, [field]: text } }));

const choose = (setFields: PartProps["setFields"], next: Partial<Choices>): void =>
  setFields((fields) => ({ ...fields, choices: { ...fields.choices, ...next } }));

const PRESETS = [5, 10, 20, 50, 100];

export function Share({ fields, setFields, problem, preview }: PartProps) {
  const { t } = useTranslation();
  const { n } = useFormat();
  const tenths = tenthsOf(typed(fields.typed.percentage));
  const set = (next: number) => type(setFields, "percentage")(n.plain(percentText(next), 1));
  const dollars = preview && isDecimal(preview.thousand) ? n.plain(preview.thousand, 0) : NONE;
  return (
    <section>
      <div className="flex items-start gap-3">
        <h3 className="flex-1 font-medium leading-7">{t("follow.share")}</h3>
        <Field
          label={t("follow.share")}
          hideLabel
          unit="%"
          inputMode="decimal"
          value={fields.typed.percentage}
          problem={problem("percentage")}
          onChange={type(setFields, "percentage")}
          className={problem("percentage") ? "w-44" : "w-21"}
          fieldClassName="font-semibold"
        />
      </div>
      <div className="mt-2">
        <PercentSlider
          label={t("follow.share")}
          valueText={t("follow.sliderText", {
            percentage: n.plain(percentText(tenths ?? LEAST_TENTHS), 1),
            dollars,
          })}
          tenths={tenths ?? LEAST_TENTHS}
          onChange={set}
        />
      </div>
      <fieldset aria-label={t("follow.presets")} className="flex gap-1">
        {PRESETS.map((preset) => (
          <button
            key={preset}
            type="button"
            aria-pressed={tenths === preset}
            onClick={() => set(preset)}
            className={cn(
              "numeric h-6 flex-1 rounded-control border font-medium text-small transition-colors duration-120",
              tenths === preset
                ? "border-accent bg-[color-mix(in_srgb,var(--accent)_12%,transparent)] text-accent"
                : "border-border text-text-2 hover:bg-raised hover:text-text",
            )}
          >
            {n.percent(percentText(preset), preset < 10 ? 1 : 0)}
          </button>
        ))}
      </fieldset>
    </section>
  );
}

function Line({ strong = false, what, children }: { strong?: boolean; what: string; children: ReactNode }) {
  return (
    <div
      className={cn("flex justify-between gap-2", strong ? "text-body text-text" : "text-small leading-5")}
    >
      <dt className="min-w-0 truncate" title={what}>
        {what}
      </dt>
      <dd
        className={cn("proportional whitespace-nowrap text-text", strong ? "font-semibold" : "font-medium")}
      >
        {children}
      </dd>
    </div>
  );
}

export function Preview({ preview }: PartProps) {
  const { t } = useTranslation();
  const { n } = useFormat();
  if (!preview) return <div className="skeleton h-25" />;
  const pair = (one: FollowPreview["usual"]) => {
    if (!one) return NONE;
    if (one.skipped) return t("follow.skipped");
    return one.uncut === null
      ? n.usd(one.ours)
      : t("follow.cut", { uncut: n.usd(one.uncut), ours: n.usd(one.ours) });
  };
  return (
    <dl aria-live="off" className="grid gap-0.5 rounded-card bg-bg px-3 py-2 text-text-2">
      <Line strong what={t("follow.thousand")}>
        {t("follow.fromYou", { amount: n.usd(preview.thousand) })}
      </Line>
      {preview.usual && (
        <Line what={t("follow.usual", { amount: n.usd(preview.usual.theirs) })}>{pair(preview.usual)}</Line>
      )}
      {preview.largest && (
        <Line what={t("follow.largest", { amount: n.usd(preview.largest.theirs) })}>
          {pair(preview.largest)}
        </Line>
      )}
      {signOf(isDecimal(preview.leastShares) ? preview.leastShares : "0") > 0 && (
        <Line what={t("follow.least", { shares: n.plain(preview.leastShares, 0, 2) })}>
          {t("follow.leastWhat")}
        </Line>
      )}
    </dl>
  );
}

export function Limits({ fields, setFields, problem }: PartProps) {
  const { t } = useTranslation();
  const field = (
    name: "maxOrder" | "maxMarket" | "maxTotal" | "maxSlippage" | "priceMin" | "priceMax",
    unit?: string,
  ) => (
    <Field
      label={t(`follow.${name}`)}
      inputMode="decimal"
      value={fields.typed[name]}
      problem={problem(name)}
      onChange={type(setFields, name)}
      {...(unit ? { unit } : {})}
    />
  );
  return (
    <section>
      <h3 className="mb-1 font-medium text-label text-text-3">{t("follow.limits")}</h3>
      <div className="grid grid-cols-3 gap-2">
        {field("maxOrder")}
        {field("maxMarket")}
        {field("maxTotal")}
        {field("maxSlippage", "¢")}
        {field("priceMin", "¢")}
        {field("priceMax", "¢")}
      </div>
    </section>
  );
}

export function StylePicker({ fields, setFields }: PartProps) {
  const { t } = useTranslation();
  const styles = [
    {
      value: "ladder",
      icon: <Staircase stage={4} />,
      name: t("follow.ladder"),
      about: t("follow.ladderAbout"),
    },
    {
      value: "fast",
      icon: <Zap aria-hidden size={14} />,
      name: t("follow.fast"),
      about: t("follow.fastAbout"),
    },
  ];
  const id = useId();
  return (
    <section>
      <h3 id={id} className="mb-1 font-medium text-label text-text-3">
        {t("follow.how")}
      </h3>
      <RadioGroup
        aria-labelledby={id}
        value={fields.choices.style}
        onValueChange={(style) => choose(setFields, { style: String(style) })}
        className="grid grid-cols-2 gap-2"
      >
        {styles.map((style) => (
          <Radio.Root
            key={style.value}
            value={style.value}
            className="cursor-pointer rounded-card border border-border px-2.5 pt-1.5 pb-2 data-checked:border-accent data-checked:bg-[color-mix(in_srgb,var(--accent)_8%,transparent)] data-checked:shadow-[inset_0_0_0_1px_var(--accent)]"
          >
            <b className="flex items-center gap-1.5 font-semibold">
              {style.icon}
              {style.name}
            </b>
            <span className="block text-label text-text-2">{style.about}</span>
          </Radio.Root>
        ))}
      </RadioGroup>
    </section>
  );
}

interface ToggleProps {
  label: string;
  note?: string | undefined;
  checked: boolean;
  onChange(checked: boolean): void;
}

function Toggle({ label, note, checked, onChange }: ToggleProps) {
  const id = useId();
  return (
    <div className="flex min-h-6 items-center justify-between gap-3">
      <span id={id} className="min-w-0">
        {label} {note && <span className="numeric text-text-3">{note}</span>}
      </span>
      <Switch labelledBy={id} checked={checked} onChange={onChange} />
    </div>
  );
}

export function Toggles({ fields, setFields, preview, follow }: PartProps) {
  const { t } = useTranslation();
  const { n } = useFormat();
  const { copy, copyExisting } = fields.choices;
  const count = preview?.existingCount ?? 0;
  return (
    <section className="grid gap-0.5">
      {copy === "sells" ? (
        <>
          <p className="text-small text-warn">{t("follow.windingDown")}</p>
          <Toggle
            label={t("follow.copyPurchases")}
            checked={false}
            onChange={() => choose(setFields, { copy: "both" })}
          />
        </>
      ) : (
        <>
          {follow && (
            <Toggle
              label={t("follow.copyPurchases")}
              checked
              onChange={() => choose(setFields, { copy: "sells" })}
            />
          )}
          <Toggle
            label={t("follow.copySales")}
            checked={copy === "both"}
            onChange={(sales) => choose(setFields, { copy: sales ? "both" : "buys" })}
          />
        </>
      )}
      {!follow && (
        <Toggle
          label={t("follow.existing", { count })}
          note={
            preview && count > 0 ? t("follow.existingCost", { cost: n.usd(preview.existingCost) }) : undefined
          }
          checked={copyExisting}
          onChange={(checked) => choose(setFields, { copyExisting: checked })}
        />
      )}
    </section>
  );
}

/** Which kinds of markets are bought: the trader's own first, then all that are known by name. */
function Categories({ fields, setFields, page }: PartProps) {
  const { t } = useTranslation();
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
  const { t } = useTranslation();
  const wrong = problem("minMinutesToResolution") !== undefined;
  const [open, setOpen] = useState(
    fields.typed.excludeKeywords !== "" ||
      fields.choices.belowMinimum !== "ignore" ||
      fields.choices.categories.length > 0,
  );
  const shown = open || wrong;
  return (
    <section className="grid gap-2">
      <button
        type="button"
        aria-expanded={shown}
        onClick={() => setOpen(!open)}
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
            <Field
              label={t("follow.minTime")}
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
        </>
      )}
    </section>
  );
}

export function Summary({ draft, page }: PartProps) {
  const { t } = useTranslation();
  const { n } = useFormat();
  const what =
    { buys: t("follow.what.buys"), sells: t("follow.what.sells") }[draft.copy] ?? t("follow.what.both");
  const percentage = isDecimal(draft.percentage) ? n.percent(draft.percentage) : NONE;
  const slippage = isDecimal(draft.maxSlippage) ? n.cents(shift(draft.maxSlippage, 0)) : NONE;
  return (
    <p className="text-small text-text-2">
      <Trans
        t={t}
        i18nKey="follow.summary"
        values={{
          percentage,
          what,
          name: page.name,
          maxOrder: n.usd(draft.maxOrder),
          maxTotal: n.usd(draft.maxTotal),
          how: t(draft.style === "fast" ? "follow.atOnce" : "follow.over36"),
          slippage,
        }}
        components={{ b: <b className="numeric font-semibold text-text" /> }}
      />{" "}
      {draft.categories.length > 0 && draft.copy !== "sells" && (
        <span>{t("follow.only", { categories: categoryNames(t, draft.categories) })}</span>
      )}
    </p>
  );
}
