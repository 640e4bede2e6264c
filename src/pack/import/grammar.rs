//! Tokens of a cell to its [`CellFormula`], with what a person has to look at.
//!
//! `and` binds closer than `or`; one that stands alone in its line binds least. Where both meet without brackets the reading is a choice,
//! and is marked as one.

use super::actions::{ActionReading, ActionState};
use super::formula::{CellFormula, CellLeaf, CellNeed, CellReading};
use super::lexer::CellToken;
use super::names::{FoundRole, RoleNames};
use super::phrases::Phrase;
use super::reading::{LeftReason, ReviewPoint};
use super::scope::ScopePlace;

/// How two parts that stand side by side are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Join {
    Or,
    And,
    /// `AND` that stands alone in its line.
    LooseAnd,
    /// `OR` that stands alone in its line.
    LooseOr,
    /// Beside each other in a list.
    List,
    /// Nothing but a blank.
    None,
}

/// So deep brackets are read.
const DEEPEST: usize = 8;
/// So many words that are not understood are shown to a person; more are left to one.
const MOST_WORDS: usize = 30;

/// Reads the tokens of a cell.
pub(super) fn reading(tokens: &[CellToken], names: &RoleNames<'_>) -> Result<CellReading, LeftReason> {
    let mut reader =
        FormulaReader { tokens, names, at: 0, review: Vec::new(), words: Vec::new(), is_nothing: false, turns: None };
    let formula = reader.group(0)?;
    if reader.at < tokens.len() {
        return Err(LeftReason::Brackets);
    }
    let FormulaReader { mut review, words, is_nothing, turns, .. } = reader;
    let Some(formula) = formula else {
        // `N/A: custom role required` says that something is needed.
        let is_nothing = is_nothing && !tokens.contains(&CellToken::Glue) && words.is_empty();
        return if is_nothing { Ok(CellReading { formula: None, review }) } else { Err(LeftReason::NoRole) };
    };
    if let Some(word) = turns {
        return Err(LeftReason::Turns(word));
    }
    if words.len() > MOST_WORDS {
        return Err(LeftReason::Prose);
    }
    if !words.is_empty() {
        review.push(ReviewPoint::Rest(words.join(" ")));
    }
    Ok(CellReading { formula: Some(formula), review })
}

struct FormulaReader<'t> {
    tokens: &'t [CellToken],
    names: &'t RoleNames<'t>,
    at: usize,
    review: Vec<ReviewPoint>,
    /// Words that are not understood.
    words: Vec<String>,
    is_nothing: bool,
    /// A word that changes what the others mean.
    turns: Option<String>,
}

/// A group that is being read: parts, and how each is joined to the one before it.
#[derive(Default)]
struct OpenGroup {
    parts: Vec<CellFormula>,
    joins: Vec<Join>,
    between: PartJoiner,
    /// What is named next is an example.
    example: bool,
    at_least: bool,
    following: bool,
    /// What a list means where no word says it.
    list: Option<Join>,
    /// The part from which on no scope was said.
    unplaced: usize,
}

/// What stands between two parts.
#[derive(Default)]
struct PartJoiner {
    or: bool,
    and: bool,
    list: bool,
    /// A line ended before the word, and after it.
    lines: (bool, bool),
}

impl PartJoiner {
    fn join(&self) -> Join {
        match (self.or, self.and, self.lines) {
            (true, _, (true, true)) => Join::LooseOr,
            (false, true, (true, true)) => Join::LooseAnd,
            (true, ..) => Join::Or,
            (false, true, _) => Join::And,
            (false, false, _) if self.list => Join::List,
            _ => Join::None,
        }
    }
}

