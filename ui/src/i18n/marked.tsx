/** A text of the catalogue of which parts are marked. */
import type { ReactNode } from "react";
import { i18n, type TextKey, type Values } from ".";
import { useLanguage } from "./use-text";

interface Props {
  text: TextKey;
  values: Values;
  /** How what stands between `<b>` and `</b>` is shown. */
  bold: (text: string, key: number) => ReactNode;
}

export const Marked = ({ text, values, bold }: Props): ReactNode =>
  i18n
    .pieces(useLanguage(), text, values)
    .map((piece, at) => (piece.mark === null ? piece.text : bold(piece.text, at)));
