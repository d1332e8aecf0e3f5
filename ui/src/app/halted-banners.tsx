/** Halted, though nobody stopped it: no key, or no orders taken from where we are. Stop all stays what it is. */

import { Link, useRouterState } from "@tanstack/react-router";
import { Lock, MapPinOff, RotateCw } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { errorText } from "@/i18n/errors";
import { useText } from "@/i18n/use-text";
import { useAskFrame } from "@/live/queries";
import { useLookAtRegion, useLookForKey, useRegionStanding } from "@/live/queries-more";
import { useFrame } from "@/live/store";
import type { HaltView } from "@/platform";
import { Banner } from "./banner";
import { HaltAction } from "./halt-action";
import { LeaveLive } from "./mode-card";

const LINK = "font-medium text-accent underline";

/** The page that says more, unless it is the one that is open. */
function DetailsLink({ to }: { to: "/key" | "/region" }) {
  const t = useText();
  const here = useRouterState({ select: (state) => state.location.pathname });
  if (here === to) return null;
  return (
    <Link to={to} className={LINK}>
      {t("ways.details")}
    </Link>
  );
}

/** The system asks for the password in a window of its own; nothing of it passes through this one. */
export function NoKeyBanner() {
  const t = useText();
  const trouble = useFrame((frame) => frame.trouble);
  const count = useFrame((frame) => frame.onExchange);
  const look = useLookForKey();
  const locked = trouble?.code === "key_locked";
  return (
    <Banner
      look="warn"
      icon={<Lock aria-hidden size={16} />}
      title={t(locked ? "keyPage.bannerLocked" : "keyPage.banner")}
      action={
        <Button look="primary" busy={look.isPending} onClick={() => look.mutate()}>
          {t(locked ? "keyPage.unlock" : "keyPage.tryNow")}
        </Button>
      }
    >
      {!locked && trouble && `${errorText(t, trouble).what} `}
      {t("keyPage.bannerRest", { count })} <DetailsLink to="/key" />
    </Banner>
  );
}

export function RegionBanner({ halt }: { halt: HaltView }) {
  const t = useText();
  const look = useLookAtRegion();
  // Lifted by the user, and only once Polymarket takes orders again.
  const again = useRegionStanding().data?.blocked === false;
  const demo = useAskFrame((platform) => platform.showMode("demo"));
  const [leaving, setLeaving] = useState(false);
  return (
    <Banner
      look="warn"
      icon={<MapPinOff aria-hidden size={16} />}
      title={t("regionPage.banner")}
      action={
        <span className="flex flex-wrap justify-end gap-2">
          <Button
            icon={<RotateCw aria-hidden size={14} />}
            busy={look.isPending}
            onClick={() => look.mutate()}
          >
            {t("regionPage.check")}
          </Button>
          {again && <HaltAction halt={halt} />}
          <Button busy={demo.isPending} onClick={() => demo.mutate()}>
            {t("regionPage.demo")}
          </Button>
          <Button look="primary" onClick={() => setLeaving(true)}>
            {t("regionPage.paper")}
          </Button>
          <LeaveLive toPaper open={leaving} onOpenChange={setLeaving} />
        </span>
      }
    >
      {t("regionPage.bannerRest")} <DetailsLink to="/region" />
    </Banner>
  );
}
