//! The frames of a WebSocket as a server writes them: whole, without a mask and without an extension.

use std::ops::Range;

const TEXT: u8 = 0x81;

/// The first frame of some bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// How many bytes it is, head included.
    pub length: usize,
    /// Where its text lies, if it is one of text.
    pub text: Option<Range<usize>>,
}

/// The first frame, if it is there whole.
#[must_use]
pub fn first(bytes: &[u8]) -> Option<Frame> {
    let (kind, short) = (*bytes.first()?, usize::from(bytes.get(1)? & 0x7f));
    let (head, length) = match short {
        126 => (4, usize::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?))),
        127 => {
            let long = u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?);
            (10, usize::try_from(long).ok()?)
        }
        short => (2, short),
    };
    let end = head + length;
    (bytes.len() >= end).then(|| Frame {
        length: end,
        text: (kind == TEXT).then_some(head..end),
    })
}

/// A frame of text.
///
/// # Panics
/// For a text of more than 64 KiB.
#[must_use]
pub fn of(text: &[u8]) -> Vec<u8> {
    let length = u16::try_from(text.len()).expect("a short text");
    let mut frame = vec![TEXT];
    match u8::try_from(length) {
        Ok(short @ ..126) => frame.push(short),
        _ => {
            frame.push(126);
            frame.extend_from_slice(&length.to_be_bytes());
        }
    }
    frame.extend_from_slice(text);
    frame
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_found_whole_and_only_whole() {
        for length in [0_usize, 5, 125, 126, 4_000, 65_535] {
            let text = vec![b'x'; length];
            let mut bytes = of(&text);
            let whole = bytes.len();
            assert_eq!(first(&bytes[..whole - 1]), None, "{length}");
            bytes.extend_from_slice(b"more");
            let frame = first(&bytes).unwrap();
            assert_eq!(frame.length, whole);
            assert_eq!(bytes[frame.text.unwrap()], text);
        }
        let ping = [0x89, 0x00];
        assert_eq!(first(&ping), Some(Frame { length: 2, text: None }));
    }
}
