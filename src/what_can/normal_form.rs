//! [`NormalForm`]: a union of blocks, less what is denied, in few patterns that people can read. It is the same set, over all strings.

use crate::arrange::Arrange as _;
use crate::pattern::{Block, Pattern, PatternSet, Wildcards};

/// A set of action strings, written in few patterns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NormalForm {
    /// The set is the union of these; by pattern.
    pub lines: Vec<PatternLine>,
    /// It is exactly the set. If not, patterns with several stars left some strings out.
    pub is_exact: bool,
}

/// Everything that a pattern matches, but not what the others match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternLine {
    /// What is in.
    pub pattern: Pattern,
    /// What is not.
    pub but_not: Vec<Pattern>,
}

/// What some blocks give, less what others take, and without what `beside` has already: a line that it covers is left out.
pub fn normal_form(given: &[&Block], taken: &[&Block], beside: &PatternSet, wildcards: Wildcards) -> NormalForm {
    let mut form = NormalForm { lines: given.iter().flat_map(|block| PatternLine::of(block)).collect(), is_exact: true };
    for taken in taken {
        form.subtract(taken, wildcards);
    }
    form.merge(wildcards);
    form.sort();
    form.drop_exceptions(wildcards);
    form.drop_covered(beside, wildcards);
    form
}

/// What some blocks have in common with others.
pub(super) fn in_common(given: &[&Block], others: &[&Block], wildcards: Wildcards) -> Option<Vec<Block>> {
    let mut common = Vec::new();
    for (block, other) in given.iter().flat_map(|block| others.iter().map(move |other| (block, other))) {
        let mut allow = Vec::new();
        for (own, others) in block.allow.iter().flat_map(|own| other.allow.iter().map(move |others| (own, others))) {
            allow.extend(own.intersection(others, wildcards)?);
        }
        if !allow.is_empty() {
            common.push(Block { allow, except: block.except.iter().chain(&other.except).cloned().collect() });
        }
    }
    Some(common)
}

impl NormalForm {
    /// The same as a set.
    pub fn set(&self) -> PatternSet {
        PatternSet { blocks: self.lines.iter().map(PatternLine::block).collect() }
    }

    /// Takes out what a block matches: of each line what its patterns do not match, and what its exceptions leave.
    fn subtract(&mut self, taken: &Block, wildcards: Wildcards) {
        let mut left = Vec::with_capacity(self.lines.len());
        for line in std::mem::take(&mut self.lines) {
            let meets = |pattern: &&Pattern| pattern.overlaps(&line.pattern, wildcards);
            let hit: Vec<Pattern> = taken.allow.iter().filter(meets).cloned().collect();
            if hit.is_empty() {
                left.push(line);
                continue;
            }
            for except in taken.except.iter().filter(meets) {
                match line.pattern.intersection(except, wildcards) {
                    Some(common) => left.extend(common.into_iter().map(|pattern| line.with(pattern))),
                    None => self.is_exact = false,
                }
            }
            left.push(PatternLine { but_not: line.but_not.into_iter().chain(hit).collect(), ..line });
        }
        self.lines = left;
    }

    /// Joins the lines of one pattern: only what all of them leave out is left out.
    fn merge(&mut self, wildcards: Wildcards) {
        let mut merged: Vec<PatternLine> = Vec::with_capacity(self.lines.len());
        for line in std::mem::take(&mut self.lines) {
            let same = merged.iter_mut().find(|own| own.pattern == line.pattern);
            match same.and_then(|own| own.common_exceptions(&line, wildcards).map(|common| (own, common))) {
                Some((own, common)) => own.but_not = common,
                None => merged.push(line),
            }
        }
        self.lines = merged;
    }

    /// Sorts, so that the form does not hang on the order of grants.
    fn sort(&mut self) {
        for line in &mut self.lines {
            line.but_not.arrange();
            line.but_not.dedup();
        }
        self.lines.arrange_by(|a, b| (&a.pattern, &a.but_not).cmp(&(&b.pattern, &b.but_not)));
        self.lines.dedup();
    }

