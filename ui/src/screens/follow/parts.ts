/** What every part of the follow sheet is given, and how it changes what stands in the fields. */
import type { FollowDraft, FollowPreview, FollowView, TraderPage } from "@/platform";
import type { Choices, Fields, TypedField } from "./draft";

export interface PartProps {
  fields: Fields;
  setFields(next: (fields: Fields) => Fields): void;
  problem(field: string): string | undefined;
  draft: FollowDraft;
  preview: FollowPreview | undefined;
  /** The preview is of an earlier draft than what stands in the fields. */
  isOld: boolean;
  page: TraderPage;
  follow: FollowView | undefined;
}

export const type =
  (setFields: PartProps["setFields"], field: TypedField) =>
  (text: string): void =>
    setFields((fields) => ({ ...fields, typed: { ...fields.typed, [field]: text } }));

export const choose = (setFields: PartProps["setFields"], next: Partial<Choices>): void =>
  setFields((fields) => ({ ...fields, choices: { ...fields.choices, ...next } }));
