//! What the key window sends: one frame of bytes, read in place, so that no copy of a secret is made by reading it.
//!
//! The first byte says what is asked; each field after it is its length (four bytes, big-endian) and its text in UTF-8. The page's half
//! is `ui/src/key-window/frame.ts`.

/// A longer frame is none: a keystore file is under a kilobyte.
pub(super) const FRAME_BYTES_MOST: usize = 131_072;

/// What is asked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked<'a> {
    /// Close the window; nothing is kept.
    Leave,
    /// Keep what was looked at, which the window showed with that address. With `clear_clipboard` the key is taken off the clipboard
    /// half a minute later, if it is still on it.
    Keep {
        /// The address, as it was answered.
        address: &'a str,
        /// Whether the user wants that.
        clear_clipboard: bool,
    },
    /// Forget what was looked at.
    Forget,
    /// Look at what was entered.
    Look(Entry<'a>),
    /// Set the passphrase of the app in place of the one that is set; `current` is empty where none is.
    SetPassphrase { current: &'a str, chosen: &'a str },
    /// Remove the passphrase of the app.
    RemovePassphrase { current: &'a str },
    /// The passphrase of the app, which something waits for.
    Prove { passphrase: &'a str },
}

/// What was entered.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry<'a> {
    /// A private key, typed or pasted into the field.
    Key(&'a str),
    /// The private key that is on the clipboard: the program reads it itself, so that it never enters the page.
    Clipboard,
    /// The text of a keystore file, and its passphrase.
    Keystore { file: &'a str, passphrase: &'a str },
    /// A new key.
    Generate,
    /// A relayer key, and the address beside it in the settings of polymarket.com.
    RelayerKey { key: &'a str, address: &'a str },
    /// A builder's three texts, and the account that they are kept with, by its signer's address.
    BuilderKey {
        account: &'a str,
        key: &'a str,
        secret: &'a str,
        passphrase: &'a str,
    },
}

impl<'a> Asked<'a> {
    /// Reads a frame; none where it is none.
    pub(super) fn of(frame: &'a [u8]) -> Option<Self> {
        if frame.len() > FRAME_BYTES_MOST {
            return None;
        }
        let (what, fields) = frame.split_first()?;
        Some(match what {
            0 => {
                let [] = texts(fields)?;
                Self::Leave
            }
            1 => {
                let [address, clear] = texts(fields)?;
                let clear_clipboard = match clear {
                    "" => false,
                    "clear" => true,
                    _ => return None,
                };
                Self::Keep {
                    address,
                    clear_clipboard,
                }
            }
            2 => {
                let [] = texts(fields)?;
                Self::Forget
            }
            3 => {
                let [key] = texts(fields)?;
                Self::Look(Entry::Key(key))
            }
            4 => {
                let [] = texts(fields)?;
                Self::Look(Entry::Clipboard)
            }
            5 => {
                let [file, passphrase] = texts(fields)?;
                Self::Look(Entry::Keystore { file, passphrase })
            }
            6 => {
                let [] = texts(fields)?;
                Self::Look(Entry::Generate)
            }
            7 => {
                let [key, address] = texts(fields)?;
                Self::Look(Entry::RelayerKey { key, address })
            }
            8 => {
                let [account, key, secret, passphrase] = texts(fields)?;
                Self::Look(Entry::BuilderKey {
                    account,
                    key,
                    secret,
                    passphrase,
                })
            }
            9 => {
                let [current, chosen] = texts(fields)?;
                Self::SetPassphrase { current, chosen }
            }
            10 => {
                let [current] = texts(fields)?;
                Self::RemovePassphrase { current }
            }
            11 => {
                let [passphrase] = texts(fields)?;
                Self::Prove { passphrase }
            }
            _ => return None,
        })
    }
}

impl Asked<'_> {
    /// Whether it may be asked while the main window is locked: what gives nothing of the account, or wants the passphrase itself.
    pub(super) const fn may_while_locked(&self) -> bool {
        match self {
            Self::Leave
            | Self::Forget
            | Self::Prove { .. }
            | Self::SetPassphrase { .. }
            | Self::RemovePassphrase { .. } => true,
            Self::Look(_) | Self::Keep { .. } => false,
        }
    }
}

/// Exactly so many texts.
fn texts<const N: usize>(bytes: &[u8]) -> Option<[&str; N]> {
    let mut rest = bytes;
    let mut texts = [""; N];
    for text in &mut texts {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let (field, after) = after.split_at_checked(length)?;
        *text = std::str::from_utf8(field).ok()?;
        rest = after;
    }
    rest.is_empty().then_some(texts)
}

#[cfg(test)]
pub(super) fn frame(what: u8, texts: &[&str]) -> Vec<u8> {
    let mut bytes = vec![what];
    for text in texts {
        let length = u32::try_from(text.len()).expect("a short text");
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(text.as_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn while_locked_no_secret_is_looked_at_or_kept() {
        let may: Vec<u8> = (0..=11)
            .filter(|what| {
                let texts: &[&str] = match what {
                    0 | 2 | 4 | 6 => &[],
                    3 | 10 | 11 => &["one"],
                    8 => &["one", "two", "three", "four"],
                    1 => &["0xA", ""],
                    _ => &["one", "two"],
                };
                let frame = frame(*what, texts);
                Asked::of(&frame).expect("a frame").may_while_locked()
            })
            .collect();
        assert_eq!(may, [0, 2, 9, 10, 11]);
    }

    #[test]
    fn each_frame_is_what_it_says() {
        let cases: [(Vec<u8>, Asked<'_>); 13] = [
            (frame(0, &[]), Asked::Leave),
            (frame(1, &["0xA", ""]), keep(false)),
            (frame(1, &["0xA", "clear"]), keep(true)),
            (frame(2, &[]), Asked::Forget),
            (frame(3, &["key"]), Asked::Look(Entry::Key("key"))),
            (frame(4, &[]), Asked::Look(Entry::Clipboard)),
            (
                frame(5, &["{}", "pâss"]),
                Asked::Look(Entry::Keystore {
                    file: "{}",
                    passphrase: "pâss",
                }),
            ),
            (frame(6, &[]), Asked::Look(Entry::Generate)),
            (
                frame(7, &["k", "0xB"]),
                Asked::Look(Entry::RelayerKey {
                    key: "k",
                    address: "0xB",
                }),
            ),
            (
                frame(8, &["0xC", "k", "s", "p"]),
                Asked::Look(Entry::BuilderKey {
                    account: "0xC",
                    key: "k",
                    secret: "s",
                    passphrase: "p",
                }),
            ),
            (
                frame(9, &["", "new"]),
                Asked::SetPassphrase {
                    current: "",
                    chosen: "new",
                },
            ),
            (frame(10, &["old"]), Asked::RemovePassphrase { current: "old" }),
            (frame(11, &["old"]), Asked::Prove { passphrase: "old" }),
        ];
        for (bytes, asked) in &cases {
            assert!(Asked::of(bytes) == Some(*asked), "{bytes:?}");
        }
    }

    fn keep(clear_clipboard: bool) -> Asked<'static> {
        Asked::Keep {
            address: "0xA",
            clear_clipboard,
        }
    }

    #[test]
    fn what_is_no_frame_asks_for_nothing() {
        let whole = frame(5, &["file", "passphrase"]);
        for cut in 0..whole.len() {
            assert!(Asked::of(&whole[..cut]).is_none(), "cut at {cut}");
        }
        let longer = [whole.as_slice(), &[0]].concat();
        let endless = [&[3_u8][..], &[0xFF; 4], b"key"].concat();
        let no_text = [&[3_u8][..], &[0, 0, 0, 1], &[0xFF]].concat();
        let too_long = frame(3, &[&"a".repeat(FRAME_BYTES_MOST)]);
        let other_word = frame(1, &["0xA", "yes"]);
        for bytes in [
            longer,
            endless,
            no_text,
            too_long,
            other_word,
            frame(9, &[]),
            Vec::new(),
        ] {
            assert!(Asked::of(&bytes).is_none());
        }
    }
}
