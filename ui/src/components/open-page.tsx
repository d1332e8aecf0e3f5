/**
 * "Open on Polymarket": the system's browser opens a page of a market, a trader or a transaction. Which address that is, is the
 * engine's to say; where no browser can be started it goes onto the clipboard.
 */

import { ExternalLink } from "lucide-react";
import { errorText } from "@/i18n/errors";
import { useText } from "@/i18n/use-text";
import { useOpenPage } from "@/live/market";
import { useFrame, useLive } from "@/live/store";
import type { WebPage } from "@/platform";
import { Button, IconButton } from "./ui/button";
import { useCopy } from "./use-copy";

interface OpenPageProps {
  page: WebPage;
  /** Only the sign, beside what it belongs to. */
  small?: boolean;
}

const LABELS = {
  market: "market.open",
  trader: "market.openTrader",
  transaction: "market.openTransaction",
} as const;

export function OpenPage({ page, small = false }: OpenPageProps) {
  const t = useText();
  const say = useLive((live) => live.say);
  const copy = useCopy();
  const none = useFrame((frame) => frame.mode === "demo");
  const opening = useOpenPage();
  const label = t(LABELS[page.kind]);
  const open = () => {
    // The button stays to be reached, so that the reason can be: there is nothing to open in the demo.
    if (none) return say((t) => t("market.openNone"));
    opening.mutate(page, {
      onSuccess: ({ address, opened }) => {
        if (opened) return say((t) => t("market.opened"));
        copy(address);
        say((t) => t("market.openCopied"));
      },
      onError: (error) => say((t) => errorText(t, error).what),
    });
  };
  const title = none ? `${label}: ${t("market.openNone")}` : label;
  if (small) {
    return (
      <IconButton
        label={title}
        aria-disabled={none || undefined}
        className={none ? "size-5 text-text-3 hover:bg-transparent hover:text-text-3" : "size-5"}
        onClick={open}
      >
        <ExternalLink aria-hidden size={12} />
      </IconButton>
    );
  }
  return (
    <Button
      busy={opening.isPending}
      aria-disabled={none || undefined}
      data-tip={none ? t("market.openNone") : undefined}
      className={none ? "text-text-3 hover:bg-surface" : ""}
      onClick={open}
    >
      {label}
      <ExternalLink aria-hidden size={14} />
      {none && <span className="sr-only">{t("market.openNone")}</span>}
    </Button>
  );
}
