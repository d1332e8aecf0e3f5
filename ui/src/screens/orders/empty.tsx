/** In the place of the orders where there are none, with one way on. */

import { useNavigate } from "@tanstack/react-router";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/states";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useFollows } from "@/live/queries";
import { useFrame } from "@/live/store";
import type { OrdersTab } from "./filter";

interface NoOrdersProps {
  tab: OrdersTab;
  /** There are some, which the filter leaves out. */
  filtered: boolean;
  onClear(): void;
}

export function NoOrders({ tab, filtered, onClear }: NoOrdersProps) {
  const t = useText();
  const { time } = useFormat();
  const navigate = useNavigate();
  const follows = useFollows();
  const count = follows.data?.length ?? 0;
  const seen = useFrame((frame) =>
    frame.lastTradeSeen === null ? null : time.rough(frame.now - frame.lastTradeSeen),
  );
  if (filtered) {
    return (
      <Empty
        title={t("orders.emptyFilterTitle")}
        action={
          <Button look="primary" onClick={onClear}>
            {t("orders.clear")}
          </Button>
        }
      >
        {t("orders.emptyFilter")}
      </Empty>
    );
  }
  if (tab !== "working") {
    return (
      <Empty
        title={t(`orders.emptyOver.${tab}.title`)}
        action={
          <Button look="primary" onClick={() => void navigate({ to: "/orders" })}>
            {t("orders.emptyOver.action")}
          </Button>
        }
      >
        {t(`orders.emptyOver.${tab}.text`)}
      </Empty>
    );
  }
  const nobody = follows.isSuccess && count === 0;
  return (
    <Empty
      drawing
      title={t("orders.emptyTitle")}
      action={
        <Button look="primary" onClick={() => void navigate({ to: nobody ? "/leaderboard" : "/activity" })}>
          {t(nobody ? "orders.emptyNobodyAction" : "orders.emptyAction")}
        </Button>
      }
    >
      {nobody ? (
        t("orders.emptyNobody")
      ) : (
        <>
          {t("orders.emptyFollowing", { count })}{" "}
          {seen === null ? t("orders.emptyNoTrade") : t("orders.emptyLast", { age: seen })}
        </>
      )}
    </Empty>
  );
}
