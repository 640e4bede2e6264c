//! [`RawWord`]: the words and marks of a cell, before anybody knows what they mean.

use super::inline::Inline;
use super::tick::FOOTNOTES;

/// A word, or what stands between words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RawWord {
    Word(String),
    Mark(char),
    Break,
    Link { text: String, to: String },
    Footnote(String),
}

/// The words of a text in lower case, without marks.
pub(super) fn words_of(text: &str) -> Vec<String> {
    let mut raws = Vec::new();
    split(text, &mut raws);
    let word = |raw: RawWord| match raw {
        RawWord::Word(word) => Some(word.to_lowercase()),
        _ => None,
    };
    raws.into_iter().filter_map(word).collect()
}

/// The words and marks of a cell.
pub(super) fn raws(parts: &[Inline]) -> Vec<RawWord> {
    let mut raws = Vec::new();
    for part in parts {
        match part {
            Inline::Text(text) => split(text, &mut raws),
            Inline::Link { text, to } => raws.push(RawWord::Link { text: text.clone(), to: to.clone() }),
            Inline::Break => raws.push(RawWord::Break),
            Inline::Footnote(mark) => raws.push(RawWord::Footnote(mark.clone())),
        }
    }
    raws
}

fn split(text: &str, raws: &mut Vec<RawWord>) {
    let is_mark = |letter: char| matches!(letter, '(' | ')' | ',' | ';' | '"' | '“' | '”' | '[' | ']');
    for piece in text.split_whitespace() {
        let mut rest = piece;
        while let Some(at) = rest.find(is_mark) {
            word(rest.get(..at).unwrap_or_default(), raws);
            let mark = rest.get(at..).and_then(|rest| rest.chars().next()).unwrap_or(' ');
            raws.push(RawWord::Mark(mark));
            rest = rest.get(at + mark.len_utf8()..).unwrap_or_default();
        }
        word(rest, raws);
    }
}

fn word(text: &str, raws: &mut Vec<RawWord>) {
    let bare = text.trim_end_matches(['.', ':', '!', '?']);
    match bare {
        "" => {
            if text.starts_with(':') {
                raws.push(RawWord::Mark(':'));
            }
            return;
        }
        "-" | "–" | "—" | "•" | "·" | "*" => return raws.push(RawWord::Mark(if bare == "*" { '*' } else { '-' })),
        "/" | "|" => return raws.push(RawWord::Word("or".to_owned())),
        "&" | "+" => return raws.push(RawWord::Word("and".to_owned())),
        _ => {}
    }
    let named = if bare.contains('/') { bare } else { bare.trim_end_matches(FOOTNOTES) };
    let is_choice = !bare.eq_ignore_ascii_case("n/a")
        && !bare.contains(['.', '<', '{'])
        && bare.matches('/').count() == 1
        && named.chars().all(|letter| letter.is_alphabetic() || letter == '/');
    match named
        .split_once('/')
        .filter(|(first, second)| is_choice && !first.is_empty() && !second.is_empty() && !is_verb(second))
    {
        Some((first, second)) if first.eq_ignore_ascii_case("and") && second.eq_ignore_ascii_case("or") => {
            raws.push(RawWord::Word("or".to_owned()));
        }
        Some((first, second)) => raws.extend([first, "or", second].map(|word| RawWord::Word(word.to_owned()))),
        None => {
            if !named.is_empty() {
                raws.push(RawWord::Word(named.to_owned()));
            }
            if named.len() < bare.len() {
                raws.push(RawWord::Footnote(bare.get(named.len()..).unwrap_or_default().to_owned()));
            }
        }
    }
    if text.ends_with(':') {
        raws.push(RawWord::Mark(':'));
    }
}

fn is_verb(word: &str) -> bool {
    ["read", "write", "delete", "action"].iter().any(|verb| word.eq_ignore_ascii_case(verb))
}
