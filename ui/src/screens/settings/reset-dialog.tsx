/** The question before the demo is reset: what goes, and a word to type. */

import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Confirm } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FailureLine } from "@/components/ui/states";
import { useText } from "@/i18n/use-text";
import { useAskFrame, useFollows } from "@/live/queries";
import { useFrame, useLive } from "@/live/store";

export function ResetDialog({ onClose }: { onClose(): void }) {
  const t = useText();
  const navigate = useNavigate();
  const follows = useFollows();
  const orders = useFrame((frame) => frame.workingOrders);
  const say = useLive((live) => live.say);
  const [text, setText] = useState("");
  const reset = useAskFrame((platform) => platform.resetDemo());
  const word = t("settings.resetWord");
  const confirmed = text.trim().toLowerCase() === word;
  // Not the mutation's own callbacks: the window waits without this screen while no world is there.
  const confirm = () =>
    void reset.mutateAsync().then(
      () => {
        say((t) => t("settings.resetDone"));
        onClose();
        void navigate({ to: "/leaderboard" });
      },
      // Shown below the question.
      () => undefined,
    );
  return (
    <Confirm
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("settings.resetTitle")}
      keep={t("settings.resetKeep")}
      confirm={t("settings.resetConfirm")}
      disabled={!confirmed}
      busy={reset.isPending}
      onConfirm={confirm}
    >
      <p>
        {t("settings.resetText", {
          follows: t("settings.resetFollows", { count: follows.data?.length ?? 0 }),
          orders: t("settings.resetOrders", { count: orders }),
        })}
      </p>
      <Field label={t("settings.resetType", { word })} value={text} onChange={setText} className="w-56" />
      <FailureLine error={reset.error} />
    </Confirm>
  );
}
