//! Reading JSON without losing digits. A token's id has 77 of them; where the venue writes one as a bare number it would become
//! a float, and the name of a token that nobody knows.

use std::borrow::Cow;

use serde_json::Value;

/// Whole numbers with more digits than this are read as texts: a float holds no more than 15 of them for certain.
const DIGITS_MOST: usize = 15;

/// Reads a body. A whole number that a float could not hold becomes a text of its digits.
///
/// # Errors
/// For what is no JSON.
pub(crate) fn read(text: &str) -> Result<Value, serde_json::Error> {
    serde_json::from_str(&exact(text))
}

/// The same text, with long whole numbers in quotes.
fn exact(text: &str) -> Cow<'_, str> {
    let mut quoted = String::new();
    let mut copied = 0;
    let mut rest = text.bytes().enumerate();
    let mut in_string = false;
    while let Some((at, byte)) = rest.next() {
        match byte {
            b'"' => in_string = !in_string,
            b'\\' if in_string => {
                rest.next();
            }
            b'0'..=b'9' | b'-' if !in_string => {
                let number = number_at(text, at);
                if is_long(number) {
                    quoted.push_str(text.get(copied..at).unwrap_or_default());
                    quoted.push('"');
                    quoted.push_str(number);
                    quoted.push('"');
                    copied = at + number.len();
                }
                if number.len() > 1 {
                    rest.nth(number.len() - 2);
                }
            }
            _ => {}
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    quoted.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(quoted)
}

fn number_at(text: &str, at: usize) -> &str {
    let tail = text.get(at..).unwrap_or_default();
    let end = tail.find(|letter: char| !(letter.is_ascii_digit() || matches!(letter, '-' | '+' | '.' | 'e' | 'E')));
    tail.get(..end.unwrap_or(tail.len())).unwrap_or_default()
}

fn is_long(number: &str) -> bool {
    let digits = number.strip_prefix('-').unwrap_or(number);
    digits.len() > DIGITS_MOST && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;

    const TOKEN: &str = "71321045679252212594626385532706912750332728571942532289631379312455583992563";

    #[test]
    fn a_token_written_as_a_number_keeps_all_its_digits() {
        for text in [
            format!(r#"{{"token_id":{TOKEN}}}"#),
            format!(r#"{{"token_id": {TOKEN} ,"n":1}}"#),
            format!(r#"{{"a":"\"","token_id":{TOKEN}}}"#),
            format!(r#"{{"token_id":"{TOKEN}"}}"#),
        ] {
            assert_eq!(read(&text).unwrap()["token_id"], TOKEN, "{text}");
        }
        let list = read(&format!("[{TOKEN},2,-{TOKEN}]")).unwrap();
        assert_eq!(
            (&list[0], &list[2]),
            (&Value::from(TOKEN), &Value::from(format!("-{TOKEN}")))
        );
        assert_eq!(list[1], 2);
    }

    #[test]
    fn everything_else_is_read_as_it_is() {
        let digits = format!(
            r#"{{"a":"1{TOKEN}\\","b":[0.123456789012345678,1e-7,1795338398277,-5,true,null],"c":"é{TOKEN}"}}"#
        );
        assert_eq!(read(&digits).unwrap(), serde_json::from_str::<Value>(&digits).unwrap());
        for broken in ["", "{", "12 13", r#"{"a":"#, "\"\\"] {
            assert!(read(broken).is_err(), "{broken}");
        }
    }
}
