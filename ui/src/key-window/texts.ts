/** The key window's own texts. It loads nothing of the main window's, so they are here and not in its catalogues. */

const en = {
  title: "Import your key",
  titleRelayer: "Enter your relayer key",
  lead: "Pilotfish can then spend what is in the wallet. Keep only what you can lose in it.",
  leadRelayer:
    "With it Pilotfish asks Polymarket’s relayer for approvals and redemptions that you confirmed. It cannot move money by itself.",
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
  passphrase: "Its passphrase",
  fileRead: "The file is read, not copied. You may delete it later; keep a backup of the key elsewhere.",
  newKey:
    "A new key has no Polymarket account yet: you would have to open one with it and put money in before you can trade.",
  newKeyOnce:
    "There is one copy of it, in your system’s keychain, and no window ever shows it. If that is lost, so is what its account holds.",
  relayerKey: "Relayer key",
  relayerAddress: "Address shown beside it",
  builderKey: "API key",
  builderSecret: "Secret",
  builderPassphrase: "Passphrase",
  account: "Signer address of the account it is for",
  where: "You make it on polymarket.com under Settings, API Keys.",
  valid: "Valid. This is the key of address",
  made: "A new key was made, of address",
  validRelayer: "It will be kept with the key of address",
  walletDiffers: "Your Polymarket wallet has another address. That is normal.",
  nothingStored: "Nothing was stored.",
  claimed: "The file names this address, which is proven only once it opens:",
  clearClipboard: "Clear the clipboard in 30 s, if the key is still in it",
  can: "This window can",
  cannot: "It cannot",
  canCheck: "Check what you enter",
  canStore: "Put it in your key store",
  canTell: "Tell the app the address, no more",
  cannotShow: "Show the key, now or later",
  cannotReach: "Reach the internet",
  cannotStay: "Stay open once the key is stored",
  noWindow:
    "No window can protect a key from other programs on this computer that read your clipboard or keyboard. Screen capture of this one is blocked on macOS and Windows.",
  cancel: "Cancel",
  check: "Check",
  make: "Make a key",
  store: "Store the key",
  stored: "Stored. This window closes.",
  passphraseTitle: "Passphrase of Pilotfish",
  passphraseLead:
    "Pilotfish asks for it before anything that can make you lose more real money: going live, a higher limit, a new follow. It encrypts nothing.",
  proofLead:
    "You confirmed something that can make you lose more real money. It is done only with your passphrase.",
  yourPassphrase: "Your passphrase",
  currentPassphrase: "Passphrase now",
  newPassphrase: "New passphrase",
  newAgain: "New passphrase, again",
  tooShort: "At least 12 characters; several words are easier to remember.",
  differs: "The two are not the same.",
  forgotten: "If you forget it, delete the entry app-passphrase of Pilotfish in your system’s keychain.",
  setPassphrase: "Set the passphrase",
  removePassphrase: "Remove it",
  confirm: "Confirm",
  done: "Done. This window closes.",
  unreachable: "The program does not answer.",
  tryAgain: "Close this window and open it again. Nothing was stored.",
  fileTooLarge: "This file is too large to be a keystore file.",
  chooseOther: "Choose the JSON file that your wallet exported.",
};

export type Texts = typeof en;

const fr: Texts = {
  title: "Importer votre clé",
  titleRelayer: "Saisir votre clé de relayer",
  lead: "Pilotfish pourra alors dépenser ce que contient le portefeuille. N’y gardez que ce que vous pouvez perdre.",
  leadRelayer:
    "Avec elle, Pilotfish demande au relayer de Polymarket les autorisations et les encaissements que vous avez confirmés. Seule, elle ne déplace pas d’argent.",
  ways: "Provenance",
  key: "Clé privée",
  keystore: "Fichier keystore",
  generate: "Nouvelle clé",
  relayer: "Clé de relayer",
  builder: "Clé de builder",
  count: (typed) => `${typed} caractères sur 64`,
  held: "Saisie. Elle ne sera plus affichée ; tapez pour la remplacer.",
  paste: "Coller",
  clear: "Effacer",
  file: "Fichier keystore",
  choose: "Choisir le fichier…",
  other: "Autre…",
  passphrase: "Sa phrase secrète",
  fileRead:
    "Le fichier est lu, pas copié. Vous pourrez le supprimer ; gardez une sauvegarde de la clé ailleurs.",
  newKey:
    "Une nouvelle clé n’a pas encore de compte Polymarket : il faudrait en ouvrir un avec elle et y mettre de l’argent avant de pouvoir négocier.",
  newKeyOnce:
    "Il n’en existe qu’un exemplaire, dans le trousseau de votre système, et aucune fenêtre ne l’affiche jamais. S’il est perdu, ce que contient son compte l’est aussi.",
  relayerKey: "Clé de relayer",
  relayerAddress: "Adresse affichée à côté",
  builderKey: "Clé d’API",
  builderSecret: "Secret",
  builderPassphrase: "Phrase secrète",
  account: "Adresse du signataire du compte concerné",
  where: "Vous la créez sur polymarket.com, dans Settings, API Keys.",
  valid: "Valide. C’est la clé de l’adresse",
  made: "Une nouvelle clé a été créée, pour l’adresse",
  validRelayer: "Elle sera rangée avec la clé de l’adresse",
  walletDiffers: "Votre portefeuille Polymarket a une autre adresse. C’est normal.",
  nothingStored: "Rien n’a été enregistré.",
  claimed: "Le fichier indique cette adresse, qui n’est prouvée qu’une fois ouvert :",
  clearClipboard: "Vider le presse-papiers dans 30 s, si la clé y est encore",
  can: "Cette fenêtre peut",
  cannot: "Elle ne peut pas",
  canCheck: "Vérifier ce que vous saisissez",
  canStore: "Le ranger dans votre trousseau",
  canTell: "Donner l’adresse au programme, rien de plus",
  cannotShow: "Montrer la clé, ni maintenant ni plus tard",
  cannotReach: "Accéder à internet",
  cannotStay: "Rester ouverte une fois la clé rangée",
  noWindow:
    "Aucune fenêtre ne protège une clé des autres programmes de cet ordinateur qui lisent le presse-papiers ou le clavier. La capture d’écran de celle-ci est bloquée sous macOS et Windows.",
  cancel: "Annuler",
  check: "Vérifier",
  make: "Créer une clé",
  store: "Ranger la clé",
  stored: "Rangée. Cette fenêtre se ferme.",
  passphraseTitle: "Phrase secrète de Pilotfish",
  passphraseLead:
    "Pilotfish la demande avant tout ce qui peut vous faire perdre plus d’argent réel : passer en réel, relever une limite, suivre quelqu’un de nouveau. Elle ne chiffre rien.",
  proofLead:
    "Vous avez confirmé une action qui peut vous faire perdre plus d’argent réel. Elle n’est faite qu’avec votre phrase secrète.",
  yourPassphrase: "Votre phrase secrète",
  currentPassphrase: "Phrase secrète actuelle",
  newPassphrase: "Nouvelle phrase secrète",
  newAgain: "La nouvelle, encore une fois",
  tooShort: "Au moins 12 caractères ; plusieurs mots se retiennent mieux.",
  differs: "Les deux ne sont pas identiques.",
  forgotten:
    "Si vous l’oubliez, supprimez l’entrée app-passphrase de Pilotfish dans le trousseau de votre système.",
  setPassphrase: "Définir la phrase secrète",
  removePassphrase: "La supprimer",
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
