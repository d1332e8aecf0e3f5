/**
 * Asked when the person quits while orders work: leave them on the venue, take them back first, or do not quit. Where two engines run
 * it says of each what works.
 */

import { Fragment, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Question } from "@/components/ui/dialog";
import { FailureLine } from "@/components/ui/states";
import { When } from "@/components/when";
import { signOf } from "@/format/decimal";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useFrame } from "@/live/store";
import type { PlatformError, QuitChoice, QuitQuestion } from "@/platform";

interface QuitDialogProps {
  question: QuitQuestion;
  onAnswer(choice: QuitChoice): void;
  /** While the answer is carried out. */
  busy?: boolean;
  error?: PlatformError | null;
}

export function QuitDialog({
  question: { orders, engines },
  onAnswer,
  busy = false,
  error = null,
}: QuitDialogProps) {
  const t = useText();
  const { n, time } = useFormat();
  const now = useFrame((frame) => frame.now);
  const stay = useRef<HTMLButtonElement>(null);
  const [chosen, setChosen] = useState<QuitChoice | null>(null);
  const answer = (choice: QuitChoice) => {
    setChosen(choice);
    onAnswer(choice);
  };
  const demo = engines.every(({ mode }) => mode === "demo");
  return (
    <Question
      open
      onOpenChange={(open) => {
        if (!open && !busy) answer("stay");
      }}
      title={t("quit.title", { count: orders })}
      quiet={stay}
      wide
      answers={
        <>
          <Button ref={stay} size="lg" disabled={busy} onClick={() => answer("stay")}>
            {t("quit.stay")}
          </Button>
          <Button size="lg" busy={busy && chosen === "leave"} disabled={busy} onClick={() => answer("leave")}>
            {t("quit.leave", { count: orders })}
          </Button>
          <Button
            size="lg"
            look="danger-fill"
            busy={busy && chosen === "cancel"}
            disabled={busy}
            onClick={() => answer("cancel")}
          >
            {busy && chosen === "cancel" ? t("quit.cancelling") : t("quit.cancel", { count: orders })}
          </Button>
        </>
      }
    >
      {engines.map(({ mode, orders: count, reserved, expires }) => (
        <Fragment key={mode}>
          <p>
            {engines.length > 1 && <strong>{t(`mode.${mode}`)}: </strong>}
            {t("quit.work", { count })}{" "}
            {signOf(reserved) > 0 && (
              <span className="numeric">{t("quit.reserved", { amount: n.usd(reserved) })}</span>
            )}
          </p>
          {mode === "demo" ? (
            // Its world stands still with the program: nothing fills and nothing expires meanwhile.
            <p>{t("quit.leftDemo", { count })}</p>
          ) : (
            <p>
              {t("quit.left", { count })}{" "}
              {expires === null ? (
                t("quit.expiresUnknown", { count })
              ) : (
                <When at={expires}>{t("quit.expires", { count, when: time.within(expires, now) })}</When>
              )}
            </p>
          )}
        </Fragment>
      ))}
      <p>{t(demo ? "quit.meanwhileDemo" : "quit.meanwhile")}</p>
      <FailureLine error={error} />
    </Question>
  );
}
