//! Quoting for shells: what a name holds is never read as a command.

/// A word for bash and its kin.
pub(super) fn bash(text: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./:@=,+".contains(letter);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A text for PowerShell: nothing but an apostrophe means anything between apostrophes, and it takes curly ones for straight.
pub(super) fn powershell(text: &str) -> String {
    let mut quoted = String::from("'");
    for letter in text.chars() {
        if matches!(letter, '\'' | '\u{2018}' | '\u{2019}' | '\u{201A}' | '\u{201B}') {
            quoted.push(letter);
        }
        quoted.push(letter);
    }
    quoted.push('\'');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_escapes_from_quotes() {
        let rows = [
            ("plain-1", "plain-1", "'plain-1'", "nothing to quote"),
            ("", "''", "''", "an empty word is a word"),
            ("a b", "'a b'", "'a b'", "a blank parts words"),
            ("$(rm -rf /)", "'$(rm -rf /)'", "'$(rm -rf /)'", "no substitution between apostrophes"),
            ("it's", r"'it'\''s'", "'it''s'", "an apostrophe ends a text"),
            ("it\u{2019}s", "'it\u{2019}s'", "'it\u{2019}\u{2019}s'", "PowerShell ends a text at a curly one as well"),
            ("`whoami`", "'`whoami`'", "'`whoami`'", "nor at backticks"),
            ("a\"b", "'a\"b'", "'a\"b'", "double quotes are letters"),
        ];
        for (text, in_bash, in_powershell, why) in rows {
            assert_eq!(bash(text), in_bash, "{why}");
            assert_eq!(powershell(text), in_powershell, "{why}");
        }
    }
}
