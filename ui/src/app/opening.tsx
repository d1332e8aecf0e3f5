/** Goes where somebody outside of the window asked it to: by a click on a notification. Says, too, where those do not arrive. */
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { word } from "@/i18n/words";
import { useAsk } from "@/live/queries";
import { useFrame, useLive } from "@/live/store";
import type { Opening, Place } from "@/platform";

export function Openings() {
  const opening = useFrame((frame) => frame.open);
  const go = useGo();
  const done = useAsk<number>((platform, number) => platform.opened(number));
  // A frame comes ten times a second: each is gone to once.
  const last = useRef<number | null>(null);
  const latest = useRef<(opening: Opening) => void>(() => {});
  latest.current = ({ number, place }) => {
    if (last.current === number) return;
    last.current = number;
    go(place);
    done.mutate(number);
  };
  useEffect(() => {
    if (opening !== null) latest.current(opening);
  }, [opening]);
  useNotShown();
  return null;
}

function useGo(): (place: Place) => void {
  const navigate = useNavigate();
  const showCentre = useLive((live) => live.showCentre);
  return (place) => {
    switch (place.to) {
      case "order":
        return void navigate({ to: "/orders", search: { order: place.order } });
      case "following":
        return void navigate({ to: "/following" });
      case "positions":
        return void navigate({ to: "/positions" });
      case "differences":
        return void navigate({ to: "/differences" });
      case "connection":
        return void navigate({ to: "/connection" });
      case "region":
        return void navigate({ to: "/region" });
      case "settings":
        return void navigate({ to: "/settings" });
      case "notices":
        return showCentre(true);
      default:
        return place satisfies never;
    }
  };
}

/** Once, when it becomes known; it stands in the settings for as long as it is so. */
function useNotShown(): void {
  const notShown = useFrame((frame) => frame.notShown);
  const say = useLive((live) => live.say);
  useEffect(() => {
    if (notShown !== null) say((t) => t("toast.notShown", { why: word(t, "notShown", notShown) }));
  }, [notShown, say]);
}
