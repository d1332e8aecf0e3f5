/** La fenêtre qui se verrouille. */
export const lock = {
  title: "La fenêtre est verrouillée",
  goesOn: "Pilotfish continue. Rien du compte n’est montré tant que la fenêtre n’est pas déverrouillée.",
  unlock: "Déverrouiller…",
  unlocking: "En attente de la phrase secrète…",
  how: "La phrase secrète de Pilotfish se saisit dans une fenêtre à part.",
  beside: "{{mode}} est aussi en marche.",
  show: "Voir {{mode}}",
  stop: {
    title: "Tout arrêter ?",
    what: {
      demo: "Tous les ordres de la démo en cours sont annulés, et plus rien n’est copié.",
      paper: "Tous les ordres papier en cours sont annulés, et plus rien n’est copié.",
      live: "Tous les ordres réels en cours sont annulés sur la plateforme, et plus rien n’est copié.",
    },
    again: "Pour redémarrer, déverrouillez d’abord la fenêtre.",
    confirm: "Tout arrêter",
  },
  stopped: "Tout est arrêté. Pour redémarrer, déverrouillez la fenêtre.",
  pausedNow: "Plus rien de nouveau n’est copié. Pour reprendre, déverrouillez la fenêtre.",
  after: "Verrouiller la fenêtre toute seule",
  afterAbout:
    "Après ce temps sans souris ni clavier. Une fenêtre verrouillée ne montre rien du compte ; Pilotfish continue, et « Tout arrêter » fonctionne.",
  choice: {
    never: "Jamais",
    five_minutes: "5 min",
    fifteen_minutes: "15 min",
    sixty_minutes: "60 min",
  },
  now: "Verrouiller maintenant",
  needs: {
    not_set:
      "Il faut une phrase secrète de Pilotfish : c’est elle qui rouvre la fenêtre. Définissez-en une d’abord.",
    unknown:
      "On ne sait pas si une phrase secrète est définie : le trousseau ne le dit pas. Regardez de nouveau.",
    cannot_here: "Ce programme ne garde pas de phrase secrète : sa fenêtre ne peut pas être verrouillée.",
  },
};
