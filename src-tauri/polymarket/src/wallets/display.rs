//! An address as a person compares it: in full, by EIP-55, and in ten groups of four.

use alloy::primitives::Address;

/// Characters in a group.
const GROUP: usize = 4;

/// An address to be shown.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ShownAddress {
    /// `0x` and 40 digits, with the checksum of EIP-55 in their case.
    pub full: String,
    /// The same digits in ten groups of four, without `0x`. All of them are to be compared: look-alikes share the ends.
    pub groups: Vec<String>,
}

/// That address as it is shown.
#[must_use]
pub fn shown(address: Address) -> ShownAddress {
    let full = address.to_checksum(None);
    let digits: Vec<char> = full.chars().skip(2).collect();
    let groups = digits.chunks(GROUP).map(|group| group.iter().collect()).collect();
    ShownAddress { full, groups }
}

#[cfg(test)]
mod tests {
    use alloy::primitives::address;

    use super::*;

    #[test]
    fn an_address_is_shown_with_its_checksum_and_in_ten_groups() {
        let shown = shown(address!("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"));
        assert_eq!(
            shown.full, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            "the example of EIP-55"
        );
        assert_eq!(
            shown.groups,
            [
                "5aAe", "b605", "3F3E", "94C9", "b9A0", "9f33", "6694", "35E7", "Ef1B", "eAed"
            ]
        );
    }
}