impl FormulaReader<'_> {
    fn group(&mut self, depth: usize) -> Result<Option<CellFormula>, LeftReason> {
        if depth > DEEPEST {
            return Err(LeftReason::Brackets);
        }
        let mut group = OpenGroup::default();
        while let Some(token) = self.tokens.get(self.at) {
            self.at += 1;
            match token {
                CellToken::Close if depth > 0 => return self.closed(group),
                CellToken::Close => return Err(LeftReason::Brackets),
                CellToken::Open => {
                    if let Some(inner) = self.group(depth + 1)? {
                        self.part(&mut group, inner)?;
                    }
                }
                CellToken::Role(role) => self.role(&mut group, role)?,
                CellToken::Action(action) => self.action(&mut group, action)?,
                CellToken::UnknownRole(name, near) => return Err(LeftReason::UnknownRole(name.clone(), near.clone())),
                CellToken::Conflict(name) => return Err(LeftReason::Conflict(name.clone())),
                CellToken::AmbiguousRole(name) => return Err(LeftReason::Ambiguous(name.clone())),
                other => self.word(&mut group, other),
            }
        }
        if depth > 0 { Err(LeftReason::Brackets) } else { self.closed(group) }
    }

    fn role(&mut self, group: &mut OpenGroup, role: &FoundRole) -> Result<(), LeftReason> {
        if let Some(old) = role.formerly {
            self.review.push(ReviewPoint::Renamed(old, role.name.clone()));
        }
        let leaf = CellFormula::leaf(CellNeed::Role(role.clone()));
        let at_least = std::mem::take(&mut group.at_least);
        self.part(group, leaf)?;
        if at_least {
            self.higher(group);
        }
        Ok(())
    }

    fn action(&mut self, group: &mut OpenGroup, action: &ActionReading) -> Result<(), LeftReason> {
        match &action.state {
            ActionState::Slip(close) => return Err(LeftReason::UnknownAction(action.text.clone(), close.clone())),
            ActionState::Faulty(why) => return Err(LeftReason::FaultyAction(action.text.clone(), why)),
            ActionState::Unknown(close) => self.review.push(ReviewPoint::UnknownAction(action.text.clone(), close.clone())),
            ActionState::Known => {}
        }
        if action.had_placeholder() {
            self.review.push(ReviewPoint::Placeholder(action.written.clone()));
        }
        self.part(group, CellFormula::leaf(CellNeed::Actions(action.plane, vec![action.text.clone()])))
    }

    fn part(&mut self, group: &mut OpenGroup, part: CellFormula) -> Result<(), LeftReason> {
        let between = std::mem::take(&mut group.between);
        if group.example && !group.parts.is_empty() {
            return Ok(());
        }
        if group.example {
            self.review.push(ReviewPoint::Example);
        }
        let is_first = group.parts.is_empty();
        group.parts.push(part);
        if is_first {
            return Ok(());
        }
        // PartJoiner the two words something is meant that names no role.
        if between.or && between.and {
            return Err(LeftReason::NoJoin);
        }
        group.joins.push(between.join());
        Ok(())
    }

    fn word(&mut self, group: &mut OpenGroup, token: &CellToken) {
        match token {
            CellToken::Phrase(phrase) => self.phrase(group, *phrase),
            CellToken::Comma => group.between.list = true,
            CellToken::Break(_) => {
                group.between.list = true;
                let lines = &mut group.between.lines;
                if group.between.or || group.between.and { lines.1 = true } else { lines.0 = true }
            }
            CellToken::At(place) => self.placed(group, *place),
            CellToken::Footnote(mark) => self.review.push(ReviewPoint::Footnote(mark.clone())),
            CellToken::Other(word) => self.words.push(word.clone()),
            _ => {}
        }
    }

    fn phrase(&mut self, group: &mut OpenGroup, phrase: Phrase) {
        match phrase {
            Phrase::Or => group.between.or = true,
            Phrase::And if group.parts.is_empty() => self.words.push("and".to_owned()),
            Phrase::And => group.between.and = true,
            Phrase::Higher => self.higher(group),
            Phrase::AtLeast => group.at_least = true,
            Phrase::Unconditional => {
                if let Some(last) = group.parts.last_mut() {
                    last.each_leaf(&mut |leaf| leaf.unconditional = true);
                } else {
                    self.words.push("unconditional".to_owned());
                }
            }
            Phrase::Nothing => self.is_nothing = true,
            Phrase::Example => group.example = true,
            Phrase::Following => group.following = true,
            Phrase::AnyOf => group.list = Some(Join::Or),
            Phrase::AllOf => group.list = Some(Join::And),
            Phrase::Turns => {
                let word = || "a word such as `only`, `except` or `not`".to_owned();
                self.turns.get_or_insert_with(word);
            }
        }
    }

    /// The last role, or one with more.
    fn higher(&mut self, group: &mut OpenGroup) {
        let Some(CellFormula::Leaf(leaf)) = group.parts.last() else { return };
        let CellNeed::Role(role) = &leaf.what else { return };
        let more = self.names.higher(role);
        self.review.push(ReviewPoint::Higher(role.name.clone(), more.iter().map(|role| role.name.clone()).collect()));
        let leaves = std::iter::once(role.clone()).chain(more).map(|role| CellFormula::leaf(CellNeed::Role(role)));
        let any = CellFormula::joined(leaves.collect(), CellFormula::Any);
        group.parts.pop();
        group.parts.extend(any);
    }

    /// The scope of the parts before it that have none yet.
    fn placed(&mut self, group: &mut OpenGroup, place: ScopePlace) {
        if group.example {
            return;
        }
        let parts = group.parts.get_mut(group.unplaced..).unwrap_or_default();
        let mut several = 0;
        for part in parts.iter_mut() {
            part.each_leaf(&mut |leaf| {
                if leaf.at.is_none() {
                    leaf.at = Some(place);
                    several += 1;
                }
            });
        }
        if parts.len() > 1 && several > 1 && !parts.iter().all(is_actions) {
            self.review.push(ReviewPoint::SharedScope(place));
        }
        if several > 0 {
            group.unplaced = group.parts.len();
        }
    }

    /// The formula of a group that is complete.
    fn closed(&mut self, group: OpenGroup) -> Result<Option<CellFormula>, LeftReason> {
        let OpenGroup { parts, joins, list, following, between, example, .. } = group;
        if !parts.is_empty() && !example {
            match (between.and, between.or) {
                (true, _) => return Err(LeftReason::NoJoin),
                (false, true) => self.review.push(ReviewPoint::OpenEnd),
                (false, false) => {}
            }
        }
        let joins = self.settled(&parts, joins, (list, following))?;
        let (parts, joins) = merged(parts, &joins);
        let kinds = [Join::Or, Join::And, Join::LooseOr, Join::LooseAnd].iter().filter(|join| joins.contains(join)).count();
        if kinds > 1 {
            self.review.push(ReviewPoint::AndOr);
        }
        Ok(tree(parts, &joins, &[Join::LooseOr, Join::LooseAnd, Join::Or, Join::And]))
    }

    /// What each comma and line end of a list stands for.
    fn settled(
        &mut self,
        parts: &[CellFormula],
        joins: Vec<Join>,
        (list, following): (Option<Join>, bool),
    ) -> Result<Vec<Join>, LeftReason> {
        let mut settled = joins;
        let mut next: Option<Join> = None;
        for at in (0..settled.len()).rev() {
            let both_actions = [at, at + 1].iter().all(|&at| parts.get(at).is_some_and(is_actions));
            let Some(join) = settled.get_mut(at) else { continue };
            match *join {
                Join::None if both_actions => *join = Join::And,
                Join::None => return Err(LeftReason::NoJoin),
                Join::List if both_actions && (following || next.is_none()) => *join = Join::And,
                Join::List => {
                    let meant = next.or(list);
                    if meant.is_none() {
                        self.review.push(ReviewPoint::List);
                    }
                    *join = meant.unwrap_or(Join::Or);
                }
                _ => {}
            }
            let both_alike = both_actions || ![at, at + 1].iter().any(|&at| parts.get(at).is_some_and(is_actions));
            next = both_alike.then_some(*join).filter(|join| matches!(join, Join::Or | Join::And));
        }
        Ok(settled)
    }
}

