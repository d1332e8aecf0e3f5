/** How much of a trader's size is copied, what that comes to, and the whole in a sentence. */

import type { ReactNode } from "react";
import { useRef } from "react";
import { Trans } from "react-i18next";
import { LEAST_TENTHS, PercentSlider, percentText, tenthsOf } from "@/components/percent-slider";
import { cn } from "@/components/ui/cn";
import { NumberField } from "@/components/ui/number-field";
import { isDecimal, shift, signOf } from "@/format/decimal";
import { NONE } from "@/format/number";
import { typed } from "@/format/typed";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import type { FollowPreview } from "@/platform";
import { categoryNames } from "./draft";
import type { PartProps } from "./parts";
import { type } from "./parts";

const PRESETS = [5, 10, 20, 50, 100, 200];

export function Share({ fields, setFields, problem, preview }: PartProps) {
  const t = useText();
  const { n, language } = useFormat();
  const tenths = tenthsOf(typed(fields.typed.percentage, language, "%"));
  // What is no share moves nothing: the slider stays where it stood.
  const last = useRef(LEAST_TENTHS);
  if (tenths !== null) last.current = tenths;
  const set = (next: number) => type(setFields, "percentage")(n.plain(percentText(next), 1));
  const dollars =
    tenths !== null && preview && isDecimal(preview.thousand) ? n.plain(preview.thousand, 0) : NONE;
  return (
    <section>
      <div className="flex items-start gap-3">
        <h3 className="flex-1 font-medium leading-7">{t("follow.share")}</h3>
        <NumberField
          label={t("follow.share")}
          hideLabel
          mark="%"
          least={1}
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
            percentage: n.plain(percentText(last.current), 1),
            dollars,
          })}
          tenths={last.current}
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
      <dt className="min-w-0 truncate" data-tip={what}>
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

export function Preview({ preview, isOld, problem }: PartProps) {
  const t = useText();
  const { n } = useFormat();
  // Figures of another share than the one that stands there would be taken for its own.
  if (problem("percentage"))
    return <p className="rounded-card bg-bg px-3 py-2 text-small text-text-2">{t("follow.noShare")}</p>;
  if (!preview) return <div className="skeleton h-25" />;
  const pair = (one: FollowPreview["usual"]) => {
    if (!one) return NONE;
    if (one.skipped) return t(one.capped ? "follow.capped" : "follow.skipped");
    return one.uncut === null
      ? n.usd(one.ours)
      : t("follow.cut", { uncut: n.usd(one.uncut), ours: n.usd(one.ours) });
  };
  return (
    <dl
      aria-live="off"
      aria-busy={isOld}
      className={cn(
        "grid gap-0.5 rounded-card bg-bg px-3 py-2 text-text-2 transition-opacity duration-120",
        isOld && "opacity-40",
      )}
    >
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

export function Summary({ draft, page }: PartProps) {
  const t = useText();
  const { n } = useFormat();
  const what = t(`follow.what.${draft.copy}`);
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
