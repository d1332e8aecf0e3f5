/** The limits of a follow, how patiently it trades, and what of it is copied. */

import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import { Zap } from "lucide-react";
import { useId } from "react";
import { Staircase } from "@/components/stage";
import { NumberField } from "@/components/ui/number-field";
import { Switch } from "@/components/ui/switch";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import type { Style } from "@/platform";
import { MARKS } from "./draft";
import type { PartProps } from "./parts";
import { choose, type } from "./parts";

export function Limits({ fields, setFields, problem }: PartProps) {
  const t = useText();
  const field = (name: "maxOrder" | "maxMarket" | "maxTotal" | "maxSlippage" | "priceMin" | "priceMax") => (
    <NumberField
      label={t(`follow.${name}`)}
      mark={MARKS[name]}
      least={MARKS[name] === "¢" ? 1 : 2}
      value={fields.typed[name]}
      problem={problem(name)}
      onChange={type(setFields, name)}
    />
  );
  return (
    <section>
      <h3 className="mb-1 font-medium text-label text-text-3">{t("follow.limits")}</h3>
      <div className="grid grid-cols-3 gap-2">
        {field("maxOrder")}
        {field("maxMarket")}
        {field("maxTotal")}
        {field("maxSlippage")}
        {field("priceMin")}
        {field("priceMax")}
      </div>
    </section>
  );
}

export function StylePicker({ fields, setFields }: PartProps) {
  const t = useText();
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
        onValueChange={(style) => choose(setFields, { style: style as Style })}
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

export function Toggle({ label, note, checked, onChange }: ToggleProps) {
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
  const t = useText();
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
