//! What holds of role files whatever they hold: the fixtures of role files, damaged and changed at random.

use proptest::prelude::*;
use rolecall::role_file;
use rolecall::role_file::fix;
use rolecall::role_file::fix::{Change, Fix, Safety};
use rolecall::role_file::{RoleFile, RoleFileError, Shape, Syntax, WrittenList, WrittenRole, WrittenText};
use rolecall::source::{Source, Span};

/// The role files of the fixtures that can be read.
fn files() -> Vec<RoleFile> {
    let pattern = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/role-files/*/*/*.*");
    let files = glob::glob(pattern).expect("a pattern").filter_map(Result::ok);
    let inputs = files.filter(|path| path.extension().is_some_and(|ending| ending != "txt"));
    inputs.filter_map(|path| role_file::load(&Source::read(&path).expect("a text")).ok()).collect()
}

fn lists_of(role: &WrittenRole) -> impl Iterator<Item = &WrittenList> {
    let lists = role.blocks.iter().flat_map(|block| block.lists().map(|(_, list)| list));
    lists.chain(&role.assignable_scopes)
}

/// What the lists of a file say, without the items at some places.
fn said(file: &RoleFile, without: &[Span]) -> Vec<Vec<Option<String>>> {
    let known = |item: &WrittenText| item.known().map(str::to_owned);
    let kept = |list: &WrittenList| list.items.iter().filter(|item| !without.contains(&item.span)).map(known).collect();
    file.roles.iter().flat_map(lists_of).map(kept).collect()
}

fn removal(span: Span) -> Fix {
    Fix { title: String::new(), safety: Safety::Risky, changes: vec![Change::Remove(span)], needs: Vec::new() }
}

/// A text with some of it gone, cut off, doubled, or with something put in that means something in one of the syntaxes.
fn damaged(text: &str, at: usize, how: u8) -> String {
    const INSERTED: [&str; 18] =
        ["\"", "'", "[", "}", "*", "\\", "${", "/*", "#", ",", "\n", "\t", "é😀", "\0", "- ", ": ", "&a ", "\r"];
    let at = text.floor_char_boundary(at % (text.len() + 1));
    let to = text.ceil_char_boundary((at + 1 + usize::from(how % 7)).min(text.len()));
    let (before, after) = text.split_at(at);
    let inserted = INSERTED.iter().cycle().nth(usize::from(how / 4)).expect("a cycle");
    match how % 4 {
        0 => [before, text.split_at(to).1].concat(),
        1 => before.to_owned(),
        2 => [text.split_at(to).0, after].concat(),
        _ => [before, inserted, after].concat(),
    }
}

/// What a literal says, from its bytes alone; `None` where that takes more than its bytes.
fn decoded(file: &RoleFile, text: &WrittenText) -> Option<String> {
    let written = file.source.slice(text.span);
    if file.syntax == Syntax::Json {
        return serde_json::from_str(written).ok();
    }
    if written.contains(['\\', '\n', '\r', '$', '%']) || written.contains("''") {
        return None;
    }
    let inside = |quote: char| written.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    Some(inside('"').or_else(|| inside('\'')).unwrap_or(written).to_owned())
}

/// The first text that does not stand where it is said to stand.
fn misplaced(file: &RoleFile) -> Option<String> {
    let texts = |role: &WrittenRole| -> Vec<(Shape, WrittenText)> {
        let items = lists_of(role).flat_map(|list| &list.items);
        items.chain(&role.name).chain(&role.id).map(|text| (role.shape, text.clone())).collect()
    };
    let wrong = |(shape, text): &(Shape, WrittenText)| {
        let (true, Some(known), Some(decoded)) = (text.is_literal(), text.known(), decoded(file, text)) else { return false };
        let escaped = *shape == Shape::ArmTemplate && decoded.starts_with("[[");
        decoded != known && !escaped
    };
    file.roles.iter().flat_map(texts).find(wrong).map(|(_, text)| format!("{text:?}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Whatever is taken out of the lists of a file, the rest reads as before; what can be taken out alone can be together.
    #[test]
    fn role_file_removing_items_removes_these_items_alone(choice in any::<u64>()) {
        for file in files() {
            let spans = file.roles.iter().flat_map(lists_of).flat_map(|list| &list.items).filter(|item| item.is_literal());
            // What a function or a choice makes of a list is not what is written in it.
            let line = |span: Span| file.source.text().get(..span.start).unwrap_or_default().lines().last().unwrap_or_default().to_owned();
            let spans = spans.map(|item| item.span).filter(|&span| !line(span).contains(['(', '?']));
            let chosen = spans.enumerate().filter(|(number, _)| choice >> (number % 64) & 1 == 1);
            let fixes: Vec<Fix> = chosen.map(|(_, span)| removal(span)).collect();
            let after = fix::apply(&file, &fixes);
            let alone = |one: &&Fix| fix::apply(&file, std::slice::from_ref(*one)).applied == [true];
            let applied = after.applied.iter().filter(|applied| **applied).count();
            prop_assert_eq!(applied, fixes.iter().filter(alone).count(), "{}", file.source.name());
            let done = fixes.iter().zip(&after.applied).filter(|(_, applied)| **applied);
            let gone: Vec<Span> = done.flat_map(|(one, _)| &one.changes).filter_map(|change| match change {
                Change::Remove(span) => Some(*span),
                _ => None,
            }).collect();
            let again = role_file::load(&Source::new(file.source.name().clone(), after.text)).expect("a role file");
            let (read, expected) = (said(&again, &[]), said(&file, &gone));
            prop_assert_eq!(read.len(), expected.len(), "{}", file.source.name());
            // A default that is emptied tells nothing of what somebody sets.
            let told = read.into_iter().zip(&expected).map(|(list, left)| {
                if left.is_empty() && list == [None] { Vec::new() } else { list }
            });
            prop_assert_eq!(told.collect::<Vec<_>>(), expected, "{}", file.source.name());
        }
    }

    /// Damage is never a panic, and what is read stands where it is said to stand.
    #[test]
    fn role_file_damage_is_never_a_wrong_place(at in any::<usize>(), how in any::<u8>(), again in any::<usize>()) {
        for file in files() {
            let text = damaged(&damaged(file.source.text(), at, how), again, how.rotate_left(3));
            let source = Source::new(file.source.name().clone(), text);
            match role_file::load(&source) {
                Ok(file) => prop_assert_eq!(misplaced(&file), None, "{}", source.text()),
                Err(RoleFileError::Broken { faults, .. }) => {
                    let inside = |span: Span| source.text().get(span.start..span.end).is_some();
                    let outside: Vec<_> = faults.iter().filter(|fault| !inside(fault.span())).collect();
                    prop_assert!(outside.is_empty(), "{outside:?} of\n{}", source.text());
                }
                Err(_) => {}
            }
        }
    }
}
