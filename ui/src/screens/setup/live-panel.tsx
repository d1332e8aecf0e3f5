/** The inverted panel: everything is proven, live starts at a press; and once it runs, from when on and with whom. */

import { useNavigate } from "@tanstack/react-router";
import { CircleDollarSign, LoaderCircle } from "lucide-react";
import { FailureLine } from "@/components/ui/states";
import { useFormat } from "@/format/use-format";
import { listed } from "@/i18n/setup";
import { useText } from "@/i18n/use-text";
import { useFrame } from "@/live/store";
import type { Setup } from "@/platform";
import { useSwitch } from "./use-setup";

export function LivePanel({ setup }: { setup: Setup }) {
  const t = useText();
  const { language, n, time } = useFormat();
  const navigate = useNavigate();
  const shown = useFrame((frame) => frame.mode === "live");
  const enter = useSwitch((platform) => platform.enterLive());
  const runs = setup.runs && shown;
  const who = setup.carriedOver.map(({ trader }) => trader);
  const limit = n.usd(setup.limits.maxExposure);
  return (
    <>
      <section
        aria-label={t("setup.test.live")}
        className="flex flex-wrap items-center gap-x-6 gap-y-3 rounded-card bg-live px-5 py-4 text-on-mode"
      >
        <div className="min-w-0 flex-1 basis-70">
          <h2 className="flex items-center gap-2 font-semibold text-page tracking-[-.015em]">
            <CircleDollarSign aria-hidden size={16} />
            {t("setup.test.live")}
          </h2>
          <p role="status">
            {runs ? (
              <>
                {setup.testedAt !== null && t("setup.test.since", { when: time.second(setup.testedAt) })}{" "}
                {who.length > 0
                  ? t("setup.test.copies", { who: listed(language, who), limit })
                  : t("setup.test.copiesNobody", { limit })}
              </>
            ) : (
              t("setup.test.ready")
            )}
          </p>
        </div>
        <button
          type="button"
          disabled={enter.isPending}
          aria-busy={enter.isPending || undefined}
          onClick={() => (runs ? void navigate({ to: "/dashboard" }) : enter.mutate())}
          className="inline-flex h-9 shrink-0 items-center gap-1.5 rounded-control bg-on-mode px-4 font-medium text-lead text-live focus-visible:outline-on-mode"
        >
          {enter.isPending && (
            <LoaderCircle aria-hidden size={14} className="animate-[spin_1s_linear_infinite]" />
          )}
          {t(runs ? "setup.test.open" : "setup.test.enter")}
        </button>
      </section>
      <FailureLine error={enter.error} />
    </>
  );
}
