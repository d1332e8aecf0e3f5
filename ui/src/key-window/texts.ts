/** The key window's own texts. It loads nothing of the main window's, so they are here and not in its catalogues. */

const en = {
  title: "Import your key",
  titleGenerate: "Create a new key",
  titleRelayer: "Enter your relayer key",
  lead: "Pilotfish can then spend the money in the wallet. Keep only what you can afford to lose in it.",
  leadRelayer:
    "Pilotfish uses it to send approvals and redemptions you have confirmed through Polymarket’s relayer. It cannot move money on its own.",
  ways: "Source",
  key: "Private key",
  keystore: "Keystore file",
  generate: "New key",
  relayer: "Relayer key",
  builder: "Builder key",
  count: (typed: number) => `${typed} of 64 characters`,
  held: "Entered. It is not shown again; type to replace it.",
  paste: "Paste",
  clear: "Clear",
  file: "Keystore file",
  choose: "Choose the file…",
  other: "Other…",
  passphrase: "File passphrase",
  fileRead: "The file is read, not copied. You can delete it afterwards; keep a backup of the key elsewhere.",
  newKey:
    "A new key has no Polymarket account yet: you need to open one with it and deposit money before you can trade.",
  newKeyOnce:
    "There is only one copy, in your system’s keychain, and no window ever shows it. If that copy is lost, so is the money in its account.",
  relayerKey: "Relayer key",
  relayerAddress: "Address shown beside it",
  builderKey: "API key",
  builderSecret: "Secret",
  builderPassphrase: "Passphrase",
  account: "Signer address of the account",
  where: "Create it on polymarket.com under Settings, API Keys.",
  valid: "Valid. This is the key for address",
  made: "New key created, for address",
  validRelayer: "It will be stored with the key for address",
  walletDiffers: "Your Polymarket wallet has a different address. That is normal.",
  nothingStored: "Nothing was stored.",
  claimed: "The file states this address, which is only proven once it is opened:",
  clearClipboard: "Clear the clipboard after 30 s if the key is still on it",
  can: "This window can",
  cannot: "It cannot",
  canCheck: "Check what you enter",
  canStore: "Store it in your keychain",
  canTell: "Tell the app the address, nothing else",
  cannotShow: "Show the key, now or later",
  cannotReach: "Reach the internet",
  cannotStay: "Stay open once the key is stored",
  noWindow:
    "No window can protect a key from other programs on this computer that read your clipboard or keyboard. Screen capture of this one is blocked on macOS and Windows.",
  cancel: "Cancel",
  check: "Check",
  make: "Create key",
  store: "Store key",
  stored: "Stored. This window is closing.",
  passphraseTitle: "Pilotfish passphrase",
  passphraseLead:
    "Pilotfish asks for it before anything that could put more real money at risk: going live, raising a limit, following someone new. It does not encrypt anything.",
  proofLead:
    "You confirmed something that could put more real money at risk. It only goes ahead with your passphrase.",
  yourPassphrase: "Your passphrase",
  currentPassphrase: "Current passphrase",
  newPassphrase: "New passphrase",
  newAgain: "Repeat new passphrase",
  tooShort: "At least 12 characters; several words are easier to remember.",
  differs: "The two passphrases do not match.",
  forgotten: "If you forget it, delete Pilotfish’s entry app-passphrase from your system’s keychain.",
  setPassphrase: "Set passphrase",
  removePassphrase: "Remove passphrase",
  confirm: "Confirm",
  done: "Done. This window is closing.",
  unreachable: "The program is not responding.",
  tryAgain: "Close this window and open it again. Nothing was stored.",
  fileTooLarge: "This file is too large to be a keystore file.",
  chooseOther: "Choose the JSON file that your wallet exported.",
};

export type Texts = typeof en;

