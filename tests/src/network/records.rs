//! Where TLS records of content begin and end, read from their headers alone.

/// The kind of a record that holds content.
const CONTENT: u8 = 23;
/// The bytes of a record's header: kind, version, length.
const HEADER: usize = 5;

/// What passed in one direction so far.
#[derive(Debug, Default)]
pub(super) struct Records {
    header: Vec<u8>,
    /// Of the record that is under way.
    left: usize,
    is_wanted: bool,
}

/// Where in a piece something was seen: so many bytes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// A record of at least that length has begun.
    Begun(usize),
    /// It is over.
    Over(usize),
}

impl Records {
    /// Looks at the next piece, for records of content with at least so many bytes.
    pub(super) fn look(&mut self, piece: &[u8], least: usize) -> Vec<Seen> {
        let (mut seen, mut place) = (Vec::new(), 0);
        while place < piece.len() {
            if self.left > 0 {
                let step = self.left.min(piece.len() - place);
                (self.left, place) = (self.left - step, place + step);
                if self.left == 0 && std::mem::take(&mut self.is_wanted) {
                    seen.push(Seen::Over(place));
                }
                continue;
            }
            self.header.push(piece[place]);
            place += 1;
            if let [kind, _, _, high, low] = self.header[..] {
                self.left = usize::from(u16::from_be_bytes([high, low]));
                self.is_wanted = kind == CONTENT && self.left >= least;
                self.header.clear();
                if self.is_wanted {
                    seen.push(Seen::Begun(place));
                }
            }
        }
        debug_assert!(self.header.len() < HEADER, "a header is taken as soon as it is whole");
        seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u8, length: u16) -> Vec<u8> {
        let mut bytes = vec![kind, 3, 3];
        bytes.extend(length.to_be_bytes());
        bytes.extend(vec![0; usize::from(length)]);
        bytes
    }

    #[test]
    fn long_records_of_content_are_seen_however_they_are_cut_into_pieces() {
        let all = [record(22, 2_000), record(23, 60), record(23, 900), record(23, 10)].concat();
        let begins = 2_005 + 65 + 5;
        let whole = Records::default().look(&all, 800);
        assert_eq!(whole, [Seen::Begun(begins), Seen::Over(begins + 900)]);
        for size in [1, 3, 7, 1_000] {
            let (mut records, mut before, mut seen) = (Records::default(), 0, Vec::new());
            for piece in all.chunks(size) {
                seen.extend(records.look(piece, 800).into_iter().map(|found| match found {
                    Seen::Begun(at) => Seen::Begun(before + at),
                    Seen::Over(at) => Seen::Over(before + at),
                }));
                before += piece.len();
            }
            assert_eq!(seen, whole, "in pieces of {size}");
        }
    }
}
