//! A program's sections, as ELF has them: enough of the format to say in which of them two builds differ.

use std::collections::BTreeSet;

/// A text of a program is at least so long: shorter ones are chance.
const TEXT_LEAST: usize = 12;

/// A program: its sections by name, in their order.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Program<'a> {
    sections: Vec<(String, &'a [u8])>,
}

impl<'a> Program<'a> {
    /// Reads one of 64 bits, the low byte first; none of anything else.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        if !bytes.starts_with(b"\x7fELF\x02\x01") {
            return None;
        }
        let begin = usize::try_from(number(bytes, 0x28, 8)?).ok()?;
        let size = usize::try_from(number(bytes, 0x3a, 2)?).ok()?;
        let count = usize::try_from(number(bytes, 0x3c, 2)?).ok()?;
        let of_names = usize::try_from(number(bytes, 0x3e, 2)?).ok()?;
        let header = |place: usize| bytes.get(begin.checked_add(place.checked_mul(size)?)?..);
        let content = |header: &[u8]| -> Option<&'a [u8]> {
            /// A section that takes no room in the file.
            const NOBITS: u64 = 8;
            if number(header, 0x04, 4)? == NOBITS {
                return Some(&[]);
            }
            let from = usize::try_from(number(header, 0x18, 8)?).ok()?;
            let length = usize::try_from(number(header, 0x20, 8)?).ok()?;
            bytes.get(from..from.checked_add(length)?)
        };
        let names = content(header(of_names)?)?;
        let section = |place: usize| {
            let header = header(place)?;
            let name = names.get(usize::try_from(number(header, 0, 4)?).ok()?..)?;
            let name = name.split(|byte| *byte == 0).next()?;
            Some((String::from_utf8_lossy(name).into_owned(), content(header)?))
        };
        let sections = (0..count).map(section).collect::<Option<_>>()?;
        Some(Self { sections })
    }

    fn section(&self, name: &str) -> Option<&'a [u8]> {
        let mut sections = self.sections.iter();
        sections.find(|(known, _)| known == name).map(|(_, content)| *content)
    }

    /// The texts in it that name places: what builds differ in most often.
    fn paths(&self) -> BTreeSet<String> {
        let rodata = self.section(".rodata").unwrap_or_default();
        let printable = rodata.split(|byte| !(0x20..0x7f).contains(byte));
        printable
            .filter(|text| text.len() >= TEXT_LEAST && text.contains(&b'/'))
            .map(|text| String::from_utf8_lossy(text).into_owned())
            .collect()
    }
}

/// Which sections differ and by how much; of places that are named in one alone, so many.
pub(super) fn differences(here: &Program<'_>, there: &Program<'_>, most: usize) -> Vec<String> {
    let mut told = Vec::new();
    let names: BTreeSet<&str> = here
        .sections
        .iter()
        .chain(&there.sections)
        .map(|(name, _)| name.as_str())
        .collect();
    for name in names {
        match (here.section(name), there.section(name)) {
            (Some(one), Some(other)) if one == other => {}
            (Some(one), Some(other)) if one.len() == other.len() => {
                let count = one.iter().zip(other).filter(|(one, other)| one != other).count();
                told.push(format!("section {name}: {count} of {} bytes", one.len()));
            }
            (Some(one), Some(other)) => told.push(format!("section {name}: {} and {} bytes", one.len(), other.len())),
            (Some(_), None) => told.push(format!("section {name}: only in the first")),
            _ => told.push(format!("section {name}: only in the second")),
        }
    }
    if told.is_empty() {
        told.push("what stands outside of sections: headers, or the room between them".to_owned());
    }
    let (here, there) = (here.paths(), there.paths());
    let shown = |text: &String, sign: char| {
        let text: String = text.chars().take(200).collect();
        format!("{sign} {text}")
    };
    told.extend(here.difference(&there).take(most).map(|text| shown(text, '-')));
    told.extend(there.difference(&here).take(most).map(|text| shown(text, '+')));
    told
}

/// A number of so many bytes, the low one first.
fn number(bytes: &[u8], at: usize, long: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(long)?)?;
    Some(bytes.iter().rev().fold(0, |sum, byte| (sum << 8) | u64::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(bytes: &mut [u8], at: usize, number: &[u8]) {
        for (place, byte) in bytes.iter_mut().skip(at).zip(number) {
            *place = *byte;
        }
    }

    /// A program with these sections and nothing else.
    fn program(sections: &[(&str, &[u8])]) -> Vec<u8> {
        let mut bytes = b"\x7fELF\x02\x01".to_vec();
        bytes.resize(0x40, 0);
        let (mut names, mut heads) = (vec![0_u8], Vec::new());
        let place = |bytes: &mut Vec<u8>, content: &[u8]| {
            let from = bytes.len() as u64;
            bytes.extend_from_slice(content);
            (from, content.len() as u64)
        };
        let mut named = Vec::new();
        for (name, content) in sections {
            named.push((names.len(), place(&mut bytes, content)));
            names.extend_from_slice(name.as_bytes());
            names.push(0);
        }
        named.push((0, place(&mut bytes, &names)));
        for (name, (from, length)) in named {
            let mut head = vec![0_u8; 0x40];
            put(&mut head, 0, &u32::try_from(name).unwrap_or(0).to_le_bytes());
            put(&mut head, 0x18, &from.to_le_bytes());
            put(&mut head, 0x20, &length.to_le_bytes());
            heads.push(head);
        }
        let begin = (bytes.len() as u64).to_le_bytes();
        put(&mut bytes, 0x28, &begin);
        let count = u16::try_from(heads.len()).unwrap_or(0);
        put(&mut bytes, 0x3a, &0x40_u16.to_le_bytes());
        put(&mut bytes, 0x3c, &count.to_le_bytes());
        put(&mut bytes, 0x3e, &(count - 1).to_le_bytes());
        bytes.extend(heads.concat());
        bytes
    }

    #[test]
    fn the_sections_that_differ_are_named_with_the_places_in_them() {
        let one = program(&[
            (".text", b"same"),
            (".rodata", b"\0/srv/one/src/main.rs\0"),
            (".note", b"1"),
        ]);
        let other = program(&[
            (".text", b"same"),
            (".rodata", b"\0/srv/two/src/main.rs\0"),
            (".note", b"22"),
        ]);
        let (one, other) = (Program::read(&one), Program::read(&other));
        let told = match (&one, &other) {
            (Some(one), Some(other)) => differences(one, other, 5),
            none => vec![format!("not read: {none:?}")],
        };
        assert_eq!(
            told,
            [
                "section .note: 1 and 2 bytes",
                "section .rodata: 3 of 22 bytes",
                "- /srv/one/src/main.rs",
                "+ /srv/two/src/main.rs"
            ]
        );
    }

    #[test]
    fn what_is_no_program_is_none() {
        assert_eq!(Program::read(b"#!/bin/sh\n"), None);
        assert_eq!(Program::read(b"\x7fELF\x02\x01 and cut off"), None);
        let whole = program(&[(".text", b"same")]);
        for length in 0..whole.len() {
            // However it is cut, nothing is read beyond its end.
            let _ = Program::read(whole.get(..length).unwrap_or_default());
        }
        assert!(Program::read(&whole).is_some());
    }
}
