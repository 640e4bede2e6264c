//! A cell as tokens: roles, actions, scopes, `and`, `or`, and the words that are none of these.

use super::actions::{ActionReader, ActionReading};
use super::inline::{Inline, plain};
use super::names::{FoundRole, RoleNames, RoleSystem};
use super::phrases::{self, Phrase};
use super::raw_words::{RawWord, raws};
use super::scope::{self, ScopePlace};

/// What a cell is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CellToken {
    /// A role of the catalog.
    Role(FoundRole),
    /// A role that the catalog has as an Azure role and as an Entra role.
    AmbiguousRole(String),
    /// What looks like a role and is none; the closest name.
    UnknownRole(String, Option<String>),
    /// The words name one role and the link another.
    Conflict(String),
    /// An action or a pattern.
    Action(ActionReading),
    /// A scope that the words before it are for.
    At(ScopePlace),
    /// Words of a known meaning.
    Phrase(Phrase),
    Comma,
    /// The end of a line; `true` where an item of a list begins.
    Break(bool),
    Open,
    Close,
    Footnote(String),
    /// Words that mean nothing here.
    Glue,
    /// A word that nothing is known of.
    Other(String),
}

/// What a cell is read with.
#[derive(Clone, Copy)]
pub(super) struct CellContext<'c> {
    pub(super) names: &'c RoleNames<'c>,
    pub(super) actions: &'c ActionReader<'c>,
    /// Whose roles the header says that they are.
    pub(super) system: Option<RoleSystem>,
    /// The resource provider above the table.
    pub(super) provider: Option<&'c str>,
}

/// The tokens of a cell.
pub(super) fn tokens(parts: &[Inline], context: CellContext<'_>) -> Vec<CellToken> {
    let raws = raws(parts);
    let lower: Vec<String> =
        raws.iter().map(|raw| if let RawWord::Word(word) = raw { word.to_lowercase() } else { String::new() }).collect();
    let words: Vec<&str> = lower.iter().map(String::as_str).collect();
    let mut lexer = CellLexer { context, raws: &raws, words: &words, at: 0, done: Vec::new() };
    lexer.said_system(parts);
    while lexer.at < raws.len() {
        lexer.next();
    }
    lexer.done
}

struct CellLexer<'c> {
    context: CellContext<'c>,
    raws: &'c [RawWord],
    /// The same in lower case; nothing where there is no word.
    words: &'c [&'c str],
    at: usize,
    done: Vec<CellToken>,
}

impl<'c> CellLexer<'c> {
    /// The cell itself may say whose roles it names; a link to the other list of roles is then a conflict.
    fn said_system(&mut self, parts: &[Inline]) {
        let text = plain(parts).to_lowercase();
        let says = |words: &[&str]| words.iter().any(|words| text.contains(words));
        let leads_to_azure =
            parts.iter().any(|part| matches!(part, Inline::Link { to, .. } if system_of(to) == Some(RoleSystem::Azure)));
        let (of_entra, of_azure) =
            (says(&["entra id roles", "entra roles", "entra id role:"]), says(&["azure rbac", "azure role", "azure built-in"]));
        if self.context.system.is_none() {
            self.context.system = match (of_entra || (says(&["in microsoft entra id"]) && !leads_to_azure), of_azure) {
                (true, false) => Some(RoleSystem::Entra),
                (false, true) if !says(&["entra"]) => Some(RoleSystem::Azure),
                _ => None,
            };
        }
    }

    fn next(&mut self) {
        let raws: &'c [RawWord] = self.raws;
        let Some(raw) = raws.get(self.at) else { return };
        match raw {
            RawWord::Word(word) => self.word(word),
            RawWord::Mark(mark) => self.mark(*mark),
            RawWord::Break => {
                self.at += 1;
                self.push(CellToken::Break(false));
            }
            RawWord::Footnote(mark) => {
                self.at += 1;
                self.push(CellToken::Footnote(mark.clone()));
            }
            RawWord::Link { text, to } => {
                self.at += 1;
                self.link(text, to);
            }
        }
    }

    fn push(&mut self, token: CellToken) {
        self.done.push(token);
    }

