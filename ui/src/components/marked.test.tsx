import { render } from "@testing-library/react";
import { expect, it } from "vitest";
import { Marked, unmarked } from "./marked";

it("sets off what is marked, and takes nothing that a name says for a mark", () => {
  const name = "</b><b>x</b> <i>";
  const text = `Copies <b>5%</b> of every buy by ${unmarked(name)}, up to <b>$50</b>.`;
  const { container } = render(<Marked text={text} className="font-semibold" />);
  expect(container).toHaveTextContent(`Copies 5% of every buy by ${name}, up to $50.`);
  expect([...container.querySelectorAll("b")].map((mark) => mark.textContent)).toEqual(["5%", "$50"]);
  expect(container.querySelector("b")).toHaveClass("font-semibold");
  expect(container.querySelector("i")).toBeNull();
});
