import type * as en from "../en/path";

/** Le chemin du prix d’un ordre. */
export const path: typeof en.path = {
  title: "Chemin du prix",
  label:
    "Chemin du prix de l’ordre sur {{market}} : prix du trader {{first}}, limite actuelle {{limit}}, borne {{bound}}, étape {{stage}}. Les flèches parcourent ses événements ; le tableau dessous a tous les chiffres.",
  table: "Chemin du prix en chiffres",
  as: "Montrer le chemin du prix en",
  asChart: "Image",
  asTable: "Tableau",
  ifStays: "si le carnet reste ainsi",
  now: "maintenant, {{age}}",
  done: "{{shares}} à {{price}}, fini en {{age}}",
  stage: "étape {{stage}}",
  limitIdle: "Dernière limite, hors carnet",
  limit: "Limite, ¢",
  limitAt: "limite {{price}}",
  tag: { ask: "offre", us: "nous", bid: "dem." },
  legend: {
    trader: "Trader",
    book: "Carnet",
    limit: "Limite",
    ahead: "À venir",
    signal: "Signal",
    placed: "Placé",
    repriced: "Déplacé",
    part: "Partiel",
    filled: "Exécuté",
    cancelled: "Annulé",
  },
};