    fn mark(&mut self, mark: char) {
        self.at += 1;
        let token = match mark {
            '(' | '[' => CellToken::Open,
            ')' | ']' => CellToken::Close,
            ',' | ';' => CellToken::Comma,
            '-' | '*' => match self.done.last_mut() {
                Some(CellToken::Break(is_item)) => {
                    *is_item = true;
                    return;
                }
                None => CellToken::Break(true),
                Some(_) if mark == '*' => CellToken::Footnote("*".to_owned()),
                Some(_) => CellToken::Comma,
            },
            _ => CellToken::Glue,
        };
        self.push(token);
    }

    fn word(&mut self, word: &str) {
        let rest = self.words.get(self.at..).unwrap_or_default();
        if let Some(action) = self.context.actions.read(word, self.context.provider) {
            self.at += 1;
            return self.push(CellToken::Action(action));
        }
        if let Some((length, roles)) = self.context.names.longest(rest).filter(|(length, _)| self.is_name(word, *length)) {
            let token = self.role(roles, word);
            self.at += length;
            return self.push(token);
        }
        if let Some((length, place)) = Self::scope(rest) {
            self.at += length;
            return self.push(CellToken::At(place));
        }
        if let Some((length, phrase)) = phrases::longest(rest) {
            self.at += length;
            return self.push(phrase.map_or(CellToken::Glue, CellToken::Phrase));
        }
        self.unknown(word);
    }

    /// Whether a name stands by itself: a word with a capital letter beside it makes another name of it.
    fn is_name(&self, first: &str, length: usize) -> bool {
        let is_alone = self.raws.len() == length;
        let is_written = length > 1 || first.starts_with(char::is_uppercase) || is_alone || self.is_listed(length);
        let is_after_name = matches!(self.done.last(), Some(CellToken::Other(word)) if word.starts_with(char::is_uppercase))
            && matches!(self.raws.get(self.at.wrapping_sub(1)), Some(RawWord::Word(_)));
        is_written && !is_after_name && !self.goes_on(self.at + length)
    }

    /// Whether a name in small letters is in a list of roles: `Owner, contributor, or a custom role`.
    fn is_listed(&self, length: usize) -> bool {
        const AFTER: [&str; 7] = ["or", "and", "role", "roles", "at", "on", "in"];
        let is_between = |token: &&CellToken| matches!(token, CellToken::Comma | CellToken::Phrase(Phrase::Or | Phrase::And));
        let before = self.done.iter().rev().find(|token| !is_between(token));
        let joins = self.done.last().as_ref().is_some_and(is_between);
        let ends = match self.raws.get(self.at + length) {
            None | Some(RawWord::Break | RawWord::Footnote(_)) => true,
            Some(RawWord::Mark(mark)) => matches!(mark, ',' | ';' | ')' | '('),
            Some(RawWord::Word(word)) => AFTER.contains(&word.as_str()),
            Some(RawWord::Link { .. }) => false,
        };
        joins && ends && matches!(before, Some(CellToken::Role(_)))
    }

    /// Whether a name goes on with a word with a capital letter that means nothing else.
    fn goes_on(&self, at: usize) -> bool {
        let Some(RawWord::Word(next)) = self.raws.get(at) else { return false };
        let rest = self.words.get(at..).unwrap_or_default();
        next.starts_with(char::is_uppercase)
            && phrases::longest(rest).is_none()
            && self.context.names.longest(rest).is_none()
            && self.context.actions.read(next, self.context.provider).is_none()
    }

    fn role(&self, roles: &[FoundRole], name: &str) -> CellToken {
        let of = |system: RoleSystem| roles.iter().find(|role| role.system == system);
        match (roles, self.context.system.and_then(of)) {
            (_, Some(role)) => CellToken::Role(role.clone()),
            ([role], None) if self.context.system.is_none() => CellToken::Role(role.clone()),
            ([role, ..], None) if self.context.system.is_none() => CellToken::AmbiguousRole(role.name.clone()),
            _ => CellToken::Conflict(roles.first().map_or(name, |role| role.name.as_str()).to_owned()),
        }
    }

