//! [`SharedValues`]: the values of a file that no fix may change, because more than the list that is read uses them: by index, in a function
//! that is not followed, in a resource that is no role definition, or in another file.

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use crate::arrange::Arrange as _;
use crate::document::{Node, Value};
use crate::source::Span;

/// Where values are that no fix may change, in order and apart from each other.
#[derive(Debug, Clone, Default)]
pub(super) struct SharedValues(Vec<Span>);

impl SharedValues {
    pub(super) fn new(spans: impl IntoIterator<Item = Span>) -> Self {
        let mut all: Vec<Span> = spans.into_iter().collect();
        all.arrange();
        let mut apart: Vec<Span> = Vec::with_capacity(all.len());
        for span in all {
            match apart.last_mut().filter(|last| span.start < last.end) {
                Some(last) => last.end = last.end.max(span.end),
                None => apart.push(span),
            }
        }
        Self(apart)
    }

    /// Whether a text is in such a value.
    pub(super) fn hold(&self, text: Span) -> bool {
        let before = self.0.partition_point(|span| span.start <= text.start);
        let last = before.checked_sub(1).and_then(|last| self.0.get(last));
        last.is_some_and(|span| text.start < span.end)
    }

    /// The variables and defaults of an ARM template that are named more than once, or whose name is computed.
    pub(super) fn of_template(root: &Node<'_>, text: &str) -> Self {
        let uses = NameUses::of_template(text);
        let mut spans = Vec::new();
        each_definition(root, &mut |kind, name, span| {
            if uses.is_computed || name == "copy" || uses.count(&format!("{kind}.{name}")) > 1 {
                spans.push(span);
            }
        });
        Self::new(spans)
    }

    /// The values of a YAML text that have an anchor and an alias. What an alias is for may not be followed.
    pub(super) fn of_anchors(text: &str) -> Self {
        let marked = |mark: char| {
            let is_mark =
                move |at: usize| text.get(..at).is_some_and(|before| before.ends_with([' ', '\t', '\n', '[', '{', ',']));
            text.match_indices(mark).filter(move |(at, _)| is_mark(*at)).map(|(at, _)| (at, word(text, at + 1)))
        };
        let aliases: Vec<&str> = marked('*').map(|(_, name)| name).filter(|name| !name.is_empty()).collect();
        if aliases.is_empty() {
            return Self::default();
        }
        let anchors = marked('&').filter(|(_, name)| aliases.contains(name));
        Self::new(anchors.map(|(at, _)| Span { start: at, end: end_of_block(text, at) }))
    }
}

/// How often names are named.
#[derive(Debug, Clone, Default)]
pub(super) struct NameUses {
    counts: FxHashMap<String, usize>,
    /// Something is named by a text that is computed.
    is_computed: bool,
}

impl NameUses {
    /// How often a name is named, comments included.
    pub(super) fn count(&self, name: &str) -> usize {
        self.counts.get(name).copied().unwrap_or(0)
    }

    fn add(&mut self, name: String) {
        *self.counts.entry(name).or_default() += 1;
    }

    /// Counts `local.name`, `var.name`, and the same with an index, of a configuration.
    pub(super) fn add_terraform(&mut self, text: &str) {
        for root in ["local", "var"] {
            for (at, _) in text.match_indices(root) {
                let Some(after) = text.get(at + root.len()..).map(str::trim_start).filter(|_| is_word_start(text, at)) else {
                    continue;
                };
                let name = match after.strip_prefix('.') {
                    Some(name) => word(name.trim_start(), 0),
                    None => match after.strip_prefix('[') {
                        Some(index) => word(index.trim_start().trim_start_matches(['\\', '"']), 0),
                        None => continue,
                    },
                };
                self.add(format!("{root}.{name}"));
            }
        }
    }

    /// Counts `variables('name')` and `parameters('name')`.
    fn of_template(text: &str) -> Self {
        let mut uses = Self::default();
        let text = text.to_ascii_lowercase();
        for kind in ["variables", "parameters"] {
            for (at, _) in text.match_indices(kind) {
                let after = text.get(at + kind.len()..).unwrap_or_default().trim_start();
                let Some(argument) = after.strip_prefix('(').map(str::trim_start) else { continue };
                match argument.strip_prefix('\'').and_then(|name| name.split_once('\'')) {
                    Some((name, rest)) if rest.trim_start().starts_with(')') => uses.add(format!("{kind}.{name}")),
                    _ => uses.is_computed = true,
                }
            }
        }
        uses
    }
}

