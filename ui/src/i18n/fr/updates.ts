/** Les nouvelles versions. */
import type { updates as updatesEn } from "../en/updates";

export const updates: typeof updatesEn = {
  title: "Mises à jour",
  note: "Une nouvelle version est téléchargée en arrière-plan. Elle n’est installée qu’avec votre accord, et jamais pendant l’envoi d’un ordre.",
  off: {
    package_manager:
      "Le gestionnaire de paquets de votre système a installé Pilotfish {{version}} et le met à jour avec le reste. Rien n’est recherché ici.",
    not_installed:
      "Cette copie de Pilotfish {{version}} ne vient pas d’un de ses installateurs : elle ne se remplace donc pas elle-même. Rien n’est recherché.",
    cannot_here: "Ce programme ne se remplace pas lui-même.",
  },
  look: "Rechercher les nouvelles versions",
  lookAbout:
    "Au démarrage de Pilotfish, puis une fois par jour. Seule la requête part : rien sur vous ni sur vos trades.",
  channel: "Versions",
  channelAbout:
    "La préversion contient ce qui vient, avant sa publication. On ne revient pas forcément d’une préversion à une version plus ancienne.",
  channels: { stable: "Publiées", preview: "Préversions" },
  now: "Rechercher",
  lookedAgo: "Recherchée il y a {{ago}}",
  notLooked: "Pas encore recherchée",
  current: "Pilotfish {{version}} est la version la plus récente.",
  unknown: "Pilotfish {{version}}",
  looking: "Recherche…",
  downloading: "Téléchargement de Pilotfish {{version}}",
  progress: "{{received}} sur {{whole}} Mo",
  progressOpen: "{{received}} Mo",
  ready: "Pilotfish {{version}} est téléchargé et sa signature est bonne.",
  installing: "Installation de Pilotfish {{version}}. La fenêtre se ferme, puis se rouvre.",
  notes: "Nouveautés de {{version}}",
  released: "Publié le {{date}}",
  noNotes: "Rien n’a été écrit à son sujet.",
  install: "Installer…",
  again: "Réessayer",
  ask: "Installer Pilotfish {{version}} ?",
  askText:
    "Vos données sont d’abord copiées. Pilotfish se ferme ensuite, installe la nouvelle version et redémarre : une demi-minute pendant laquelle rien n’est copié.",
  askResting_zero: "Aucun ordre n’attend sur la plateforme.",
  askResting_one:
    "{{count}} ordre attend sur la plateforme. Il y reste et peut être exécuté entre-temps ; personne ne le déplace.",
  askResting_other:
    "{{count}} ordres attendent sur la plateforme. Ils y restent et peuvent être exécutés entre-temps ; personne ne les déplace.",
  keep: "Pas maintenant",
  confirm: "Installer et redémarrer",
  back: "Revenir en arrière",
  backAbout:
    "Pour revenir à une version plus ancienne : quittez Pilotfish, installez cette version depuis l’endroit d’où vient celle-ci, puis copiez le contenu du dossier de ses données par-dessus le dossier des données. Ce qui s’est passé depuis n’y est pas ; ordres et positions sont relus sur la plateforme.",
  backup: "Données de {{from}}, avant {{to}}",
  backupAt: "Copiées {{when}}",
  noBackup:
    "Avant l’installation d’une nouvelle version, les données sont copiées dans un dossier à part, indiqué ici.",
  refusal: {
    unreachable: {
      what: "Impossible de savoir s’il existe une nouvelle version.",
      do: "L’hôte ne répond pas, ou ne l’a pas. Vérifiez la connexion ; une nouvelle tentative se fait d’elle-même.",
    },
    unreadable: {
      what: "Ce que l’hôte dit des nouvelles versions est incompréhensible.",
      do: "Rien n’a été téléchargé. Une nouvelle tentative se fait d’elle-même ; si cela persiste, cherchez une version publiée à la main.",
    },
    nothing_for_here: {
      what: "La nouvelle version n’a pas de fichier pour ce système.",
      do: "Rien n’a été téléchargé. Attendez la suivante.",
    },
    other_host: {
      what: "Le fichier de la nouvelle version se trouve sur un hôte d’où les nouvelles versions ne viennent pas.",
      do: "Il n’a pas été téléchargé. Quelqu’un a pu modifier ce qui en est dit : ne l’installez pas à la main non plus.",
    },
    broke_off: {
      what: "Le fichier s’est interrompu avant la fin.",
      do: "Il a été jeté. Il sera retéléchargé de lui-même, ou quand vous réessaierez.",
    },
    too_long: {
      what: "Le fichier est plus gros qu’une version de Pilotfish.",
      do: "Il a été jeté. Ne l’installez pas à la main non plus.",
    },
    tampered: {
      what: "Le fichier n’est pas celui qui a été signé : il a été abîmé ou modifié en route.",
      do: "Il a été jeté. Réessayez ; si cela persiste, ne l’installez pas à la main non plus, et prévenez les auteurs.",
    },
    wrong_key: {
      what: "Le fichier a été signé avec une autre clé que celle de Pilotfish.",
      do: "Il a été jeté. Ne l’installez pas à la main non plus, et prévenez les auteurs.",
    },
    other_version: {
      what: "Le fichier a été signé comme une autre version que celle annoncée.",
      do: "Il a été jeté : une ancienne version a pu être présentée comme nouvelle. Prévenez les auteurs.",
    },
    not_kept: {
      what: "Le fichier n’a pas pu être enregistré sur le disque.",
      do: "Faites de la place dans le dossier des données, puis réessayez.",
    },
    still_sending: {
      what: "Un ordre est en route vers la plateforme, sans réponse pour l’instant.",
      do: "Rien n’a été modifié. Réessayez dans un moment, ou mettez d’abord les nouvelles copies en pause.",
    },
    no_backup: {
      what: "Vos données n’ont pas pu être copiées : rien n’a été installé.",
      do: "Faites de la place sur le disque, puis réessayez.",
    },
    not_installed: {
      what: "La nouvelle version n’a pas pu être installée. Celle-ci continue.",
      do: "Pilotfish doit pouvoir écrire là où il est installé. Sinon, installez la nouvelle version à la main.",
    },
  },
};