    /// Drops the exceptions that take out nothing, or only what other lines give.
    fn drop_exceptions(&mut self, wildcards: Wildcards) {
        let mut all = self.set();
        for number in 0..self.lines.len() {
            let Some(line) = self.lines.get_mut(number) else { return };
            let mut narrowest_first = line.but_not.clone();
            narrowest_first.arrange_by_key(|pattern| (std::cmp::Reverse(pattern.folded().len()), pattern.clone()));
            for except in narrowest_first {
                let rest: Vec<Pattern> = line.but_not.iter().filter(|own| **own != except).cloned().collect();
                let allow = line.pattern.intersection(&except, wildcards).unwrap_or_else(|| vec![line.pattern.clone()]);
                let loses = PatternSet { blocks: vec![Block { allow, except: rest.clone() }] };
                if loses.is_within(&all, wildcards) == Some(true) {
                    line.but_not = rest;
                    all.blocks.get_mut(number).into_iter().for_each(|block| *block = line.block());
                }
            }
        }
    }

    /// Drops the lines that the others, or `beside`, give; the narrowest first.
    fn drop_covered(&mut self, beside: &PatternSet, wildcards: Wildcards) {
        let mut order: Vec<PatternLine> = self.lines.clone();
        order.arrange_by_key(|line| {
            (std::cmp::Reverse((line.pattern.folded().len(), line.but_not.len())), line.pattern.clone())
        });
        for line in order {
            // A pattern that meets none of its strings covers none of them.
            let meets = |own: &&PatternLine| **own != line && own.pattern.overlaps(&line.pattern, wildcards);
            let others = self.lines.iter().filter(meets).map(PatternLine::block);
            let others = PatternSet { blocks: others.chain(beside.blocks.iter().cloned()).collect() };
            if line.set().is_within(&others, wildcards) == Some(true) {
                self.lines.retain(|own| *own != line);
            }
        }
    }
}

