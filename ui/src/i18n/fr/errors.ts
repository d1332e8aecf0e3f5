import type { errors as enErrors, problems as enProblems } from "../en/errors";
import keyStore from "./key-store.json";
import shared from "./shared.json";

/** Ce qui s’est passé et que faire. */
export const errors: typeof enErrors = {
  // Ceux du magasin de clés viennent du coffre (`vault/src/store/error.rs`).
  ...keyStore,
  no_relayer_key: {
    what: "Il n’y a pas de clé de relais pour ce compte.",
    todo: "Créez-en une sur polymarket.com, dans Réglages, clés d’API, et saisissez-la ici. Elle ne peut que transmettre ce que votre propre clé a signé.",
  },
  preview_gone: {
    what: "Cet aperçu n’est plus valable.",
    todo: "Regardez-le de nouveau, puis envoyez-le.",
  },
  preview_changed: {
    what: "Quelque chose a changé depuis cet aperçu : rien n’a été envoyé.",
    todo: "Regardez de nouveau les appels : voici les nouveaux.",
  },
  request_open: {
    what: "Une autre demande de ce portefeuille n’est pas terminée.",
    todo: "Attendez qu’elle soit confirmée ou qu’elle ait échoué ; rien n’est envoyé deux fois.",
  },
  no_claim: {
    what: "Plus rien n’est dû pour cela.",
    todo: "C’est déjà encaissé, ou la résolution du marché a été corrigée.",
  },
  no_request: {
    what: "Cette demande n’existe pas.",
    todo: "Regardez de nouveau les créances.",
  },
  not_live: {
    what: "Seul un compte réel a des autorisations et des encaissements à envoyer.",
    todo: "En démo et en papier, une créance devient de l’argent toute seule.",
  },
  opening: {
    what: "Un compte papier ne peut pas s’ouvrir avec ce montant.",
    todo: "Saisissez un montant de 1 à 10 000 000 dollars.",
  },
  not_paper: { what: "Seul un compte papier a deux chiffres.", todo: "Affichez le papier, ou démarrez-le." },
  generic: { what: "Cela n’a pas marché.", todo: "Réessayez dans un instant. Le détail : {{detail}}" },
  unknown_market: {
    what: "Polymarket ne connaît pas ce marché.",
    todo: "Ouvrez-le depuis un ordre, une position ou une décision, ou vérifiez le lien.",
  },
  no_page: {
    what: "Aucune page à ouvrir.",
    todo: "Les marchés, les traders et les transactions de la démo n’existent que dans la démo.",
  },
  unknown_trader: {
    what: "Aucun trader de ce nom ni de cette adresse.",
    todo: "Vérifiez l’orthographe, ou collez l’adresse ou le lien du profil.",
  },
  ambiguous_trader: {
    what: "Plusieurs traders portent ce nom.",
    todo: "Collez plutôt l’adresse ou le lien du profil.",
  },
  nothing_to_give: {
    what: "Il n’y a plus de parts à confier.",
    todo: "L’écart a disparu, ou son marché est terminé. Revérifiez.",
  },
  cannot_take: {
    what: "Cet ordre ne peut pas aller au marché maintenant.",
    todo: "{{detail}}",
  },
  quit_orders_open: {
    what: "Des ordres sont encore ouverts sur la plateforme : Pilotfish n’a pas quitté.",
    todo: "Réessayez, annulez-les sur la plateforme, ou quittez en les laissant. ({{detail}})",
  },
  quit_orders_unknown: {
    what: "La plateforme n’a pas dit s’il reste des ordres ouverts : Pilotfish n’a pas quitté.",
    todo: "Réessayez quand elle répondra, vérifiez vos ordres sur place, ou quittez quand même. ({{detail}})",
  },
  cancel_unfinished: {
    what: "Tous les ordres ne sont pas encore confirmés annulés : Pilotfish continue.",
    todo: "Regardez ce qui travaille encore sous Ordres, puis quittez à nouveau.",
  },
  cannot_here: {
    what: "Il faut l’application de bureau pour cela.",
    todo: "Ouvrez Pilotfish lui-même plutôt que la page dans un navigateur.",
  },
  cannot_close: {
    what: "Cette position ne peut pas être fermée maintenant.",
    todo: "{{detail}}",
  },
  own_address: {
    what: "C’est votre propre adresse.",
    todo: "Choisissez quelqu’un d’autre : on ne copie pas ses propres trades.",
  },
  percentage_out_of_range: {
    what: "Le pourcentage est hors limites.",
    todo: "Choisissez entre 0,1 % et 20 %, par pas de 0,1 %.",
  },
  out_of_range: {
    what: "Une valeur est hors limites.",
    todo: "Corrigez-la et enregistrez. Le détail : {{detail}}",
  },
  invalid_number: {
    what: "Une valeur n’est pas un nombre.",
    todo: "Corrigez-la et enregistrez. Le détail : {{detail}}",
  },
  unknown_choice: {
    what: "Ce choix n’existe pas.",
    todo: "Prenez-en un qui est proposé. Le détail : {{detail}}",
  },
  too_long: { what: "Il y a trop de mots, ou l’un est trop long.", todo: "Raccourcissez et enregistrez." },
  below_least: {
    what: "Le prix supérieur n’est pas au-dessus de l’inférieur.",
    todo: "Corrigez la bande de prix et enregistrez.",
  },
  invalid_query: { what: "Cela ne peut pas être cherché.", todo: "Changez le filtre ou la recherche." },
  not_found: { what: "Cela n’existe plus.", todo: "Les listes sont relues ; voyez là." },
  venue_unreachable: {
    what: "Ceci a besoin de Polymarket.",
    todo: "Il ne répond pas en ce moment. Pilotfish continue d’essayer ; vous pouvez aussi réessayer.",
  },
  venue_answer: {
    what: "Polymarket a donné une réponse illisible.",
    todo: "Rien n’a été changé. Pilotfish réessaie ; vous le pouvez aussi.",
  },
  venue_denied: {
    what: "Polymarket l’a refusé.",
    todo: "Voyez la raison sur votre profil Polymarket. Rien n’a été changé.",
  },
  clock_off: {
    what: "L’horloge de cet ordinateur est trop décalée pour trader avec de l’argent réel.",
    todo: "Activez l’heure automatique dans les réglages de date du système. Le trading commence ensuite tout seul. ({{detail}})",
  },
  region_unknown: {
    what: "On ne sait pas si Polymarket accepte des ordres de là où vous êtes.",
    todo: "Rien n’est placé d’ici là. Pilotfish redemande ; vérifiez votre connexion. ({{detail}})",
  },
  version_unknown: {
    what: "On ne sait pas quelle version d’ordres Polymarket accepte.",
    todo: "Rien n’est placé d’ici là. Pilotfish redemande ; vérifiez votre connexion. ({{detail}})",
  },
  not_real_time: {
    what: "Cette place simulée n’est pas à l’heure réelle.",
    todo: "Servez-en une à la vitesse 1 qui commence maintenant. Rien n’a été démarré. ({{detail}})",
  },
  venue_address: {
    what: "L’adresse de la place est inutilisable.",
    todo: "Démarrez Pilotfish avec une adresse correcte.",
  },
  busy: { what: "Autre chose est en cours.", todo: "Attendez un instant et réessayez." },
  engine_unreachable: {
    what: "Le moteur ne répond pas.",
    todo: "Fermez Pilotfish et rouvrez-le. Les ordres au carnet expirent d’eux-mêmes.",
  },
  engine_failed: {
    what: "Le moteur s’est arrêté de lui-même et n’envoie plus rien.",
    todo: "Rouvrez Pilotfish : il retrouve d’abord chaque ordre. Le détail : {{detail}}",
  },
  engine_ended: { what: "Le moteur est terminé.", todo: "Rouvrez Pilotfish." },
  invalid_close: {
    what: "Cela ne peut être vendu.",
    todo: "Donnez une part, un nombre de parts ou un prix possible.",
  },
  not_demo: { what: "Seule la démo peut faire cela.", todo: "Rien n’a été changé." },
  cannot_reset: {
    what: "Cette démo ne peut pas être réinitialisée d’ici.",
    todo: "Elle tourne ailleurs ; réinitialisez-la là-bas.",
  },
  speed_out_of_range: { what: "Cette vitesse n’est pas possible.", todo: "Choisissez entre 1 et 600." },
  already_running: {
    what: "Un autre Pilotfish utilise ces données.",
    todo: "Fermez l’autre d’abord, puis rouvrez celui-ci.",
  },
  database_unreadable: {
    what: "La base de données est illisible.",
    todo: "Rien n’a été changé. Remettez une copie, ou choisissez un autre dossier.",
  },
  database_newer: {
    what: "La base a été écrite par un Pilotfish plus récent.",
    todo: "Réinstallez la version récente. Rien n’a été changé.",
  },
  database_older: {
    what: "La base vient d’un Pilotfish plus ancien.",
    todo: "Lancez la migration, puis rouvrez Pilotfish. Rien n’a été changé.",
  },
  database_outdated: {
    what: "Les données viennent d’un Pilotfish antérieur et ne peuvent pas être reprises.",
    todo: "Réinitialisez la démo pour repartir de zéro. D’ici là, rien n’est changé.",
  },
  database_failed: {
    what: "La base de données n’a pas accepté.",
    todo: "Rien n’est passé d’ici là. Le détail : {{detail}}",
  },
  disk_full: { what: "Le disque est plein.", todo: "Faites de la place ; rien n’est passé d’ici là." },
  disk_failed: {
    what: "Le disque ne peut être lu ou écrit.",
    todo: "Voyez ce qu’il a ; rien n’est passé d’ici là. Le détail : {{detail}}",
  },
  not_written: {
    what: "Le disque n’accepte rien : cela n’a pas été fait.",
    todo: "Faites de la place, puis réessayez. Le détail : {{detail}}",
  },
  not_yet_written: {
    what: "Le disque n’accepte rien pour l’instant.",
    todo: "Ce sera fait dès qu’il acceptera : faites de la place. Le détail : {{detail}}",
  },
  folder: {
    what: "Un dossier ou un fichier de cet ordinateur est inutilisable.",
    todo: "Vérifiez qu’il existe et qu’on peut y écrire. Le détail : {{detail}}",
  },
  metrics: {
    what: "Les mesures pour la supervision ne peuvent pas être offertes.",
    todo: "Un autre programme, ou un autre Pilotfish, occupe déjà la place. Fermez-le, puis réactivez ceci. Le détail : {{detail}}",
  },
  notification: {
    what: "La notification n’a pas pu être affichée.",
    todo: "Autorisez Pilotfish dans les réglages de notifications de l’ordinateur. Le détail : {{detail}}",
  },
  shortcut_taken: {
    what: "La touche n’a pas pu être prise.",
    todo: "Un autre programme l’utilise : changez-la là-bas, ou créez dans votre système un raccourci qui lance « pilotfish --stop ». Le détail : {{detail}}",
  },
  no_home: {
    what: "Ce système n’indique aucun dossier pour les données.",
    todo: "Démarrez Pilotfish avec un dossier de votre choix.",
  },
  no_data: { what: "Il n’y a pas encore de données.", todo: "Démarrez Pilotfish une fois pour les créer." },
  other_mode: {
    what: "Ces données appartiennent à un autre mode.",
    todo: "Choisissez un autre dossier. Rien n’a été changé.",
  },
  other_account: {
    what: "Ces données appartiennent à un autre compte.",
    todo: "Choisissez un autre dossier. Rien n’a été changé.",
  },
  account_in_use: {
    what: "Un autre Pilotfish négocie sur ce compte.",
    todo: "Fermez l’autre d’abord, puis rouvrez celui-ci.",
  },
  not_confirmed: { what: "Cela n’a pas été confirmé.", todo: "Rien n’a été changé." },
  cannot_confirm: {
    what: "Avec de l’argent réel, la question se pose hors de la fenêtre, et il n’y a personne à qui la poser.",
    todo: "Faites-le dans l’application de bureau, ou dans un terminal.",
  },
  already_asking: {
    what: "Une autre question est ouverte.",
    todo: "Répondez-y d’abord : elle est à côté de cette fenêtre.",
  },
  asked_just_now: {
    what: "Vous venez de répondre non.",
    todo: "Attendez quelques secondes, puis réessayez.",
  },
  changed_meanwhile: {
    what: "Quelque chose a changé pendant que la question était ouverte.",
    todo: "Rien n’a été fait. Regardez de nouveau, puis réessayez.",
  },
  no_live_here: {
    what: "Ce programme ne trade jamais avec de l’argent réel.",
    todo: "Utilisez l’application de bureau.",
  },
  unknown_account: {
    what: "Cette clé n’est pas conservée ici.",
    todo: "Importez-la d’abord, ou choisissez-en une de la liste.",
  },
  address: {
    what: "Ce n’est pas une adresse.",
    todo: "Une adresse, c’est 0x et 40 chiffres hexadécimaux. Copiez-la depuis le menu de votre profil Polymarket.",
  },
  address_checksum: {
    what: "Une lettre ou un chiffre de cette adresse est faux : sa somme de contrôle ne correspond pas.",
    todo: "Copiez-la de nouveau depuis le menu de votre profil Polymarket.",
  },
  checks_not_passed: {
    what: "Tous les contrôles n’ont pas réussi dans les dix dernières minutes.",
    todo: "Lancez les contrôles et corrigez ce qu’ils montrent. Rien n’a été confirmé. ({{detail}})",
  },
  limits_not_saved: {
    what: "Vos limites pour le réel ne sont pas encore enregistrées.",
    todo: "Fixez-les et enregistrez-les d’abord.",
  },
  amount_not_typed: {
    what: "Le montant saisi n’est pas votre exposition totale.",
    todo: "Saisissez la limite telle qu’elle figure ci-dessus. Rien n’a été confirmé.",
  },
  live_not_tested: {
    what: "L’ordre d’essai n’a pas encore fait l’aller-retour.",
    todo: "Envoyez-le d’abord ; rien n’a été lancé.",
  },
  preview_first: {
    what: "L’ordre d’essai n’a pas encore été montré.",
    todo: "Regardez-le, puis envoyez-le.",
  },
  nobody_followed: {
    what: "Aucun trader n’est copié.",
    todo: "Suivez un trader ou activez un suivi ; son prochain trade pourra alors être attendu.",
  },
  no_test_market: {
    what: "Aucun marché trouvé où un ordre d’essai resterait sûrement en attente.",
    todo: "Réessayez dans quelques minutes. Rien n’a été envoyé.",
  },
  test_order_changed: {
    what: "Le marché a changé depuis que l’ordre d’essai a été montré.",
    todo: "Regardez-le de nouveau, puis envoyez-le. Rien n’a été envoyé.",
  },
  no_balance: {
    what: "Il n’y a pas assez de pUSD dans le portefeuille pour l’ordre d’essai.",
    todo: "Déposez-en sur polymarket.com, puis réessayez. ({{detail}})",
  },
  window_locked: {
    what: "La fenêtre est verrouillée.",
    todo: "Déverrouillez-la avec la phrase secrète de l’application. « Tout arrêter » fonctionne quand même.",
  },
  not_unlocked: {
    what: "La phrase secrète n’a pas été donnée : la fenêtre reste verrouillée.",
    todo: "Réessayez. Après plusieurs erreurs, il faut attendre avant chaque nouvel essai.",
  },
  no_app_passphrase: {
    what: "L’application n’a pas de phrase secrète : rien ne rouvrirait la fenêtre.",
    todo: "Choisissez-en une dans Réglages, Protection ; la fenêtre pourra alors être verrouillée.",
  },
  limit_exposure: {
    what: "Votre limite d’exposition totale ne laisse pas de place à l’ordre d’essai.",
    todo: "Relevez-la dans Limites, ou fermez d’abord une position. Rien n’a été envoyé.",
  },
  limit_daily_spend: {
    what: "Votre limite de dépense par jour ne laisse pas de place à l’ordre d’essai.",
    todo: "Relevez-la dans Limites, ou attendez le jour suivant, à 0 h UTC. Rien n’a été envoyé.",
  },
  limit_open_orders: {
    what: "Votre limite d’ordres ouverts ne laisse pas de place à l’ordre d’essai.",
    todo: "Relevez-la dans Limites, ou annulez d’abord un ordre ; un ordre passé à la main sur polymarket.com compte aussi. Rien n’a été envoyé.",
  },
  limit_reserve: {
    what: "L’ordre d’essai devrait être payé sur votre réserve de liquidités.",
    todo: "Baissez la réserve dans Limites, annulez un achat en attente sur polymarket.com, ou déposez-y des pUSD. Rien n’a été envoyé.",
  },
  limit_daily_loss: {
    what: "Les achats sont arrêtés pour aujourd’hui : la perte du jour a atteint votre limite.",
    todo: "Envoyez l’ordre d’essai demain, après 0 h UTC. Rien n’a été envoyé.",
  },
  limit_reached: {
    what: "Vos limites ne laissent pas de place à l’ordre d’essai.",
    todo: "Regardez-les dans Limites. Rien n’a été envoyé.",
  },
  region_blocked: {
    what: "Aucun ordre n’est envoyé d’ici : Polymarket ne l’accepte pas, ou personne ne le sait.",
    todo: "La démo et le papier continuent. Rien n’a été envoyé. ({{detail}})",
  },
  looks_like_key: {
    what: "Cela ressemble à une clé privée. Rien n’a été envoyé.",
    todo: "Effacez-la d’ici. Une clé ne se saisit que dans la fenêtre ouverte par « Importer une clé privée ». Un trader se cherche par son adresse ou son nom, un marché par sa question.",
  },
  live_stopped: {
    what: "Un arrêt est en vigueur : rien n’est envoyé.",
    todo: "Confirmez de nouveau le réel pour reprendre.",
  },
  no_key_trap: {
    what: "Rien ne montre le piège de la clé d’API.",
    todo: "Il n’y a rien à réparer : continuez.",
  },
  cure_too_early: {
    what: "Un remède plus doux n’a pas encore été essayé.",
    todo: "Essayez-les dans l’ordre ; l’ordre d’essai prouve chacun.",
  },
  live_not_confirmed: {
    what: "Trader avec de l’argent réel n’a pas été confirmé pour ce compte et ce dossier.",
    todo: "Suivez les étapes vers le réel ; rien n’a été démarré.",
  },
  one_account: {
    what: "Un seul compte à la fois.",
    todo: "Pilotfish fait tourner une démo et un compte à côté. Rien n’a été démarré.",
  },
  no_such_mode: { what: "Rien ne tourne dans ce mode.", todo: "Démarrez-le d’abord." },
  no_account_chosen: {
    what: "Aucun compte n’a été choisi pour l’argent réel dans ce dossier.",
    todo: "Suivez les étapes vers le réel : elles commencent par votre clé.",
  },
  wallet_not_chosen: {
    what: "Le portefeuille de votre clé n’est pas encore confirmé.",
    todo: "Suivez les étapes vers le réel : comparez l’adresse du portefeuille avec votre profil Polymarket.",
  },
  account_file: {
    what: "Le fichier qui désigne votre compte est illisible.",
    todo: "Choisissez de nouveau votre clé et votre portefeuille. Rien n’a été lancé. Détails : {{detail}}",
  },
  wrong_wallet: {
    what: "Ce portefeuille n’appartient pas à votre clé.",
    todo: "Rien n’est signé pour lui. Reprenez les étapes vers le réel et comparez l’adresse.",
  },
  key_trap: {
    what: "Polymarket refuse les ordres parce que la clé d’API est d’une autre adresse, bien que la clé et le portefeuille soient bons.",
    todo: "Essayez les remèdes, le plus doux d’abord, et renvoyez l’ordre d’essai après chacun.",
  },
  other_world: {
    what: "Ces données appartiennent à un autre monde simulé.",
    todo: "Choisissez un autre dossier, ou réinitialisez la démo.",
  },
  seed_unreadable: {
    what: "La graine de la démo est illisible.",
    todo: "Réinitialisez la démo, ou choisissez un autre dossier.",
  },
  paper_seed_unreadable: {
    what: "Le nombre dont vient la clé du compte papier est illisible.",
    todo: "Remettez ce fichier depuis une copie, ou commencez un autre compte papier dans un autre dossier. Rien n’a été changé. ({{detail}})",
  },
  seed_differs: {
    what: "La démo de ce dossier a une autre graine.",
    todo: "Démarrez sans graine, ou choisissez un autre dossier.",
  },
  key: { what: "La clé est inutilisable.", todo: "Rien n’est signé d’ici là. Le détail : {{detail}}" },
};

/** Ce qui ne va pas avec un champ. */
export const problems: typeof enProblems = shared.problems;
