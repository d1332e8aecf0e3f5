/** The way out of data that only a new demo mends: data of an earlier Pilotfish or of another world, or what cannot be read. */

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { useText } from "@/i18n/use-text";
import { useLive } from "@/live/store";
import type { ErrorCode } from "@/platform";
import { ResetDialog } from "@/screens/settings/reset-dialog";

const MENDED: readonly ErrorCode[] = [
  "database_outdated",
  "database_unreadable",
  "other_world",
  "seed_unreadable",
];

/** Whether another demo mends what the demo shown says is wrong. */
export const useMendedByReset = (): boolean =>
  useLive(
    ({ frame }) => frame?.mode === "demo" && frame.trouble !== null && MENDED.includes(frame.trouble.code),
  );

export function ResetWay() {
  const t = useText();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t("settings.reset")}</Button>
      {asking && <ResetDialog onClose={() => setAsking(false)} />}
    </>
  );
}
