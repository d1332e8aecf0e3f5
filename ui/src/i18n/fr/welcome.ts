import type * as en from "../en/welcome";

/** Le premier pas. */
export const welcome: typeof en.welcome = {
  title: "Copiez des traders, à votre rythme",
  text: "Pilotfish suit les traders que vous choisissez et copie leurs trades en proportion, en attendant un bon prix jusqu’à 36 heures. Chaque décision est expliquée.",
  startHere: "Commencez ici",
  fact: {
    markets: "Marchés",
    traders: "Traders",
    money: "Argent",
    clock: "Horloge",
    needs: "Il faut",
    lose: "À perdre",
  },
  demo: {
    name: "Démo",
    about: "Voyez passer 36 heures en minutes.",
    markets: "Simulés",
    traders: "Simulés, chacun son style",
    money: "10 000 pUSD, fictifs",
    clock: "Jusqu’à 600 fois plus vite",
    needs: "Rien",
    lose: "Rien",
    open: "Ouvrir la démo",
  },
  paper: {
    name: "Papier",
    about: "De vrais marchés, sans enjeu.",
    markets: "Réels, tels qu’ils sont",
    traders: "Tout Polymarket",
    money: "Fictif",
    clock: "Temps réel",
    needs: "Internet",
    lose: "Rien",
    open: "Commencer sur papier",
    later:
      "Pas encore dans cette version. Ce mode copiera de vrais traders avec un argent fictif face aux vrais carnets.",
  },
  live: {
    name: "Réel",
    about: "De vrais ordres, votre argent.",
    markets: "Réels",
    traders: "Tout Polymarket",
    money: "Le vôtre",
    clock: "Temps réel",
    needs: "Un portefeuille avec des pUSD",
    lose: "Toute votre limite",
    open: "Préparer un portefeuille…",
    later:
      "Pas encore dans cette version. Ce mode vérifiera clé, adresses et limites pas à pas avant tout ordre.",
  },
  promise:
    "Le résultat passé d’un trader ne promet pas le vôtre. La plupart des trades copiés coûtent plus que ce que le trader a payé ; Pilotfish montre combien.",
  local: "Tout reste sur cet ordinateur. En démo, rien n’est envoyé nulle part.",
  step: "Préparation, étape {{step}} sur {{of}}",
  steps: {
    start: "Comment commencer",
    wallet: "Portefeuille",
    key: "Importer la clé",
    addresses: "Vérifier les adresses",
    protect: "Protéger",
    limits: "Limites et départ",
  },
  leave: "Seul le mode réel demande les étapes suivantes.",
};
