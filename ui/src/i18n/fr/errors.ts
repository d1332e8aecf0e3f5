import type { errors as enErrors, problems as enProblems } from "../en/errors";
import keyStore from "./key-store.json";
import shared from "./shared.json";

/** Ce qui s’est passé et que faire. */
export const errors: typeof enErrors = {
  // Ceux du magasin de clés viennent du coffre (`vault/src/store/error.rs`).
  ...keyStore,
  no_relayer_key: {
    what: "Ce compte n’a pas de clé de relais.",
    todo: "Créez-en une sur polymarket.com, dans Réglages, clés d’API, et saisissez-la ici. Elle ne peut que transmettre ce que votre propre clé a signé.",
  },
  preview_gone: {
    what: "Cet aperçu a expiré.",
    todo: "Vérifiez-le de nouveau, puis envoyez-le.",
  },
  preview_changed: {
    what: "Quelque chose a changé depuis cet aperçu : rien n’a été envoyé.",
    todo: "Vérifiez les appels mis à jour ci-dessous.",
  },
  request_open: {
    what: "Une autre demande de ce portefeuille est encore en cours.",
    todo: "Attendez qu’elle soit confirmée ou échoue. Rien n’est envoyé deux fois.",
  },
  no_claim: {
    what: "Il n’y a plus rien à encaisser ici.",
    todo: "C’est déjà encaissé, ou la résolution du marché a été corrigée.",
  },
  no_request: {
    what: "Cette demande n’existe pas.",
    todo: "Vérifiez de nouveau vos créances.",
  },
  not_live: {
    what: "Les autorisations et les encaissements n’existent qu’en réel.",
    todo: "En démo et en simulation, les encaissements sont automatiques.",
  },
  opening: {
    what: "Un compte de simulation ne peut pas démarrer avec ce montant.",
    todo: "Saisissez un montant entre 1 $ et 10 000 000 $.",
  },
  not_paper: {
    what: "Seuls les comptes de simulation ont un chiffre prudent et un chiffre optimiste.",
    todo: "Passez en simulation, ou démarrez-la.",
  },
  generic: { what: "L’opération a échoué.", todo: "Réessayez dans un instant. Détails : {{detail}}" },
  unknown_market: {
    what: "Polymarket ne connaît pas ce marché.",
    todo: "Ouvrez-le depuis un ordre, une position ou une décision, ou vérifiez le lien.",
  },
  no_page: {
    what: "Il n’y a pas de page web à ouvrir.",
    todo: "Les marchés, les traders et les transactions de la démo n’existent que dans la démo.",
  },
  unknown_trader: {
    what: "Aucun trader n’a ce nom ou cette adresse.",
    todo: "Vérifiez l’orthographe, ou collez l’adresse ou le lien du profil.",
  },
  ambiguous_trader: {
    what: "Plusieurs traders portent ce nom.",
    todo: "Collez plutôt l’adresse ou le lien du profil.",
  },
  nothing_to_give: {
    what: "Il n’y a plus de parts à attribuer.",
    todo: "L’écart a disparu, ou le marché est terminé. Vérifiez à nouveau.",
  },
  cannot_take: {
    what: "Cet ordre ne peut pas passer au marché pour l’instant.",
    todo: "{{detail}}",
  },
  quit_orders_open: {
    what: "Des ordres sont encore ouverts sur la plateforme : Pilotfish reste ouvert.",
    todo: "Réessayez, annulez-les sur Polymarket, ou quittez en les laissant ouverts. ({{detail}})",
  },
  quit_orders_unknown: {
    what: "La plateforme n’a pas indiqué s’il reste des ordres ouverts : Pilotfish reste ouvert.",
    todo: "Réessayez quand elle répondra, vérifiez vos ordres sur Polymarket, ou quittez quand même. ({{detail}})",
  },
  cancel_unfinished: {
    what: "L’annulation de certains ordres n’est pas encore confirmée : Pilotfish reste ouvert.",
    todo: "Voyez ce qui est encore ouvert sous Ordres, puis quittez à nouveau.",
  },
  cannot_here: {
    what: "Cette action nécessite l’application de bureau.",
    todo: "Utilisez l’application Pilotfish plutôt que la page du navigateur.",
  },
  cannot_close: {
    what: "Cette position ne peut pas être clôturée pour l’instant.",
    todo: "{{detail}}",
  },
  own_address: {
    what: "C’est votre propre adresse.",
    todo: "Choisissez quelqu’un d’autre : on ne copie pas ses propres trades.",
  },
  percentage_out_of_range: {
    what: "Le pourcentage est hors limites.",
    todo: "Choisissez une valeur entre 0,1 % et 20 %, par pas de 0,1 %.",
  },
  out_of_range: {
    what: "Une valeur est hors limites.",
    todo: "Corrigez-la et enregistrez de nouveau. Détails : {{detail}}",
  },
  invalid_number: {
    what: "Une valeur n’est pas un nombre.",
    todo: "Corrigez-la et enregistrez de nouveau. Détails : {{detail}}",
  },
  unknown_choice: {
    what: "Cette option n’existe pas.",
    todo: "Choisissez une des options proposées. Détails : {{detail}}",
  },
  too_long: {
    what: "Il y a trop de mots, ou l’un d’eux est trop long.",
    todo: "Raccourcissez et enregistrez de nouveau.",
  },
  below_least: {
    what: "Le prix maximal doit être supérieur au prix minimal.",
    todo: "Corrigez la fourchette de prix et enregistrez de nouveau.",
  },
  invalid_query: {
    what: "Cette recherche n’est pas valable.",
    todo: "Modifiez le filtre ou le texte recherché.",
  },
  not_found: { what: "Cela n’existe plus.", todo: "Les listes ont été actualisées ; cherchez-y." },
  venue_unreachable: {
    what: "Polymarket ne répond pas.",
    todo: "Pilotfish continue d’essayer ; vous pouvez aussi réessayer.",
  },
  venue_answer: {
    what: "Polymarket a envoyé une réponse illisible.",
    todo: "Rien n’a été modifié. Pilotfish continue d’essayer ; vous pouvez aussi réessayer.",
  },
  venue_denied: {
    what: "Polymarket a refusé la demande.",
    todo: "Consultez votre profil Polymarket pour en connaître la raison. Rien n’a été modifié.",
  },
  clock_off: {
    what: "L’horloge de cet ordinateur est trop décalée pour trader avec de l’argent réel.",
    todo: "Activez l’heure automatique dans les réglages de date du système ; le trading démarrera alors automatiquement. ({{detail}})",
  },
  region_unknown: {
    what: "Impossible de savoir si Polymarket accepte des ordres depuis votre région.",
    todo: "Aucun ordre n’est passé d’ici là. Pilotfish continue de demander ; vérifiez votre connexion. ({{detail}})",
  },
  version_unknown: {
    what: "Impossible de savoir quelle version d’ordres Polymarket accepte.",
    todo: "Aucun ordre n’est passé d’ici là. Pilotfish continue de demander ; vérifiez votre connexion. ({{detail}})",
  },
  not_real_time: {
    what: "Cette plateforme simulée ne tourne pas en temps réel.",
    todo: "Utilisez-en une qui tourne à la vitesse 1 à partir de maintenant. Rien n’a été démarré. ({{detail}})",
  },
  venue_address: {
    what: "L’adresse de la plateforme est inutilisable.",
    todo: "Démarrez Pilotfish avec une adresse valable.",
  },
  busy: { what: "Une autre opération est en cours.", todo: "Attendez un instant et réessayez." },
  engine_unreachable: {
    what: "Le moteur ne répond pas.",
    todo: "Quittez Pilotfish et rouvrez-le. Les ordres ouverts expirent d’eux-mêmes.",
  },
  engine_failed: {
    what: "Le moteur s’est arrêté et n’envoie plus rien.",
    todo: "Rouvrez Pilotfish : il vérifie d’abord chaque ordre. Détails : {{detail}}",
  },
  engine_ended: { what: "Le moteur est arrêté.", todo: "Rouvrez Pilotfish." },
  invalid_close: {
    what: "Cet ordre de vente n’est pas valable.",
    todo: "Indiquez un pourcentage, un nombre de parts ou un prix valable.",
  },
  not_demo: { what: "Seule la démo peut faire cela.", todo: "Rien n’a été modifié." },
  cannot_reset: {
    what: "Cette démo ne peut pas être réinitialisée d’ici.",
    todo: "Elle tourne ailleurs ; réinitialisez-la là-bas.",
  },
  speed_out_of_range: { what: "Cette vitesse n’est pas possible.", todo: "Choisissez entre 1 et 600." },
  already_running: {
    what: "Un autre Pilotfish utilise ces données.",
    todo: "Fermez d’abord l’autre, puis rouvrez Pilotfish.",
  },
  database_unreadable: {
    what: "La base de données est illisible.",
    todo: "Rien n’a été modifié. Restaurez une sauvegarde, ou choisissez un autre dossier.",
  },
  database_newer: {
    what: "La base de données a été créée par une version plus récente de Pilotfish.",
    todo: "Réinstallez la version plus récente. Rien n’a été modifié.",
  },
  database_older: {
    what: "La base de données a été créée par une version plus ancienne de Pilotfish.",
    todo: "Lancez la migration, puis rouvrez Pilotfish. Rien n’a été modifié.",
  },
  database_outdated: {
    what: "Ces données viennent d’une version antérieure de Pilotfish et ne peuvent pas être reprises.",
    todo: "Réinitialisez la démo pour repartir de zéro. D’ici là, rien n’est modifié.",
  },
  database_failed: {
    what: "L’écriture dans la base de données a échoué.",
    todo: "Aucun ordre n’est passé d’ici là. Détails : {{detail}}",
  },
  disk_full: {
    what: "Le disque est plein.",
    todo: "Libérez de l’espace ; aucun ordre n’est passé d’ici là.",
  },
  disk_failed: {
    what: "Le disque n’est pas accessible en lecture ou en écriture.",
    todo: "Vérifiez le disque ; aucun ordre n’est passé d’ici là. Détails : {{detail}}",
  },
  not_written: {
    what: "Le disque n’accepte plus de données : l’opération n’a pas été faite.",
    todo: "Libérez de l’espace, puis réessayez. Détails : {{detail}}",
  },
  not_yet_written: {
    what: "Le disque n’accepte pas de données pour l’instant.",
    todo: "L’opération se fera dès que possible : libérez de l’espace. Détails : {{detail}}",
  },
  folder: {
    what: "Un dossier ou un fichier de cet ordinateur est inutilisable.",
    todo: "Vérifiez qu’il existe et qu’il est accessible en écriture. Détails : {{detail}}",
  },
  metrics: {
    what: "Les mesures pour la supervision ne sont pas disponibles.",
    todo: "Un autre programme, ou un autre Pilotfish, utilise déjà le port. Fermez-le, puis réactivez cette option. Détails : {{detail}}",
  },
  notification: {
    what: "La notification n’a pas pu être affichée.",
    todo: "Autorisez Pilotfish dans les réglages de notifications de l’ordinateur. Détails : {{detail}}",
  },
  shortcut_taken: {
    what: "Le raccourci n’est pas disponible.",
    todo: "Un autre programme l’utilise : changez-le là-bas, ou créez dans votre système un raccourci qui lance « pilotfish --stop ». Détails : {{detail}}",
  },
  no_home: {
    what: "Ce système n’indique aucun dossier pour les données des applications.",
    todo: "Démarrez Pilotfish avec un dossier de votre choix.",
  },
  no_data: { what: "Il n’y a pas encore de données.", todo: "Démarrez Pilotfish une fois pour les créer." },
  other_mode: {
    what: "Ces données appartiennent à un autre mode.",
    todo: "Choisissez un autre dossier. Rien n’a été modifié.",
  },
  other_account: {
    what: "Ces données appartiennent à un autre compte.",
    todo: "Choisissez un autre dossier. Rien n’a été modifié.",
  },
  account_in_use: {
    what: "Un autre Pilotfish trade sur ce compte.",
    todo: "Fermez d’abord l’autre, puis rouvrez Pilotfish.",
  },
  not_confirmed: { what: "Cela n’a pas été confirmé.", todo: "Rien n’a été modifié." },
  cannot_confirm: {
    what: "Avec de l’argent réel, la confirmation se fait hors de la fenêtre, et personne ne peut répondre ici.",
    todo: "Faites-le dans l’application de bureau, ou dans un terminal.",
  },
  already_asking: {
    what: "Une autre question est ouverte.",
    todo: "Répondez-y d’abord : elle est ouverte à côté de cette fenêtre.",
  },
  asked_just_now: {
    what: "Vous venez de refuser.",
    todo: "Attendez quelques secondes, puis réessayez.",
  },
  changed_meanwhile: {
    what: "Quelque chose a changé pendant que la question était ouverte.",
    todo: "Rien n’a été fait. Vérifiez, puis réessayez.",
  },
  no_live_here: {
    what: "Ce programme ne trade jamais avec de l’argent réel.",
    todo: "Utilisez l’application de bureau.",
  },
  unknown_account: {
    what: "Cette clé n’est pas enregistrée ici.",
    todo: "Importez-la d’abord, ou choisissez-en une dans la liste.",
  },
  address: {
    what: "Ce n’est pas une adresse.",
    todo: "Une adresse se compose de 0x suivi de 40 chiffres hexadécimaux. Copiez-la depuis le menu de votre profil Polymarket.",
  },
  address_checksum: {
    what: "Cette adresse contient un caractère erroné : sa somme de contrôle ne correspond pas.",
    todo: "Copiez-la de nouveau depuis le menu de votre profil Polymarket.",
  },
  checks_not_passed: {
    what: "Tous les contrôles n’ont pas été validés au cours des dix dernières minutes.",
    todo: "Lancez les contrôles et corrigez ce qu’ils signalent. Rien n’a été confirmé. ({{detail}})",
  },
  limits_not_saved: {
    what: "Vos limites en réel ne sont pas encore enregistrées.",
    todo: "Fixez-les et enregistrez-les d’abord.",
  },
  amount_not_typed: {
    what: "Le montant saisi n’est pas votre limite d’exposition totale.",
    todo: "Saisissez la limite exactement comme ci-dessus. Rien n’a été confirmé.",
  },
  live_not_tested: {
    what: "L’ordre d’essai n’a pas encore été passé puis annulé.",
    todo: "Envoyez-le d’abord. Rien n’a été démarré.",
  },
  preview_first: {
    what: "Vous n’avez pas encore vérifié l’ordre d’essai.",
    todo: "Vérifiez-le, puis envoyez-le.",
  },
  nobody_followed: {
    what: "Vous ne copiez aucun trader.",
    todo: "Suivez d’abord un trader ou activez un suivi ; vous pourrez alors passer à son prochain trade.",
  },
  no_test_market: {
    what: "Aucun marché n’a été trouvé où un ordre d’essai resterait à coup sûr inexécuté.",
    todo: "Réessayez dans quelques minutes. Rien n’a été envoyé.",
  },
  test_order_changed: {
    what: "Le marché a changé depuis l’affichage de l’ordre d’essai.",
    todo: "Vérifiez-le de nouveau, puis envoyez-le. Rien n’a été envoyé.",
  },
  no_balance: {
    what: "Il n’y a pas assez de pUSD dans le portefeuille pour l’ordre d’essai.",
    todo: "Déposez-en sur polymarket.com, puis réessayez. ({{detail}})",
  },
  window_locked: {
    what: "La fenêtre est verrouillée.",
    todo: "Déverrouillez-la avec la phrase secrète de l’application. « Tout arrêter » reste disponible.",
  },
  not_unlocked: {
    what: "La phrase secrète n’a pas été saisie : la fenêtre reste verrouillée.",
    todo: "Réessayez. Après plusieurs erreurs, un délai s’impose avant chaque nouvel essai.",
  },
  no_app_passphrase: {
    what: "L’application n’a pas de phrase secrète : la fenêtre ne pourrait plus être déverrouillée.",
    todo: "Définissez-en une dans Réglages, Protection, pour pouvoir verrouiller la fenêtre.",
  },
  limit_exposure: {
    what: "Votre limite d’exposition totale ne laisse pas de place à l’ordre d’essai.",
    todo: "Relevez-la dans Limites, ou clôturez d’abord une position. Rien n’a été envoyé.",
  },
  limit_daily_spend: {
    what: "Votre limite de dépense quotidienne ne laisse pas de place à l’ordre d’essai.",
    todo: "Relevez-la dans Limites, ou attendez 0 h UTC. Rien n’a été envoyé.",
  },
  limit_open_orders: {
    what: "Votre limite d’ordres ouverts ne laisse pas de place à l’ordre d’essai.",
    todo: "Relevez-la dans Limites, ou annulez d’abord un ordre ; un ordre passé à la main sur polymarket.com compte aussi. Rien n’a été envoyé.",
  },
  limit_reserve: {
    what: "L’ordre d’essai entamerait votre réserve de liquidités.",
    todo: "Baissez la réserve dans Limites, annulez un achat en attente sur polymarket.com, ou déposez-y des pUSD. Rien n’a été envoyé.",
  },
  limit_daily_loss: {
    what: "Les achats sont suspendus pour aujourd’hui : la limite de perte quotidienne est atteinte.",
    todo: "Envoyez l’ordre d’essai demain, après 0 h UTC. Rien n’a été envoyé.",
  },
  limit_reached: {
    what: "Vos limites ne laissent pas de place à l’ordre d’essai.",
    todo: "Vérifiez-les dans Limites. Rien n’a été envoyé.",
  },
  region_blocked: {
    what: "Aucun ordre n’est envoyé d’ici : Polymarket ne les accepte pas, ou ne peut pas le dire.",
    todo: "La démo et la simulation continuent. Rien n’a été envoyé. ({{detail}})",
  },
  looks_like_key: {
    what: "Cela ressemble à une clé privée. Rien n’a été envoyé.",
    todo: "Effacez-la d’ici. Une clé ne se saisit que dans la fenêtre ouverte par « Importer une clé privée ». Cherchez un trader par son adresse ou son nom, un marché par sa question.",
  },
  live_stopped: {
    what: "Le trading est arrêté : rien n’est envoyé.",
    todo: "Confirmez de nouveau le trading réel pour reprendre.",
  },
  no_key_trap: {
    what: "Aucun signe du problème de clé d’API.",
    todo: "Il n’y a rien à corriger : continuez.",
  },
  cure_too_early: {
    what: "Une solution plus simple est à essayer d’abord.",
    todo: "Essayez-les dans l’ordre ; l’ordre d’essai montre si chacune a fonctionné.",
  },
  live_not_confirmed: {
    what: "Le trading réel n’a pas été confirmé pour ce compte et ce dossier.",
    todo: "Suivez les étapes du passage en réel. Rien n’a été démarré.",
  },
  one_account: {
    what: "Un seul compte peut tourner à la fois.",
    todo: "Pilotfish fait tourner la démo et un seul compte en parallèle. Rien n’a été démarré.",
  },
  no_such_mode: { what: "Ce mode n’est pas actif.", todo: "Démarrez-le d’abord." },
  no_account_chosen: {
    what: "Aucun compte n’a été choisi pour le trading réel dans ce dossier.",
    todo: "Suivez les étapes du passage en réel, à commencer par votre clé.",
  },
  wallet_not_chosen: {
    what: "Le portefeuille de votre clé n’est pas encore confirmé.",
    todo: "Suivez les étapes du passage en réel : comparez l’adresse du portefeuille avec celle de votre profil Polymarket.",
  },
  account_file: {
    what: "Le fichier qui désigne votre compte est illisible.",
    todo: "Choisissez de nouveau votre clé et votre portefeuille. Rien n’a été démarré. Détails : {{detail}}",
  },
  wrong_wallet: {
    what: "Ce portefeuille n’appartient pas à votre clé.",
    todo: "Rien n’est signé pour lui. Reprenez les étapes du passage en réel et comparez l’adresse.",
  },
  key_trap: {
    what: "Polymarket refuse les ordres parce que la clé d’API appartient à une autre adresse, bien que la clé et le portefeuille soient corrects.",
    todo: "Essayez les solutions, la plus simple d’abord, et renvoyez l’ordre d’essai après chacune.",
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
    what: "Le fichier à l’origine de la clé du compte de simulation est illisible.",
    todo: "Restaurez ce fichier depuis une sauvegarde, ou créez un autre compte de simulation dans un autre dossier. Rien n’a été modifié. ({{detail}})",
  },
  seed_differs: {
    what: "La démo de ce dossier a une graine différente.",
    todo: "Démarrez sans graine, ou choisissez un autre dossier.",
  },
  key: { what: "La clé est inutilisable.", todo: "Rien n’est signé d’ici là. Détails : {{detail}}" },
};

/** Ce qui ne va pas avec un champ. */
export const problems: typeof enProblems = shared.problems;
