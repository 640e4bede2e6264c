//! A function takes at most four things. `self` is none of them; a tuple is as many as it has members.

use crate::sources::files;
use crate::syntax::{bracketed, split};
use crate::{Breach, judge};

const MOST: usize = 4;

/// Functions that still take more: `path function`.
const LEFT: &[&str] = &[];

#[test]
fn architecture_a_function_takes_at_most_four_things() {
    let mut breaches = Vec::new();
    for file in files() {
        for (name, count) in functions(&file.code) {
            if count > MOST {
                let key = format!("{} {name}", file.path);
                breaches.push(Breach::new(key, format!("{}: `{name}` takes {count} things", file.path)));
            }
        }
    }
    judge(&breaches, LEFT);
}

/// The functions of a code, and how many things each takes.
fn functions(code: &str) -> Vec<(&str, usize)> {
    let starts =
        code.match_indices("fn ").filter(|(at, _)| code.get(..*at).unwrap_or_default().ends_with([' ', '\n', '(']) || *at == 0);
    starts.filter_map(|(at, keyword)| function(code.get(at + keyword.len()..)?)).collect()
}

/// The name and the count of what follows `fn`.
fn function(rest: &str) -> Option<(&str, usize)> {
    let length = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_')?;
    let (name, mut rest) = rest.split_at(length);
    if rest.starts_with('<') {
        rest = rest.get(bracketed(rest)?.len() + 2..)?;
    }
    let parameters = bracketed(rest).filter(|_| rest.starts_with('('))?;
    Some((name, split(parameters).into_iter().map(things).sum()))
}

/// How many things a parameter holds.
fn things(parameter: &str) -> usize {
    let Some((pattern, kind)) = parameter.split_once(": ").or_else(|| parameter.split_once(':')) else { return 0 };
    if pattern.trim().trim_start_matches("mut ") == "self" {
        return 0;
    }
    members(kind)
}

fn members(kind: &str) -> usize {
    let mut kind = kind.trim().trim_start_matches('&').trim_start();
    if kind.starts_with('\'') {
        kind = kind.split_once(' ').map_or(kind, |(_, rest)| rest);
    }
    let kind = kind.trim_start_matches("mut ").trim();
    match bracketed(kind).filter(|_| kind.starts_with('(')) {
        Some(inside) => split(inside).into_iter().map(members).sum::<usize>().max(1),
        None => 1,
    }
}

#[test]
fn architecture_parameters_are_counted() {
    let rows = [
        ("fn f(&self, a: u8)", 1, "self is none"),
        ("fn f(self: &Rc<Self>, mut a: u8)", 1, "however it is written"),
        ("fn f<A: Fn(u8, u8) -> u8>(a: A, b: HashMap<u8, u8>)", 2, "commas in brackets"),
        ("fn f((a, b): (u8, u8), c: &'a mut (u8, (u8, u8)))", 5, "the members of tuples"),
        ("fn f(\n    a: u8,\n    b: u8,\n)", 2, "over several lines"),
        ("fn f(a: &[(u8, u8)], b: impl Fn(u8) -> (u8, u8))", 2, "lists of tuples and functions are one thing each"),
        ("fn f()", 0, "nothing"),
    ];
    for (code, count, why) in rows {
        assert_eq!(functions(code), [("f", count)], "{why}");
    }
}
