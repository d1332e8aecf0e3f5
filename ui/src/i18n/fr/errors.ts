import type { errors as enErrors, problems as enProblems } from "../en/errors";
import told from "./errors.json";
import keyStore from "./key-store.json";
import shared from "./shared.json";

/** Ce qui s’est passé et que faire. */
export const errors: typeof enErrors = {
  // Ceux du magasin de clés viennent du coffre (`vault/src/store/error.rs`).
  ...keyStore,
  ...told,
};

/** Ce qui ne va pas avec un champ. */
export const problems: typeof enProblems = shared.problems;