impl PatternLine {
    /// A block, a line for each of its patterns.
    fn of(block: &Block) -> impl Iterator<Item = Self> + '_ {
        block.allow.iter().map(|pattern| Self { pattern: pattern.clone(), but_not: block.except.clone() })
    }

    /// The same exceptions for another pattern.
    fn with(&self, pattern: Pattern) -> Self {
        Self { pattern, but_not: self.but_not.clone() }
    }

    /// The same as a set.
    pub fn set(&self) -> PatternSet {
        PatternSet { blocks: vec![self.block()] }
    }

    /// The same as a block.
    fn block(&self) -> Block {
        Block { allow: vec![self.pattern.clone()], except: self.but_not.clone() }
    }

    /// What the exceptions of both lines have in common.
    fn common_exceptions(&self, other: &Self, wildcards: Wildcards) -> Option<Vec<Pattern>> {
        let pairs = self.but_not.iter().flat_map(|own| other.but_not.iter().map(move |others| (own, others)));
        let mut common = Vec::new();
        for (own, others) in pairs {
            common.extend(own.intersection(others, wildcards)?);
        }
        Some(common)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::{Strategy, prop_assert, prop_assert_eq, proptest};

    use super::*;

    fn block(allow: &[&str], except: &[&str]) -> Block {
        let parse = |texts: &[&str]| texts.iter().map(|text| Pattern::parse(text)).collect();
        Block { allow: parse(allow), except: parse(except) }
    }

    fn shown(form: &NormalForm) -> Vec<String> {
        let texts = |patterns: &[Pattern]| patterns.iter().map(|own| own.text().to_owned()).collect::<Vec<_>>().join(", ");
        let line = |line: &PatternLine| match line.but_not.as_slice() {
            [] => line.pattern.text().to_owned(),
            except => format!("{} but not {}", line.pattern.text(), texts(except)),
        };
        form.lines.iter().map(line).collect()
    }

    /// Why, what is given, what is taken, and the lines.
    type FormRow<'r> = (&'r str, &'r [Block], &'r [Block], &'r [&'r str]);

    #[test]
    fn normal_form_of_what_roles_give() {
        let table: [FormRow<'_>; 8] = [
            (
                "a wide pattern covers narrow ones",
                &[block(&["*/read"], &[]), block(&["a/read", "b/read"], &[])],
                &[],
                &["*/read"],
            ),
            (
                "what one role leaves out, another gives",
                &[block(&["*"], &["auth/*/write", "blue/*"]), block(&["auth/*"], &[])],
                &[],
                &["* but not blue/*"],
            ),
            (
                "a part of what is left out is given",
                &[block(&["*"], &["auth/*"]), block(&["auth/x/read"], &[])],
                &[],
                &["* but not auth/*", "auth/x/read"],
            ),
            ("two of one pattern", &[block(&["*"], &["a/*", "b/*"]), block(&["*"], &["a/x/*"])], &[], &["* but not a/x/*"]),
            ("a deny assignment takes", &[block(&["*"], &[])], &[block(&["*/delete"], &[])], &["* but not */delete"]),
            (
                "a deny assignment with exceptions leaves them",
                &[block(&["a/*"], &[])],
                &[block(&["*"], &["*/read"])],
                &["a/*/read"],
            ),
            ("a deny assignment of everything", &[block(&["a/*"], &[])], &[block(&["*"], &[])], &[]),
            ("an exception that takes nothing", &[block(&["a/*"], &["b/*", "a/x/*", "a/x/y"])], &[], &["a/* but not a/x/*"]),
        ];
        for (reason, given, taken, expected) in table {
            let (given, taken): (Vec<&Block>, Vec<&Block>) = (given.iter().collect(), taken.iter().collect());
            let form = normal_form(&given, &taken, &PatternSet::default(), Wildcards::Documented);
            assert!(form.is_exact, "{reason}");
            assert_eq!(shown(&form), expected, "{reason}");
        }
    }

    fn blocks() -> impl Strategy<Value = Vec<Block>> {
        let pattern = || "[ab]{0,2}/?\\*?/?[ab]{0,2}".prop_map(|text| Pattern::parse(&text));
        vec((vec(pattern(), 1..3), vec(pattern(), 0..3)).prop_map(|(allow, except)| Block { allow, except }), 0..4)
    }

    proptest! {
        #[test]
        fn normal_form_is_the_same_set(given in blocks(), taken in blocks(), texts in vec("[ab/]{0,6}", 40)) {
            for wildcards in [Wildcards::Documented, Wildcards::Strict] {
                let (gives, takes): (Vec<&Block>, Vec<&Block>) = (given.iter().collect(), taken.iter().collect());
                let form = normal_form(&gives, &takes, &PatternSet::default(), wildcards);
                prop_assert!(form.is_exact);
                for text in &texts {
                    let has = |blocks: &[Block]| blocks.iter().any(|block| block.contains(text, wildcards));
                    prop_assert_eq!(form.set().contains(text, wildcards), has(&given) && !has(&taken), "{}", text);
                }
                for line in &form.lines {
                    let others = form.lines.iter().filter(|own| *own != line).map(PatternLine::block).collect();
                    prop_assert!(line.set().is_within(&PatternSet { blocks: others }, wildcards) != Some(true), "{:?}", line);
                }
            }
        }

        #[test]
        fn normal_form_does_not_hang_on_the_order_of_grants(mut given in blocks()) {
            let of = |given: &[Block]| normal_form(&given.iter().collect::<Vec<_>>(), &[], &PatternSet::default(), Wildcards::Documented);
            let forward = of(&given);
            given.reverse();
            prop_assert!(forward.set().is_within(&of(&given).set(), Wildcards::Documented) == Some(true));
        }
    }
}