const fr: Texts = {
  title: "Importer votre clé",
  titleGenerate: "Créer une clé",
  titleRelayer: "Saisir votre clé de relais",
  lead: "Pilotfish pourra alors dépenser ce que contient le portefeuille. N’y gardez que ce que vous pouvez vous permettre de perdre.",
  leadRelayer:
    "Pilotfish s’en sert pour envoyer, par le relais de Polymarket, les autorisations et les encaissements que vous avez confirmés. Elle ne peut pas déplacer d’argent à elle seule.",
  ways: "Provenance",
  key: "Clé privée",
  keystore: "Fichier keystore",
  generate: "Nouvelle clé",
  relayer: "Clé de relais",
  builder: "Clé builder",
  count: (typed) => `${typed} caractères sur 64`,
  held: "Saisie. Elle ne sera plus affichée ; tapez pour la remplacer.",
  paste: "Coller",
  clear: "Effacer",
  file: "Fichier keystore",
  choose: "Choisir le fichier…",
  other: "Autre…",
  passphrase: "Phrase secrète du fichier",
  fileRead:
    "Le fichier est lu, pas copié. Vous pourrez le supprimer ensuite ; gardez une sauvegarde de la clé ailleurs.",
  newKey:
    "Une nouvelle clé n’a pas encore de compte Polymarket : il faut en ouvrir un avec elle et y déposer de l’argent avant de pouvoir trader.",
  newKeyOnce:
    "Il n’en existe qu’un exemplaire, dans le trousseau de votre système, et aucune fenêtre ne l’affiche jamais. S’il est perdu, l’argent de son compte l’est aussi.",
  relayerKey: "Clé de relais",
  relayerAddress: "Adresse affichée à côté",
  builderKey: "Clé d’API",
  builderSecret: "Secret",
  builderPassphrase: "Phrase secrète",
  account: "Adresse du signataire du compte",
  where: "À créer sur polymarket.com, dans Settings, API Keys.",
  valid: "Valide. C’est la clé de l’adresse",
  made: "Nouvelle clé créée, pour l’adresse",
  validRelayer: "Elle sera enregistrée avec la clé de l’adresse",
  walletDiffers: "Votre portefeuille Polymarket a une autre adresse. C’est normal.",
  nothingStored: "Rien n’a été enregistré.",
  claimed: "Le fichier indique cette adresse, qui ne sera prouvée qu’à son ouverture :",
  clearClipboard: "Vider le presse-papiers au bout de 30 s si la clé y est encore",
  can: "Cette fenêtre peut",
  cannot: "Elle ne peut pas",
  canCheck: "Vérifier ce que vous saisissez",
  canStore: "L’enregistrer dans votre trousseau",
  canTell: "Donner l’adresse à l’application, rien de plus",
  cannotShow: "Afficher la clé, ni maintenant ni plus tard",
  cannotReach: "Accéder à internet",
  cannotStay: "Rester ouverte une fois la clé enregistrée",
  noWindow:
    "Aucune fenêtre ne protège une clé des autres programmes de cet ordinateur qui lisent le presse-papiers ou le clavier. La capture d’écran de celle-ci est bloquée sous macOS et Windows.",
  cancel: "Annuler",
  check: "Vérifier",
  make: "Créer une clé",
  store: "Enregistrer la clé",
  stored: "Enregistrée. Cette fenêtre se ferme.",
  passphraseTitle: "Phrase secrète de Pilotfish",
  passphraseLead:
    "Pilotfish la demande avant tout ce qui peut exposer davantage d’argent réel : passer en réel, relever une limite, suivre un nouveau trader. Elle ne chiffre rien.",
  proofLead:
    "Vous avez confirmé une action qui peut exposer davantage d’argent réel. Elle n’est exécutée qu’avec votre phrase secrète.",
  yourPassphrase: "Votre phrase secrète",
  currentPassphrase: "Phrase secrète actuelle",
  newPassphrase: "Nouvelle phrase secrète",
  newAgain: "Répéter la nouvelle phrase secrète",
  tooShort: "Au moins 12 caractères ; plusieurs mots se retiennent mieux.",
  differs: "Les deux phrases secrètes ne correspondent pas.",
  forgotten:
    "Si vous l’oubliez, supprimez l’entrée app-passphrase de Pilotfish dans le trousseau de votre système.",
  setPassphrase: "Définir la phrase secrète",
  removePassphrase: "Supprimer la phrase secrète",
  confirm: "Confirmer",
  done: "C’est fait. Cette fenêtre se ferme.",
  unreachable: "Le programme ne répond pas.",
  tryAgain: "Fermez cette fenêtre et ouvrez-la de nouveau. Rien n’a été enregistré.",
  fileTooLarge: "Ce fichier est trop grand pour être un fichier keystore.",
  chooseOther: "Choisissez le fichier JSON exporté par votre portefeuille.",
};

/** French typography asks for a thin no-break space before ; : ! ? and inside guillemets. */
const narrow = (text: string): string => text.replace(/ ([;:!?»])/g, "\u202f$1").replace(/« /g, "«\u202f");

const narrowed: Texts = {
  ...(Object.fromEntries(
    Object.entries(fr).map(([name, text]) => [name, typeof text === "string" ? narrow(text) : text]),
  ) as Texts),
};

export type Language = "en" | "fr";

export const textsOf = (language: Language): Texts => (language === "fr" ? narrowed : en);
