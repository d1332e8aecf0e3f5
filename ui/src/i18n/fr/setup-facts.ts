import type { setupFacts as en } from "../en/setup-facts";

/** Ce que le chemin vers le réel a trouvé, ce qui est arrivé à l’ordre d’essai, et que faire. */
export const setupFacts: typeof en = {
  check: {
    key: "Clé",
    wallet: "Votre portefeuille",
    region: "Région",
    standing: "État du compte",
    clock: "Horloge de l’ordinateur",
    api_key: "Clé d’API",
    balance_approvals: "Solde et autorisations",
    venue: "Version, frais et minimums de la plateforme",
  },
  checkLow: {
    key: "la clé",
    wallet: "le portefeuille",
    region: "la région",
    standing: "l’état du compte",
    clock: "l’horloge",
    api_key: "la clé d’API",
    balance_approvals: "le solde et les autorisations",
    venue: "la plateforme",
  },
  notRun: "Pas vérifié depuis le démarrage de Pilotfish",
  finding: {
    key_signed: "« {{entry}} » dans le {{place}}, a signé un message d’essai",
    no_key: "Aucune clé n’est choisie",
    wallet_confirmed: "{{kind}}, confirmé par vous {{when}}",
    wallet_not_confirmed: "Aucun portefeuille n’est confirmé",
    wallet_not_there: "Rien n’est à son adresse",
    region_allowed: "Polymarket permet de trader d’ici ({{place}})",
    region_blocked: "Polymarket ne permet pas de trader d’ici ({{place}})",
    region_nowhere: "lieu inconnu",
    standing_fine: "Ni banni, ni limité à la fermeture de positions",
    standing_closed: "Le compte ne peut que fermer des positions",
    refused: "Le compte est refusé ({{words}})",
    clock_fine: "{{off}} d’écart avec Polymarket, bien",
    clock_behind: "{{off}} de retard sur Polymarket ; au plus {{most}} sont sans risque",
    clock_ahead: "{{off}} d’avance sur Polymarket ; au plus {{most}} sont sans risque",
    key_taken: "Polymarket l’accepte",
    key_trap: "L’ordre d’essai a été refusé : {{words}}",
    cash: "{{amount}} en pUSD",
    cash_not_shown_yet:
      "Les {{amount}} que la chaîne montre dans le portefeuille n’apparaissent pas encore chez Polymarket ; en général, cela prend moins de 2 minutes",
    cash_not_seen:
      "Polymarket ne voit pas les {{amount}} que la chaîne montre dans le portefeuille : la clé d’API n’y est pas liée",
    spending: "{{set}} autorisations accordées sur {{all}}",
    spending_missing: "{{set}} autorisations accordées sur {{all}}, manquantes : {{names}}",
    version_same: "Version {{found}}, comme prévu",
    version_differs: "Version {{found}} ; Pilotfish connaît la {{expected}}",
    contracts_match: "les contrats vérifient ce qui est signé ici",
    contract_differs: "{{contract}} vérifie {{says}} ; signé ici : {{expected}}",
    fees: "frais de {{least}} à {{most}}",
    sizes: "minimums de {{least}} à {{most}} parts",
    ticks: "pas de prix de {{least}} à {{most}}",
    fees_unusual: "Frais inhabituels, de {{least}} à {{most}}",
    sizes_unusual: "Minimums inhabituels, de {{least}} à {{most}} parts",
    ticks_unusual: "Pas de prix inhabituels, de {{least}} à {{most}}",
    no_market: "Aucun marché ouvert n’a été trouvé",
    chain: "Le nœud est sur la chaîne {{found}}, pas sur {{expected}}",
    no_answer: "Pas de réponse ({{words}})",
    needs: "Attend {{check}}",
    expected: "Comme Pilotfish s’y attend",
  },
  remedy: {
    import_key: "Importez ou choisissez d’abord une clé.",
    open_key_store: "Déverrouillez ou réparez le coffre à clés, puis revérifiez.",
    confirm_wallet: "Comparez l’adresse du portefeuille avec Polymarket, et confirmez-la.",
    open_account:
      "Connectez-vous à polymarket.com avec cette clé et ouvrez le compte : cela crée le portefeuille.",
    wait: "Rien à faire : Pilotfish vérifie de nouveau tout seul.",
    try_again: "Réessayez dans une minute. Ce qui n’est pas connu compte comme un non.",
    check_network: "Vérifiez votre connexion, et si un pare-feu ou un proxy la bloque.",
    set_clock:
      "Activez l’heure automatique dans les réglages de date du système, puis revérifiez. Avec une horloge fausse, les ordres seraient refusés et leur âge serait faux.",
    not_from_here: "Polymarket n’accepte pas d’ordres d’ici. La démo et le papier continuent.",
    update: "Polymarket a changé. Mettez Pilotfish à jour avant de trader en réel.",
    have_a_look: "Inhabituel. Regardez cela avant de trader en réel.",
    see_account: "Connectez-vous à polymarket.com et regardez votre compte.",
    deposit: "Déposez d’abord des pUSD sur polymarket.com, puis revérifiez.",
    approve: "Accordez les autorisations manquantes : d’ici là, les marchés qui en dépendent sont ignorés.",
    change_endpoint: "Corrigez cette adresse dans votre fichier d’adresses.",
    cure_api_key: "Suivez les remèdes à côté de cette liste, puis renvoyez l’ordre d’essai.",
    mend: "Vérifié dès que le contrôle attendu réussit.",
  },
  remedyGo: {
    import_key: "Vers la clé",
    open_key_store: "Vers le coffre à clés",
    confirm_wallet: "Vers le portefeuille",
    approve: "Vers les autorisations",
  },
  trouble: {
    no_bus: {
      what: "Le trousseau est inaccessible : cette session n’a pas de bus de messages.",
      todo: "Lancez Pilotfish depuis une session de bureau. Sur un serveur, choisissez plutôt le keystore chiffré.",
    },
    no_provider: {
      what: "Aucun trousseau n’est en service.",
      todo: "Installez et démarrez-en un (GNOME Keyring, KWallet ou KeePassXC), puis réessayez.",
    },
    locked: {
      what: "Le trousseau est verrouillé.",
      todo: "Déverrouillez-le avec son mot de passe, puis regardez de nouveau. Il s’ouvre souvent seul quand on ouvre sa session avec un mot de passe.",
    },
    denied: {
      what: "L’accès au trousseau a été refusé.",
      todo: "Regardez de nouveau, et autorisez Pilotfish quand le système le demande.",
    },
    owner_changed: {
      what: "Le programme du trousseau a été fermé ou remplacé entre-temps.",
      todo: "Regardez de nouveau. Si votre clé est dans le trousseau d’un autre programme, démarrez celui-ci.",
    },
    timed_out: {
      what: "Le trousseau n’a pas répondu.",
      todo: "Cherchez une fenêtre du système qui demande votre mot de passe, répondez-y, puis regardez de nouveau.",
    },
    keychain: {
      what: "Le trousseau a signalé une erreur.",
      todo: "Ouvrez le programme de trousseau du système et vérifiez qu’il fonctionne, puis regardez de nouveau.",
    },
    gone: {
      what: "La clé n’est plus là, ou n’y a jamais été.",
      todo: "Importez-la de nouveau. Si vous ne l’avez pas supprimée, assurez-vous que personne d’autre n’utilise cet ordinateur.",
    },
    ambiguous: {
      what: "Le trousseau contient plusieurs entrées de ce nom.",
      todo: "Dans le programme de trousseau du système, supprimez celles qui ne viennent pas de Pilotfish, ou supprimez-les toutes et importez la clé de nouveau.",
    },
    not_kept: {
      what: "La clé n’a pas été conservée : ce qui a été relu n’est pas ce qui avait été écrit. Rien n’a été laissé.",
      todo: "Vérifiez que le trousseau fonctionne avec d’autres programmes, puis réessayez.",
    },
    damaged: {
      what: "L’entrée n’a pas la forme qu’elle devrait avoir.",
      todo: "Supprimez la clé dans Pilotfish et importez-la de nouveau.",
    },
    wrong_key: {
      what: "La clé conservée appartient à une autre adresse.",
      todo: "Supprimez-la dans Pilotfish, puis importez la bonne.",
    },
    wrong_passphrase: {
      what: "La phrase secrète n’ouvre pas le keystore chiffré.",
      todo: "Réessayez avec la bonne phrase secrète.",
    },
    no_passphrase: {
      what: "Le keystore chiffré demande sa phrase secrète.",
      todo: "Donnez-la au démarrage de Pilotfish, à sa demande ou par le gestionnaire de services.",
    },
    folder: {
      what: "Le dossier du keystore chiffré ne peut pas être lu ou écrit.",
      todo: "Vérifiez qu’il est là et qu’il est à vous, puis regardez de nouveau.",
    },
    not_private: {
      what: "D’autres peuvent lire le dossier du keystore chiffré.",
      todo: "Réservez-le à vous seul, puis regardez de nouveau.",
    },
    generic: {
      what: "La clé ne peut pas être lue.",
      todo: "Regardez de nouveau dans un instant. Le mot du système : {{code}}",
    },
  },
  testFact: {
    written: "Empreinte écrite sur le disque, avant l’envoi",
    accepted: "Accepté, en carnet",
    acceptedAfter: "{{seconds}}",
    refused: "Refusé : {{words}}",
    not_answered: "Pas de réponse ; recherché par son empreinte ({{words}})",
    seen_open: "Vu parmi vos ordres ouverts",
    seen_on_channel: "Vu sur votre propre flux",
    not_seen: "Pas vu dans {{where}}",
    inOpen: "vos ordres ouverts",
    inChannel: "votre propre flux",
    inBoth: "vos ordres ouverts ni votre propre flux",
    cancel_sent: "Annulation envoyée",
    gone: "Annulé, rien d’exécuté",
    goneFilled: "Parti, et quelque chose s’est exécuté",
    filledOf: "{{filled}} sur {{of}}",
    cancel_unsure:
      "L’annulation n’a pas été confirmée : tout ce qui est ouvert sur le compte est annulé ({{words}})",
    still_open: "Il peut encore être en carnet, jusqu’à {{when}} au plus tard",
    balance: "Solde relu, inchangé",
    balanceChanged: "Solde relu : il était de {{before}}",
    taken_up: "Retrouvé d’une exécution précédente qui ne s’est pas terminée, et rangé",
    withdrawn: "Confirmation retirée : rien n’est en réel",
  },
  testFailed: {
    refused:
      "Polymarket a refusé l’ordre. Ses mots sont dans le journal ; les contrôles en disent peut-être plus.",
    key_trap:
      "Polymarket l’a refusé à cause de la clé d’API, bien qu’elle soit acceptée. C’est un piège connu, avec des remèdes : ils sont à côté des contrôles.",
    not_sent: "L’ordre n’a pas quitté cet ordinateur. Vérifiez votre connexion, puis réessayez.",
    misnamed:
      "Polymarket a répondu pour un autre ordre que celui envoyé. Il a été annulé, et rien n’est en réel. Réessayez plus tard.",
    not_answered:
      "Polymarket n’a pas répondu. L’ordre a été recherché par son empreinte et annulé. Réessayez dans une minute.",
    not_seen: "L’ordre a été accepté, mais ne s’est pas montré où il devrait être. Il a été annulé.",
    not_cancelled:
      "On n’a pas pu montrer que l’ordre est annulé. Il finit de lui-même ; regardez vos ordres ouverts sur Polymarket.",
    filled:
      "Quelque chose a été acheté, ce qui ne devrait pas être possible si loin du carnet. Regardez vos positions sur Polymarket.",
    balance_changed:
      "Le solde n’est pas comme avant. Regardez votre compte sur Polymarket avant de réessayer.",
    balance_unread: "Le solde n’a pas pu être relu ensuite. Réessayez dans une minute.",
    interrupted: "Pilotfish s’est arrêté pendant l’ordre d’essai. Il a été recherché et rangé. Renvoyez-le.",
    generic: "Une étape ne s’est pas passée comme prévu. Le journal dit ce qui est arrivé.",
  },
};
