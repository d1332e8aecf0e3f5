import { expect, it } from "vitest";
import { textsOf } from "./texts";

it("says everything in both languages, each in its own words", () => {
  const [en, fr] = [textsOf("en"), textsOf("fr")];
  const same = Object.keys(en).filter((name) => {
    const [one, other] = [en[name as keyof typeof en], fr[name as keyof typeof fr]];
    return typeof one === "string" && one === other;
  });
  // A word of the venue's that both languages have.
  expect(same).toEqual(["builderSecret"]);
  expect(fr.count(3)).toBe("3 caractères sur 64");
});
