/** Les nouvelles versions. */
import type { updates as updatesEn } from "../en/updates";

export const updates: typeof updatesEn = {
  title: "Mises à jour",
  note: "Les nouvelles versions sont téléchargées en arrière-plan. Elles ne sont installées qu’avec votre accord, et jamais pendant l’envoi d’un ordre.",
  off: {
    package_manager:
      "Pilotfish {{version}} a été installé par le gestionnaire de paquets de votre système, qui le met aussi à jour. Rien n’est recherché ici.",
    not_installed:
      "Cette copie de Pilotfish {{version}} ne vient pas d’un installateur : elle ne peut pas se mettre à jour elle-même. Rien n’est recherché ici.",
    cannot_here: "Ce programme ne peut pas se mettre à jour lui-même.",
  },
  look: "Rechercher les nouvelles versions",
  lookAbout:
    "Au démarrage de Pilotfish, puis une fois par jour. Seule la requête est envoyée, rien sur vous ni vos trades.",
  channel: "Canal",
  channelAbout:
    "Les préversions précèdent une publication. Le retour d’une préversion à une version plus ancienne n’est pas garanti.",
  channels: { stable: "Stable", preview: "Préversion" },
  now: "Vérifier",
  lookedAgo: "Vérifié il y a {{ago}}",
  notLooked: "Pas encore vérifié",
  current: "Pilotfish {{version}} est à jour.",
  unknown: "Pilotfish {{version}}",
  looking: "Vérification…",
  downloading: "Téléchargement de Pilotfish {{version}}",
  progress: "{{received}} sur {{whole}} Mo",
  progressOpen: "{{received}} Mo",
  ready: "Pilotfish {{version}} est téléchargé et sa signature est valide.",
  installing: "Installation de Pilotfish {{version}}. La fenêtre se ferme, puis se rouvre.",
  notes: "Nouveautés de {{version}}",
  released: "Publié le {{date}}",
  noNotes: "Il n’y a pas de notes de version.",
  install: "Installer…",
  again: "Réessayer",
  ask: "Installer Pilotfish {{version}} ?",
  askText:
    "Vos données sont d’abord sauvegardées. Pilotfish se ferme ensuite, installe la nouvelle version et redémarre ; rien n’est copié pendant une demi-minute environ.",
  askResting_zero: "Vous n’avez aucun ordre ouvert sur la plateforme.",
  askResting_one:
    "{{count}} ordre reste ouvert sur la plateforme. Il peut être exécuté entre-temps, mais son prix ne sera pas ajusté.",
  askResting_other:
    "{{count}} ordres restent ouverts sur la plateforme. Ils peuvent être exécutés entre-temps, mais leurs prix ne seront pas ajustés.",
  keep: "Pas maintenant",
  confirm: "Installer et redémarrer",
  back: "Revenir à une version antérieure",
  backAbout:
    "Pour revenir à une version plus ancienne : quittez Pilotfish, installez cette version depuis la même source que celle-ci, puis copiez la sauvegarde de ses données par-dessus le dossier des données. La sauvegarde ne contient pas ce qui s’est passé depuis ; les ordres et les positions sont relus sur la plateforme.",
  backup: "Données de {{from}}, avant {{to}}",
  backupAt: "Sauvegarde : {{when}}",
  noBackup:
    "Avant l’installation d’une nouvelle version, vos données sont sauvegardées dans un dossier à part, indiqué ici.",
  refusal: {
    unreachable: {
      what: "Impossible de rechercher de nouvelles versions.",
      do: "L’hôte ne répond pas ou n’a pas le fichier. Vérifiez votre connexion ; une nouvelle tentative est automatique.",
    },
    unreadable: {
      what: "La réponse de l’hôte sur les nouvelles versions est illisible.",
      do: "Rien n’a été téléchargé. Une nouvelle tentative est automatique ; si cela dure, cherchez vous-même une version publiée.",
    },
    nothing_for_here: {
      what: "La nouvelle version n’a pas de fichier pour ce système.",
      do: "Rien n’a été téléchargé. Attendez la suivante.",
    },
    other_host: {
      what: "Le fichier de la nouvelle version se trouve sur un hôte qui ne sert pas aux mises à jour de Pilotfish.",
      do: "Il n’a pas été téléchargé. Les informations de mise à jour ont peut-être été falsifiées : ne l’installez pas non plus à la main.",
    },
    broke_off: {
      what: "Le téléchargement a été interrompu.",
      do: "Il a été supprimé. Il reprendra automatiquement, ou quand vous réessaierez.",
    },
    too_long: {
      what: "Le fichier est plus gros qu’une version de Pilotfish ne devrait l’être.",
      do: "Il a été supprimé. Ne l’installez pas non plus à la main.",
    },
    tampered: {
      what: "Le fichier ne correspond pas à sa signature : il a été endommagé ou modifié en route.",
      do: "Il a été supprimé. Réessayez ; si cela dure, ne l’installez pas à la main et signalez-le aux développeurs.",
    },
    wrong_key: {
      what: "Le fichier a été signé avec une clé qui n’est pas celle de Pilotfish.",
      do: "Il a été supprimé. Ne l’installez pas non plus à la main, et signalez-le aux développeurs.",
    },
    other_version: {
      what: "Le fichier a été signé comme une autre version que celle annoncée.",
      do: "Il a été supprimé : une ancienne version a pu être présentée comme nouvelle. Signalez-le aux développeurs.",
    },
    not_kept: {
      what: "Le fichier n’a pas pu être enregistré sur le disque.",
      do: "Libérez de l’espace dans le dossier des données, puis réessayez.",
    },
    still_sending: {
      what: "Un ordre est en cours d’envoi vers la plateforme, sans réponse pour l’instant.",
      do: "Rien n’a été modifié. Réessayez dans un instant, ou mettez d’abord les nouvelles copies en pause.",
    },
    no_backup: {
      what: "Vos données n’ont pas pu être sauvegardées : rien n’a été installé.",
      do: "Libérez de l’espace disque, puis réessayez.",
    },
    not_installed: {
      what: "La nouvelle version n’a pas pu être installée. L’actuelle continue de tourner.",
      do: "Pilotfish doit avoir le droit d’écrire là où il est installé. Sinon, installez la nouvelle version à la main.",
    },
  },
};