    /// `at the subscription level`, `to the Log Analytics workspace`.
    fn scope(rest: &[&str]) -> Option<(usize, ScopePlace)> {
        const BEFORE: [&str; 9] = ["at", "on", "to", "for", "in", "over", "within", "from", "of"];
        rest.first().filter(|word| BEFORE.contains(word))?;
        let mut found: Option<(usize, ScopePlace)> = None;
        let mut at = 1;
        // `resource group or subscription level`: of several the narrowest is enough.
        loop {
            at += rest.get(at..)?.iter().take_while(|word| scope::ARTICLES.contains(*word)).count();
            let Some((length, place)) = rest.get(at..).and_then(scope::longest) else { return found };
            at += length;
            at += rest.get(at..)?.iter().take_while(|word| scope::LEVELS.contains(*word)).count();
            let narrowest = found.map_or(place, |(_, other)| if other.kind() > place.kind() { other } else { place });
            found = Some((at, narrowest));
            if rest.get(at) != Some(&"or") {
                return found;
            }
            at += 1;
        }
    }

    /// Words with capital letters that end as names of roles do are a role that nobody knows; every other word is itself.
    fn unknown(&mut self, word: &str) {
        let is_part = |at: usize| matches!(self.raws.get(at), Some(RawWord::Word(word)) if word.starts_with(char::is_uppercase) && !matches!(phrases::longest(self.words.get(at..).unwrap_or_default()), Some((_, Some(_)))));
        let length = (0..10).take_while(|step| is_part(self.at + step)).count();
        let run: Vec<&str> = self.words.get(self.at..self.at + length).unwrap_or_default().to_vec();
        let end = run.iter().rposition(|word| phrases::ROLE_ENDS.contains(word));
        let Some(end) = end.filter(|&end| end > 0) else {
            self.at += 1;
            return self.push(CellToken::Other(word.to_owned()));
        };
        let shown = self.raws.get(self.at..=self.at + end).unwrap_or_default().iter();
        let shown: Vec<&str> =
            shown.filter_map(|raw| if let RawWord::Word(word) = raw { Some(word.as_str()) } else { None }).collect();
        self.at += end + 1;
        let name = shown.join(" ");
        let near = self.context.names.near(&name);
        self.push(CellToken::UnknownRole(name, near));
    }

    fn link(&mut self, text: &str, to: &str) {
        let (system, anchor) = (system_of(to), to.split_once('#').map_or("", |(_, anchor)| anchor));
        let names = self.context.names;
        let by_text = names.named(&name_in(text));
        let of_system = |role: &&FoundRole| system.is_none_or(|system| system == role.system);
        let by_anchor: Vec<&FoundRole> =
            names.by_anchor(anchor).iter().filter(|_| system.is_some()).filter(of_system).collect();
        let text_of_system: Vec<&FoundRole> = by_text.iter().filter(of_system).collect();
        let token = match (text_of_system.as_slice(), by_anchor.as_slice()) {
            ([said], [linked, ..]) if said.id != linked.id => CellToken::Conflict(text.to_owned()),
            ([said], _) => self.role(&[(*said).clone()], text),
            ([], _) if !by_text.is_empty() => CellToken::Conflict(text.to_owned()),
            ([], [linked, ..]) => CellToken::Role((*linked).clone()),
            ([], []) if system.is_some() && !anchor.is_empty() => CellToken::UnknownRole(text.to_owned(), names.near(text)),
            ([], []) => return self.words_of_link(text),
            _ => self.role(&by_text, text),
        };
        self.push(token);
    }

    /// Reads the words of a link as if they were none.
    fn words_of_link(&mut self, text: &str) {
        let inner = tokens(&[Inline::Text(text.to_owned())], self.context);
        self.done.extend(inner);
    }
}

/// The name of a role in the text of a link: without `role` and such words around it.
fn name_in(text: &str) -> String {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    while words.len() > 1
        && words.last().is_some_and(|last| ["role", "roles", "built-in", "permissions"].contains(&last.to_lowercase().as_str()))
    {
        words.pop();
    }
    words.join(" ")
}

/// Whose roles the page lists that a link leads to.
fn system_of(to: &str) -> Option<RoleSystem> {
    let to = to.to_ascii_lowercase();
    let entra = ["permissions-reference", "directory-assign-admin-roles", "directory-roles"];
    if to.contains("built-in-roles") && !to.contains("managed-hsm") {
        return Some(RoleSystem::Azure);
    }
    entra.iter().any(|page| to.contains(page)).then_some(RoleSystem::Entra)
}
