/** Asks what is to become of working orders while the engine says that the person wants to quit. */
import { useRef } from "react";
import { useAsk } from "@/live/queries";
import { useFrame } from "@/live/store";
import type { QuitChoice } from "@/platform";
import { QuitDialog } from "./quit-dialog";

export function Quitting() {
  const orders = useFrame((frame) => frame.quit?.orders ?? null);
  const reserved = useFrame((frame) => frame.quit?.reserved ?? "0");
  const expires = useFrame((frame) => frame.quit?.expires ?? null);
  const ask = useAsk<QuitChoice>((platform, choice) => platform.answerQuit(choice));
  // While the orders are being cancelled the question runs out; what was asked stays until that is done, or has failed.
  const asked = useRef({ orders: 0, reserved, expires });
  if (orders !== null) asked.current = { orders, reserved, expires };
  if (orders === null && !ask.isPending && !ask.isError) return null;
  const answer = (choice: QuitChoice) => {
    // Nothing is asked any more: it failed, and was read.
    if (orders === null) ask.reset();
    else ask.mutate(choice, { onSuccess: () => ask.reset() });
  };
  return <QuitDialog {...asked.current} onAnswer={answer} busy={ask.isPending} error={ask.error} />;
}
