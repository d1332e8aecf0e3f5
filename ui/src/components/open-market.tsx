/** The way from something to the market that it is about. */

import { useNavigate } from "@tanstack/react-router";
import { useText } from "@/i18n/use-text";
import { Button } from "./ui/button";

export function OpenMarket({ condition }: { condition: string | null }) {
  const t = useText();
  const navigate = useNavigate();
  if (condition === null) return null;
  return (
    <Button
      size="sm"
      look="ghost"
      onClick={() => void navigate({ to: "/market/$condition", params: { condition } })}
    >
      {t("market.openHere")}
    </Button>
  );
}
