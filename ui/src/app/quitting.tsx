/** Asks what is to become of working orders while the engine says that the person wants to quit. */
import { useRef } from "react";
import { useAsk } from "@/live/queries";
import { useFrame } from "@/live/store";
import type { QuitChoice, QuitQuestion } from "@/platform";
import { QuitDialog } from "./quit-dialog";

export function Quitting() {
  const question = useFrame((frame) => frame.quit);
  const ask = useAsk<QuitChoice>((platform, choice) => platform.answerQuit(choice));
  // While the orders are being cancelled the question runs out; what was asked stays until that is done, or has failed.
  const asked = useRef<QuitQuestion>({ orders: 0, engines: [] });
  if (question !== null) asked.current = question;
  if (question === null && !ask.isPending && !ask.isError) return null;
  const answer = (choice: QuitChoice) => {
    // Nothing is asked any more: it failed, and was read.
    if (question === null) ask.reset();
    else ask.mutate(choice, { onSuccess: () => ask.reset() });
  };
  return <QuitDialog question={asked.current} onAnswer={answer} busy={ask.isPending} error={ask.error} />;
}
