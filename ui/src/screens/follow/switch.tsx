/** Switching a follow on or off, and removing it. What takes working orders away asks first, with their number. */

import { useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { Button, IconButton } from "@/components/ui/button";
import { Confirm } from "@/components/ui/dialog";
import { FailureLine } from "@/components/ui/states";
import { Switch } from "@/components/ui/switch";
import { signOf } from "@/format/decimal";
import { useFormat } from "@/format/use-format";
import { errorText } from "@/i18n/errors";
import { useText } from "@/i18n/use-text";
import { useAsk, usePlatform } from "@/live/queries";
import { useLive } from "@/live/store";
import type { FollowView } from "@/platform";
import { PlatformError } from "@/platform";

function useSwitch(follow: FollowView) {
  const client = useQueryClient();
  const say = useLive((live) => live.say);
  const ask = useAsk<boolean>((platform, on) => platform.switchFollow(follow.id, on));
  const set = (on: boolean, done?: () => void) =>
    ask.mutate(on, {
      onSuccess: () => {
        void client.invalidateQueries({ queryKey: ["follows"] });
        const { name, workingOrders: count } = follow;
        say((t) => (on ? t("following.switchedOn", { name }) : t("following.switchedOff", { name, count })), {
          label: (t) => t("action.undo"),
          undoes: true,
          run: () => set(!on),
        });
        done?.();
      },
    });
  return { ask, set };
}

/** The switch alone, for a row. Off asks when orders are working. */
export function FollowToggle({ follow }: { follow: FollowView }) {
  const t = useText();
  const { ask, set } = useSwitch(follow);
  const [asking, setAsking] = useState(false);
  const on = follow.status !== "off";
  const count = follow.workingOrders;
  return (
    <>
      <Switch
        label={t("following.switchLabel", { name: follow.name })}
        checked={on}
        disabled={ask.isPending}
        onChange={(next) => (!next && count > 0 ? setAsking(true) : set(next))}
      />
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t("following.offTitle", { name: follow.name })}
        keep={t("following.offKeep")}
        confirm={t("following.offConfirm", { count })}
        busy={ask.isPending}
        onConfirm={() => set(false, () => setAsking(false))}
      >
        <p>{t("following.offText", { count })}</p>
        <FailureLine error={ask.error} />
      </Confirm>
    </>
  );
}

/** The switch with its name, for the sheet. */
export function FollowSwitch({ follow }: { follow: FollowView }) {
  const t = useText();
  return (
    <div className="flex items-center justify-between border-hairline border-b pb-3">
      <span className="font-medium">{t("follow.switch")}</span>
      <FollowToggle follow={follow} />
    </div>
  );
}

/** Removes it once nobody takes that back any more. */
function useUnfollow(follow: FollowView): () => void {
  const client = useQueryClient();
  const platform = usePlatform();
  const say = useLive((live) => live.say);
  const read = () => void client.invalidateQueries({ queryKey: ["follows"] });
  const failed = (error: unknown) => {
    if (error instanceof PlatformError) say((t) => errorText(t, error).what);
  };
  return () => {
    const wasOn = follow.status !== "off";
    say((t) => t("unfollow.done", { name: follow.name }), {
      label: (t) => t("action.undo"),
      undoes: true,
      run: () => {
        if (wasOn) platform.switchFollow(follow.id, true).then(read, failed);
      },
      gone: () => void platform.unfollow(follow.id).then(read, failed),
    });
  };
}

interface UnfollowButtonProps {
  follow: FollowView;
  /** Only the icon, for a row. */
  small?: boolean;
  onDone?(): void;
}

export function UnfollowButton({ follow, small = false, onDone }: UnfollowButtonProps) {
  const t = useText();
  const { n } = useFormat();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const remove = useUnfollow(follow);
  // Off first, which takes its orders back and copies nothing more: until the message has gone it is only off, and can be
  // switched on again with everything that it holds.
  const ask = useAsk<null>((platform) => platform.switchFollow(follow.id, false));
  const { name, workingOrders: count } = follow;
  const confirm = () =>
    ask.mutate(null, {
      onSuccess: () => {
        setAsking(false);
        void client.invalidateQueries({ queryKey: ["follows"] });
        remove();
        onDone?.();
      },
    });
  return (
    <>
      {small ? (
        <IconButton label={t("following.removeLabel", { name })} onClick={() => setAsking(true)}>
          <Trash2 aria-hidden size={14} />
        </IconButton>
      ) : (
        <Button size="lg" look="danger" onClick={() => setAsking(true)}>
          {t("follow.unfollow")}
        </Button>
      )}
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t("unfollow.title", { name })}
        keep={t("unfollow.keep")}
        confirm={t("unfollow.confirm", { name, count })}
        busy={ask.isPending}
        onConfirm={confirm}
      >
        <p>
          {t("unfollow.orders", { count })}{" "}
          {signOf(follow.exposure) > 0
            ? t("unfollow.kept", { exposure: n.usd(follow.exposure) })
            : t("unfollow.keptNone")}
        </p>
        <p>{t("unfollow.history")}</p>
        <FailureLine error={ask.error} />
      </Confirm>
    </>
  );
}
