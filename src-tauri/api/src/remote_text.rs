//! What others wrote (a trader's name, a market's question) as one line that cannot pose as anything else.

/// Letters that are not seen, or that turn the letters around them: with them a name looks like another one.
const fn hides(letter: char) -> bool {
    matches!(letter,
        '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// One line of it: no control and no hidden letters, blanks gathered to one, and no more than `most` letters, the last of which is
/// `…` where something is missing.
#[must_use]
pub fn plain(text: &str, most: usize) -> String {
    // What is beyond so many letters is not looked at: there may be very much of it.
    let looked_at = text.chars().take(most.saturating_mul(8).saturating_add(64));
    let seen = looked_at.filter(|letter| !hides(*letter));
    let spaced: String = seen
        .map(|letter| {
            let is_gap = letter.is_control() || letter.is_whitespace();
            if is_gap { ' ' } else { letter }
        })
        .collect();
    let line = spaced
        .split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let mut short: String = line.chars().take(most.saturating_sub(1)).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

/// What somebody calls themselves, as one line of a question or of a list at a terminal.
#[must_use]
pub fn plain_name(name: &str) -> String {
    plain(name, 40)
}

/// A market's question, as one line of a question or of a list at a terminal.
#[must_use]
pub fn plain_market(question: &str) -> String {
    plain(question, 90)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_wrote_is_one_line_of_letters_that_are_seen() {
        assert_eq!(plain("25usdc", 40), "25usdc");
        assert_eq!(plain("  two\n\tlines\u{0}of\u{7f} it ", 40), "two lines of it");
        // A name that would be read from right to left, or that has something in it that is not seen.
        assert_eq!(plain("a\u{202e}cdsu52\u{200b}\u{2066}b\u{feff}", 40), "acdsu52b");
        assert_eq!(plain("", 40), "");
        assert_eq!(plain("\u{202e}\n", 40), "");
        // Markup stays what it is: whoever shows it shows letters.
        assert_eq!(plain("<a href=\"x\">&", 40), "<a href=\"x\">&");
    }

    #[test]
    fn it_is_shortened_by_letters_not_by_bytes() {
        assert_eq!(plain("ééééé", 5), "ééééé");
        assert_eq!(plain("éééééé", 5), "éééé…");
        assert_eq!(plain("ab cd", 4), "ab…");
        assert_eq!(plain(&"x".repeat(10_000_000), 3), "xx…");
    }
}
