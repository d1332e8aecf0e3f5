/** The dashboard while everything is held back though nothing was stopped: the page of its reason, and a way to the figures. */

import { useState } from "react";
import { haltingOf } from "@/app/halting";
import { Button } from "@/components/ui/button";
import { Failure, Skeleton } from "@/components/ui/states";
import { useText } from "@/i18n/use-text";
import { useKeyStanding, useRegionStanding } from "@/live/queries-more";
import { useFrame } from "@/live/store";
import { KeyState } from "../key";
import { RegionState } from "../region";

export type HaltedPage = "key" | "region";

/** Which page stands in for the dashboard now, unless the figures were asked for. */
export function useHaltedPage(): { page: HaltedPage; onFigures(): void } | null {
  const noKey = useFrame((frame) => frame.state === "no_key");
  const region = useFrame((frame) => haltingOf(frame) === "region");
  const [figures, setFigures] = useState(false);
  const page = noKey ? "key" : region ? "region" : null;
  if (page === null || figures) return null;
  return { page, onFigures: () => setFigures(true) };
}

export function HaltedDashboard({ page, onFigures }: { page: HaltedPage; onFigures(): void }) {
  const t = useText();
  return (
    <div className="@container min-h-0 flex-1 overflow-y-auto px-4 py-4 wide:px-6">
      <div className="mb-3 flex items-center justify-between gap-3">
        <h1 className="font-semibold text-page tracking-[-.015em]">
          {t(page === "key" ? "keyPage.title" : "regionPage.title")}
        </h1>
        <Button size="sm" onClick={onFigures}>
          {t("keyPage.showFigures")}
        </Button>
      </div>
      {page === "key" ? <Key /> : <Region />}
    </div>
  );
}

function Key() {
  const standing = useKeyStanding();
  if (standing.isPending) return <Skeleton />;
  if (standing.isError) return <Failure error={standing.error} onRetry={() => void standing.refetch()} />;
  return <KeyState standing={standing.data} />;
}

function Region() {
  const standing = useRegionStanding();
  if (standing.isPending) return <Skeleton />;
  if (standing.isError) return <Failure error={standing.error} onRetry={() => void standing.refetch()} />;
  return <RegionState standing={standing.data} />;
}
