/** The panel in which a table's columns are chosen. */
export const columns = {
  title: "Colonnes",
  views: "Vues",
  reset: "Réinitialiser",
  saved: "Vues enregistrées",
  saveAs: "Enregistrer la vue…",
  name: "Nom de la vue",
  save: "Enregistrer",
  forget: "Supprimer la vue {{name}}",
  done: "Terminé",
  keys: "↑ ↓ pour parcourir, Espace pour afficher ou masquer, Alt ↑ ↓ pour déplacer, Alt ← → pour la largeur.",
  movedTo: "{{name}}, {{at}} sur {{of}}",
  widthNow: "{{name}}, largeur de {{px}} pixels",
};
