/** The question before a key is deleted: a word is typed, and some seconds pass in which it can be read again. */

import { useEffect, useState } from "react";
import { AddressGroups } from "@/components/address-groups";
import { Confirm } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FailureLine } from "@/components/ui/states";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useLive } from "@/live/store";
import type { KeyView, Setup } from "@/platform";
import { useAskSetup } from "./use-setup";

/** From the right word on, the button stays off for so long. */
const DELAY_S = 3;

/** Counts down from the delay while `on`; 0 once it is over. */
function useDelay(on: boolean): number {
  const [left, setLeft] = useState(DELAY_S);
  useEffect(() => {
    if (!on) {
      setLeft(DELAY_S);
      return;
    }
    const timer = setInterval(() => setLeft((s) => Math.max(0, s - 1)), 1000);
    return () => clearInterval(timer);
  }, [on]);
  return left;
}

export function DeleteKeyDialog({ kept, setup, onClose }: { kept: KeyView; setup: Setup; onClose(): void }) {
  const t = useText();
  const { language } = useFormat();
  const say = useLive((live) => live.say);
  const [typed, setTyped] = useState("");
  const remove = useAskSetup<string>((platform, word) => platform.deleteKey(kept.owner.full, word));
  const [english = "", french = english] = setup.deleteWords;
  const word = language === "fr" ? french : english;
  const right = setup.deleteWords.includes(typed.trim().toLowerCase());
  const left = useDelay(right);
  return (
    <Confirm
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("setup.key.deleteTitle")}
      keep={t("setup.key.deleteKeep")}
      confirm={
        right && left > 0 ? t("setup.key.deleteWait", { seconds: left }) : t("setup.key.deleteConfirm")
      }
      busy={remove.isPending}
      disabled={!right || left > 0}
      onConfirm={() =>
        remove.mutate(typed.trim(), {
          onSuccess: () => {
            say((t) => t("setup.key.deleted"));
            onClose();
          },
        })
      }
    >
      <AddressGroups address={kept.owner.full} size="medium" />
      <p>{t("setup.key.deleteText", { place: t(`setup.place.${setup.keyPlace}`) })}</p>
      <Field
        label={t("setup.key.deleteType", { word })}
        value={typed}
        onChange={setTyped}
        className="max-w-70"
      />
      <FailureLine error={remove.error} />
    </Confirm>
  );
}
