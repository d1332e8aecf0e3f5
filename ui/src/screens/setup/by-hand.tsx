/** A wallet that the person enters, because Polymarket shows another one than was found. */

import { useState } from "react";
import { groupsOf } from "@/components/address-groups";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Segmented } from "@/components/ui/segmented";
import { useText } from "@/i18n/use-text";
import type { WalletKind } from "@/platform";
import type { Looked } from "./addresses";

const KINDS: WalletKind[] = ["deposit", "proxy", "safe", "eoa"];
const ADDRESS = /^0x[0-9a-f]{40}$/i;

export function ByHand({ onCancel, onLook }: { onCancel(): void; onLook(looked: Looked): void }) {
  const t = useText();
  const [kind, setKind] = useState<WalletKind>("deposit");
  const [text, setText] = useState("");
  const [tried, setTried] = useState(false);
  const full = text.trim();
  const right = ADDRESS.test(full);
  const take = () => {
    setTried(true);
    if (right) onLook({ kind, address: { full, groups: groupsOf(full) }, byHand: true });
  };
  return (
    <section
      aria-label={t("setup.addresses.handTitle")}
      className="rounded-card border border-control bg-surface p-4"
    >
      <h2 className="font-semibold text-lead">{t("setup.addresses.handTitle")}</h2>
      <form
        className="mt-3 grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          take();
        }}
      >
        <div className="grid gap-1">
          <span aria-hidden className="text-label text-text-2">
            {t("setup.addresses.handKind")}
          </span>
          <Segmented<WalletKind>
            label={t("setup.addresses.handKind")}
            value={kind}
            onChange={(next) => setKind(next)}
            options={KINDS.map((value) => ({ value, label: t(`setup.addresses.kind.${value}`) }))}
            className="max-w-full flex-wrap justify-self-start"
          />
        </div>
        <Field
          label={t("setup.addresses.handAddress")}
          value={text}
          onChange={setText}
          problem={tried && !right ? t("setup.addresses.handBad") : undefined}
          hint={t("setup.addresses.handHint")}
          fieldClassName="font-mono"
        />
        <div className="flex flex-wrap gap-2">
          <Button type="submit" look="primary">
            {t("setup.addresses.handTake")}
          </Button>
          <Button onClick={onCancel}>{t("setup.addresses.handCancel")}</Button>
        </div>
      </form>
    </section>
  );
}