/// Calls a function for each variable and default of a template and of those nested in it.
fn each_definition(node: &Node<'_>, call: &mut impl FnMut(&str, &str, Span)) {
    for member in node.members() {
        let kind = member.key.value.to_ascii_lowercase();
        if matches!(kind.as_str(), "variables" | "parameters") {
            for definition in member.node.members() {
                call(&kind, &definition.key.value.to_ascii_lowercase(), definition.node.span);
            }
        }
        each_definition(&member.node, call);
    }
    node.items().iter().for_each(|item| each_definition(item, call));
}

/// The literals that were read so far, and those that an expression is made of whose value is not known.
#[derive(Debug, Default)]
pub(super) struct Reads {
    read: RefCell<Vec<Span>>,
    unfollowed: RefCell<Vec<Span>>,
}

impl Reads {
    /// Notes the literals of a value that has a name; those of another file are no matter of this one.
    pub(super) fn add(&self, value: &Node<'_>, is_elsewhere: bool) {
        if !is_elsewhere && !matches!(value.value, Value::Null) {
            value.each_text(&mut |span| self.read.borrow_mut().push(span));
        }
    }

    pub(super) fn so_far(&self) -> usize {
        self.read.borrow().len()
    }

    /// What was read since then became something that is known, or not; `is_all`: no other expression goes on with it.
    pub(super) fn settle(&self, then: usize, is_all: bool, is_unknown: bool) {
        if is_unknown {
            let then = then.min(self.so_far());
            self.unfollowed.borrow_mut().extend(self.read.borrow_mut().drain(then..));
        } else if is_all {
            self.read.borrow_mut().clear();
        }
    }

    /// Forgets what was read since then: only a part of it counts.
    #[cfg(feature = "bicep")]
    pub(super) fn forget_since(&self, then: usize) {
        self.read.borrow_mut().truncate(then);
    }

    /// What was read for a value that is not known.
    pub(super) fn take(&self) -> Vec<Span> {
        self.unfollowed.take()
    }
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '-')
}

/// The word that begins here.
fn word(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or_default();
    rest.split(|letter| !is_word(letter)).next().unwrap_or_default()
}

/// Whether no other word goes on here, and no path.
fn is_word_start(text: &str, at: usize) -> bool {
    text.get(..at).is_none_or(|before| !before.ends_with(|letter| is_word(letter) || letter == '.'))
}

/// Where the block ends whose anchor is here: before the next line that is no further in.
fn end_of_block(text: &str, anchor: usize) -> usize {
    let start = text.get(..anchor).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
    let first = text.get(start..).unwrap_or_default();
    let indent = first.len() - first.trim_start_matches(' ').len();
    let is_item = first.trim_start().starts_with("- ");
    let mut end = start;
    for (number, line) in first.split_inclusive('\n').enumerate() {
        let own = line.len() - line.trim_start_matches(' ').len();
        let goes_on = line.trim().is_empty()
            || own > indent
            || own == indent && (line.trim_start().starts_with([']', '}']) || !is_item && line.trim_start().starts_with('-'));
        if number > 0 && !goes_on {
            break;
        }
        end += line.len();
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uses_of_terraform_are_counted_however_they_are_written() {
        let mut uses = NameUses::default();
        uses.add_terraform(
            "a = local.l\nb = local . l[1]\nc = local[\"l\"]\nd = \"${local.l_2}\" e = my_local.l f = x.local.l g = var.l",
        );
        let cases = [("local.l", 3), ("local.l_2", 1), ("var.l", 1), ("local.m", 0)];
        for (name, count) in cases {
            assert_eq!(uses.count(name), count, "{name}");
        }
    }

    #[test]
    fn a_name_that_is_computed_may_be_any() {
        let uses = NameUses::of_template("[variables('L')] [ Variables( 'l' )] [parameters(concat('a', 'b'))]");
        assert_eq!((uses.count("variables.l"), uses.is_computed), (2, true));
    }

    #[test]
    fn what_an_alias_names_is_shared_to_its_end() {
        let text = "a: &x\n  b: [p]\nc: [q]\nd:\n- &y r\n- s\ne: *x\nf: &z t\n";
        let shared = SharedValues::of_anchors(text);
        let held = |letter: &str| text.find(letter).is_some_and(|start| shared.hold(Span { start, end: start + 1 }));
        let cases = [("p", true), ("q", false), ("r", false), ("s", false), ("t", false)];
        for (letter, is_held) in cases {
            assert_eq!(held(letter), is_held, "{letter}");
        }
    }
}
