/** A search in the simulated world. */
import type { Found } from "../types";
import { address } from "./entities";
import { conditionOfQuestion, MARKETS } from "./fixture/markets";
import { TRADERS } from "./fixture/traders";
import type { World } from "./world";

export function found(world: World, text: string): Found {
  const like = text.trim().toLowerCase();
  if (!like) return { traders: [], markets: [], trouble: null };
  const traders = TRADERS.filter(({ name }) => name.toLowerCase().includes(like) || address(name) === like);
  const markets = MARKETS.filter(({ question }) => question.toLowerCase().includes(like));
  return {
    traders: traders.slice(0, 8).map(({ name }) => {
      const follow = world.follows.find((one) => one.trader === name && one.status !== "removed");
      return {
        address: address(name),
        name,
        follow: follow?.id ?? null,
        percentage: follow?.draft.percentage ?? null,
        own: false,
      };
    }),
    markets: markets.slice(0, 8).map(({ question }) => ({
      condition: conditionOfQuestion(question),
      question,
      endsAt: null,
      closed: false,
      held: null,
      outcome: null,
    })),
    trouble: null,
  };
}