fn is_actions(part: &CellFormula) -> bool {
    matches!(part, CellFormula::Leaf(CellLeaf { what: CellNeed::Actions(..), .. }))
}

/// Makes one list of actions of those that are all needed.
fn merged(parts: Vec<CellFormula>, joins: &[Join]) -> (Vec<CellFormula>, Vec<Join>) {
    let mut done: Vec<CellFormula> = Vec::new();
    let mut kept = Vec::new();
    for (at, part) in parts.into_iter().enumerate() {
        let join = at.checked_sub(1).and_then(|before| joins.get(before)).copied();
        match (done.last_mut(), part, join) {
            (Some(CellFormula::Leaf(last)), CellFormula::Leaf(own), Some(Join::And)) if last.takes(&own) => last.take(own),
            (_, part, join) => {
                kept.extend(join);
                done.push(part);
            }
        }
    }
    (done, kept)
}

/// Splits at the joins that bind least, then at the next.
fn tree(parts: Vec<CellFormula>, joins: &[Join], order: &[Join]) -> Option<CellFormula> {
    let Some((split, rest)) = order.split_first() else { return CellFormula::joined(parts, CellFormula::All) };
    let mut groups: Vec<(Vec<CellFormula>, Vec<Join>)> = vec![Default::default()];
    for (at, part) in parts.into_iter().enumerate() {
        let join = at.checked_sub(1).and_then(|before| joins.get(before)).copied();
        if join == Some(*split) {
            groups.push(Default::default());
        }
        if let Some((own, inner)) = groups.last_mut() {
            if !own.is_empty() {
                inner.extend(join);
            }
            own.push(part);
        }
    }
    let formulas: Vec<CellFormula> = groups.into_iter().filter_map(|(own, inner)| tree(own, &inner, rest)).collect();
    let join = if matches!(split, Join::Or | Join::LooseOr) { CellFormula::Any } else { CellFormula::All };
    CellFormula::joined(formulas, join)
}
