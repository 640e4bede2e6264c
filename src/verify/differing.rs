//! Numbers and lists of names of a report against what they are.

use std::collections::BTreeSet;

use super::fault::{Fault, Why};

/// A number that a report gives, and what it is.
pub(super) fn other_number(place: &str, [said, is]: [usize; 2], faults: &mut Vec<Fault>) {
    if said != is {
        faults.push(Fault::at_place(place, &Why::OtherStatus { said: said.to_string(), is: is.to_string() }));
    }
}

/// The names that a report lists, and those that it has to list, in lower case.
pub(super) fn other_names(place: &str, said: &[String], is: impl Iterator<Item = String>, faults: &mut Vec<Fault>) {
    let names: BTreeSet<String> = said.iter().map(|name| name.to_ascii_lowercase()).collect();
    let is: BTreeSet<String> = is.collect();
    if names.len() != said.len() {
        faults.push(Fault::at_place(place, &Why::AnsweredTwice));
    }
    let shown = |name: Option<&String>| name.cloned().unwrap_or_default();
    if let count @ 1.. = is.difference(&names).count() {
        let first = shown(is.difference(&names).next());
        faults.push(Fault::at_place(place, &Why::LeftOut { what: "names", count, first }));
    }
    if let count @ 1.. = names.difference(&is).count() {
        let first = shown(names.difference(&is).next());
        faults.push(Fault::at_place(place, &Why::MadeUp { what: "names", count, first }));
    }
}
