import type * as en from "../en/path";

/** Le chemin du prix d’un ordre. */
export const path: typeof en.path = {
  title: "Trajet du prix",
  label:
    "Trajet du prix de l’ordre sur {{market}} : prix du trader {{first}}, limite actuelle {{limit}}, borne {{bound}}, étape {{stage}}. Parcourez ses événements avec les flèches ; le tableau ci-dessous donne tous les chiffres.",
  table: "Trajet du prix en chiffres",
  as: "Afficher le trajet du prix en",
  asChart: "Graphique",
  asTable: "Tableau",
  ifStays: "si le carnet ne change pas",
  now: "maintenant, {{age}}",
  done: "{{shares}} à {{price}}, terminé en {{age}}",
  stage: "étape {{stage}}",
  limitIdle: "Dernière limite, hors carnet",
  limit: "Limite, ¢",
  limitAt: "limite {{price}}",
  tag: { ask: "offre", us: "vous", bid: "dem." },
  legend: {
    trader: "Trader",
    book: "Carnet",
    limit: "Limite",
    ahead: "À venir",
    signal: "Signal",
    placed: "Placé",
    repriced: "Réajusté",
    part: "Partiel",
    filled: "Exécuté",
    cancelled: "Annulé",
  },
};
