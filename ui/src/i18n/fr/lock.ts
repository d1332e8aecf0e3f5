/** La fenêtre qui se verrouille. */
export const lock = {
  title: "La fenêtre est verrouillée",
  goesOn:
    "Pilotfish continue de tourner. Rien de votre compte n’est affiché tant que la fenêtre est verrouillée.",
  unlock: "Déverrouiller…",
  unlocking: "En attente de la phrase secrète…",
  how: "La phrase secrète de Pilotfish se saisit dans une fenêtre séparée.",
  beside: "{{mode}} : également en marche.",
  show: "Voir {{mode}}",
  stop: {
    title: "Tout arrêter ?",
    what: {
      demo: "Tous les ordres ouverts de la démo sont annulés et la copie s’arrête.",
      paper: "Tous les ordres ouverts de la simulation sont annulés et la copie s’arrête.",
      live: "Tous les ordres réels ouverts sont annulés sur la plateforme et la copie s’arrête.",
    },
    again: "Pour reprendre, déverrouillez d’abord la fenêtre.",
    confirm: "Tout arrêter",
  },
  stopped: "Tout est arrêté. Pour reprendre, déverrouillez la fenêtre.",
  pausedNow: "Aucun nouveau trade n’est copié. Pour reprendre, déverrouillez la fenêtre.",
  after: "Verrouiller la fenêtre automatiquement",
  afterAbout:
    "Après ce délai sans souris ni clavier. Une fenêtre verrouillée ne montre rien de votre compte ; Pilotfish continue de tourner et « Tout arrêter » reste disponible.",
  choice: {
    never: "Jamais",
    five_minutes: "5 min",
    fifteen_minutes: "15 min",
    sixty_minutes: "60 min",
  },
  now: "Verrouiller maintenant",
  needs: {
    not_set: "Il faut une phrase secrète Pilotfish pour déverrouiller la fenêtre. Définissez-en une d’abord.",
    unknown: "Le trousseau n’indique pas si une phrase secrète est définie. Vérifiez à nouveau.",
    cannot_here: "Ce programme n’enregistre pas de phrase secrète : sa fenêtre ne peut pas être verrouillée.",
  },
};
