//! Rust as text: what in it is code, and what of that are words and floats.

/// The names and key words in it.
pub(crate) fn words(code: &str) -> Vec<&str> {
    code.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .filter(|word| !word.is_empty())
        .collect()
}

/// A number with a fraction: digits, a point, a digit, and not the field of a field of a tuple.
pub(crate) fn has_float(code: &str) -> bool {
    let letters: Vec<char> = code.chars().collect();
    let is_digit = |place: usize| letters.get(place).is_some_and(char::is_ascii_digit);
    (1..letters.len()).any(|point| {
        if letters[point] != '.' || !is_digit(point - 1) || !is_digit(point + 1) {
            return false;
        }
        let begin = (0..point)
            .rev()
            .find(|place| !is_digit(*place) && letters[*place] != '_');
        begin.is_none_or(|before| letters[before] != '.' && !letters[before].is_alphanumeric())
    })
}

/// The text without its comments, and with its literals emptied.
pub(crate) fn code_of(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let at = |place: usize| letters.get(place).copied().unwrap_or('\0');
    let mut code = String::new();
    let mut place = 0;
    while place < letters.len() {
        match (at(place), at(place + 1)) {
            ('/', '/') => place = skip(&letters, place, |place| at(place) == '\n'),
            ('/', '*') => place = after_comment(&letters, place),
            ('r', '"' | '#') if !code.ends_with(|letter: char| letter.is_alphanumeric() || letter == '_') => {
                let hashes = (place + 1..).take_while(|place| at(*place) == '#').count();
                place = after_raw(&letters, place + 1 + hashes, hashes);
            }
            ('"', _) => place = after_quoted(&letters, place + 1, '"'),
            // A letter between quotes, not a lifetime.
            ('\'', next) if next == '\\' || at(place + 2) == '\'' => place = after_quoted(&letters, place + 1, '\''),
            (letter, _) => {
                code.push(letter);
                place += 1;
            }
        }
    }
    code
}

fn skip(letters: &[char], from: usize, ends: impl Fn(usize) -> bool) -> usize {
    (from..letters.len())
        .find(|place| ends(*place))
        .unwrap_or(letters.len())
}

fn after_comment(letters: &[char], from: usize) -> usize {
    let (mut depth, mut place) = (0_usize, from);
    while place + 1 < letters.len() {
        match (letters[place], letters[place + 1]) {
            ('/', '*') => (depth, place) = (depth + 1, place + 2),
            ('*', '/') => (depth, place) = (depth - 1, place + 2),
            _ => place += 1,
        }
        if depth == 0 {
            return place;
        }
    }
    letters.len()
}

fn after_raw(letters: &[char], quote: usize, hashes: usize) -> usize {
    let ends =
        |place: usize| letters[place] == '"' && (1..=hashes).all(|offset| letters.get(place + offset) == Some(&'#'));
    skip(letters, quote + 1, ends) + 1 + hashes
}

fn after_quoted(letters: &[char], from: usize, quote: char) -> usize {
    let mut place = from;
    while place < letters.len() && letters[place] != quote {
        place += if letters[place] == '\\' { 2 } else { 1 };
    }
    place + 1
}

#[test]
fn comments_and_texts_are_no_code() {
    let text = r##"
        // f64 and HashMap
        /* Instant /* f32 */ rand */
        let quoted = "SystemTime \" f64";
        let raw = r#"HashMap " 1.5"#;
        let letter = '"';
        fn life<'a>(x: &'a u8) -> (u8, u8) { (pair.0.1, 7..8) }
    "##;
    let code = code_of(text);
    assert!(
        words(&code).iter().all(|word| !super::CORE_FORBIDS.contains(word)),
        "{code}"
    );
    assert!(!has_float(&code), "{code}");
    assert!(code.contains("life") && code.contains("let letter"), "{code}");
    assert!(has_float("let x = 1.5;") && has_float("a * 0.1_f64"));
    assert!(words("use std::time::Instant;").contains(&"Instant"));
}
