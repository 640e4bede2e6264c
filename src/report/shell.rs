//! Quoting for shells: what a name holds is never read as a command.

/// A word for bash and its kin.
pub(super) fn bash(text: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./:@=,+".contains(letter);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// An address for bash and its kin, as people write it: between double quotes. Where something in the path means anything there,
/// it stands between apostrophes. The query is one of ours: of what means something, it may hold `$`.
pub(super) fn address(path: &str, query: &str) -> String {
    let inert = |letter: char| {
        let quote = matches!(letter, '"' | '\u{201C}' | '\u{201D}' | '\u{201E}');
        !quote && !matches!(letter, '$' | '`' | '\\' | '!') && !letter.is_control()
    };
    if path.chars().all(inert) {
        return format!("\"{path}{}\"", query.replace('$', "\\$"));
    }
    format!("'{}'", format!("{path}{query}").replace('\'', r"'\''"))
}

/// Whether an id can be the name of a file as it is.
pub(super) fn is_plain_name(id: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    !id.is_empty() && !id.starts_with(['-', '.']) && id.chars().all(plain)
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
    fn addresses_are_inert() {
        let rows = [
            (
                "/subscriptions/s1/resourceGroups/a (b)",
                "\"/subscriptions/s1/resourceGroups/a (b)?\\$expand=x\"",
                "plain enough",
            ),
            ("/$(touch x)", "'/$(touch x)?$expand=x'", "a substitution"),
            ("/`touch x`", "'/`touch x`?$expand=x'", "another one"),
            ("/x\"; touch x", "'/x\"; touch x?$expand=x'", "a quote ends the text"),
            ("/x'\";", r#"'/x'\''";?$expand=x'"#, "both quotes"),
        ];
        for (path, expected, why) in rows {
            assert_eq!(address(path, "?$expand=x"), expected, "{why}");
        }
    }

    #[test]
    fn plain_names_become_names_of_files() {
        assert!(is_plain_name("5d0c-1"));
        for odd in ["", "../x", "$(x)", "-x", ".x", "a b"] {
            assert!(!is_plain_name(odd), "{odd}");
        }
    }

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
