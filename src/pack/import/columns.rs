//! What each column of a table says, by its header and by what stands in it; and whether it is a table of permissions at all.

use super::article::{ArticleCell, ArticleTable};
use super::formula::CellFormula;
use super::grammar;
use super::inline::Inline;
use super::lexer::{CellContext, CellToken, tokens};
use super::names::RoleSystem;
use super::phrases::Phrase;
use super::reading::ReviewPoint;
use super::scope::ScopePlace;
use super::scope_cell::ScopeReading;
use super::tick::{Tick, tick};
use crate::model::{ObjectId, TargetKind};

/// What a column says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum ColumnKind {
    /// What is done.
    Task,
    /// Who may do it; whose roles the header says that they are.
    Role(Option<RoleSystem>),
    /// Who else may do it.
    Alternative(Option<RoleSystem>),
    /// Where the roles have to be held.
    Scope,
    /// The ids of the roles.
    Id,
    /// Ticks for the roles of its header.
    Ticks(CellFormula, Vec<ReviewPoint>),
    /// Ticks for the task that is its header, by the roles of the first column.
    TaskTicks,
    /// Nothing that is asked for.
    Aside,
}

/// The columns of a table of permissions.
#[derive(Debug)]
pub(super) struct TableShape {
    pub(super) columns: Vec<ColumnKind>,
    /// Where the header of each column says that its roles are held.
    pub(super) places: Vec<Option<ScopePlace>>,
    /// The column of the tasks comes behind the roles: a row says what a role is for.
    pub(super) is_inverted: bool,
    /// There is no column of tasks: the heading is the only one, and each row is a part of what it needs.
    pub(super) is_of_heading: bool,
}

/// So many rows are looked at to find out what a column says.
const SAMPLE: usize = 60;
/// A longer cell is no cell of a table.
pub(super) const LONGEST_CELL: usize = 20_000;

/// A table with more columns is none of permissions.
const WIDEST: usize = 100;

const ROLES: [&str; 6] = ["role", "permission", "privilege", "rbac", "access", "action"];
const OTHERS: [&str; 4] = ["alternative", "additional", "other role", "other permitted"];
const PLACES: [&str; 5] = ["resource", "level", "where", "assign", "location"];
const DOES: [&str; 9] = ["task", "operation", "action", "activity", "scenario", "to do", "capability", "use case", "feature"];
const SAYS: [&str; 11] =
    ["description", "reason", "purpose", "usage", "use", "comment", "responsib", "what", "note", "remark", "detail"];

/// What a header says whose roles are not enough.
const OPPOSITE: [&str; 12] = [
    "not allowed",
    "not permitted",
    "not sufficient",
    "not enough",
    "not authorized",
    "insufficient",
    "unauthorized",
    "denied",
    "cannot",
    "can not",
    "can't",
    "can’t",
];

/// What was found in a sample of a column.
#[derive(Debug, Default, Clone, Copy)]
struct ColumnSample {
    filled: usize,
    roles: usize,
    /// Of these, cells with nothing but actions.
    actions: usize,
    /// Cells that say that nothing is needed.
    nothing: usize,
    ticks: usize,
    scopes: usize,
    ids: usize,
}

impl ColumnSample {
    /// Whether most cells that say something are of a kind.
    fn mostly(self, count: usize) -> bool {
        count > 0 && count * 2 >= self.filled
    }
}

impl TableShape {
    /// The columns, if it is a table of permissions.
    pub(super) fn of(table: &ArticleTable, context: CellContext<'_>) -> Option<Self> {
        if table.header.len() > WIDEST {
            return None;
        }
        let found: Vec<ColumnSample> = (0..table.header.len()).map(|column| look(table, column, context)).collect();
        if defines_role(table) {
            return None;
        }
        let headers: Vec<String> = table.header.iter().map(|cell| cell.text().to_lowercase()).collect();
        let places: Vec<Option<ScopePlace>> = table.header.iter().map(|cell| place_of(cell, context)).collect();
        matrix(table, &found, context).or_else(|| turned_matrix(&found)).or_else(|| rows(&headers, &found, places))
    }
}

/// The workspaces of Azure Machine Learning: where its provider is named above a table, they are meant.
const MACHINE_LEARNING: &str = "Microsoft.MachineLearningServices/workspaces";

fn is_machine_learning(provider: &str) -> bool {
    MACHINE_LEARNING.split_once('/').is_some_and(|(own, _)| own.eq_ignore_ascii_case(provider))
}

/// The only scope that a header names, if it says no more: `Subscription-level scope`. What is held in a tenant says so by itself.
fn place_of(cell: &ArticleCell, context: CellContext<'_>) -> Option<ScopePlace> {
    let words = |part: &Inline| match part {
        Inline::Text(text) | Inline::Link { text, .. } => Inline::Text(text.replace(['-', '(', ')'], " ")),
        other => other.clone(),
    };
    let parts: Vec<Inline> = cell.parts.iter().map(words).collect();
    let scope = ScopeReading::read(&parts, context.names).ok().filter(|scope| !scope.has_words())?;
    match scope.single()? {
        ScopePlace::Kind(TargetKind::Tenant) => None,
        ScopePlace::Kind(TargetKind::Workspace) if context.provider.is_some_and(is_machine_learning) => {
            Some(ScopePlace::Resource(MACHINE_LEARNING))
        }
        place => Some(place),
    }
}

/// Whether a table lists what a role definition has: it says of each action in which list it is.
fn defines_role(table: &ArticleTable) -> bool {
    const LISTS: [&str; 4] = ["notaction", "notactions", "notdataaction", "notdataactions"];
    let is_list = |cell: &ArticleCell| LISTS.contains(&cell.text().to_lowercase().replace([' ', '-'], "").as_str());
    table.rows.iter().take(SAMPLE).any(|row| row.cells.iter().any(is_list)) || table.header.iter().any(is_list)
}

fn look(table: &ArticleTable, column: usize, context: CellContext<'_>) -> ColumnSample {
    let mut found = ColumnSample::default();
    let cells = table.rows.iter().take(SAMPLE).filter_map(|row| row.cells.get(column));
    for cell in cells.filter(|cell| !cell.is_empty()) {
        found.filled += 1;
        let text = cell.text();
        if text.len() > LONGEST_CELL {
            continue;
        }
        found.ticks += usize::from(tick(cell).is_some());
        found.ids += usize::from(ObjectId::parse(text.trim()).guid().is_some());
        found.scopes += usize::from(ScopeReading::read(&cell.parts, context.names).is_ok());
        let tokens = tokens(&cell.parts, context);
        found.nothing += usize::from(says_nothing(cell, &tokens, context));
        found.roles += usize::from(tokens.iter().any(is_of_role));
        found.actions +=
            usize::from(tokens.iter().any(is_action) && !tokens.iter().any(|token| is_of_role(token) && !is_action(token)));
    }
    found
}

/// Whether a cell says that nothing is needed.
fn says_nothing(cell: &ArticleCell, tokens: &[CellToken], context: CellContext<'_>) -> bool {
    tick(cell) == Some(Tick::No)
        || grammar::reading(tokens, context.names).is_ok_and(|reading| reading.formula.is_none())
        || tokens.first() == Some(&CellToken::Phrase(Phrase::Nothing))
}

fn is_action(token: &CellToken) -> bool {
    matches!(token, CellToken::Action(_))
}

fn is_of_role(token: &CellToken) -> bool {
    matches!(
        token,
        CellToken::Role(_)
            | CellToken::Action(_)
            | CellToken::AmbiguousRole(_)
            | CellToken::UnknownRole(..)
            | CellToken::Conflict(_)
    )
}

/// A column for each role, with ticks.
fn matrix(table: &ArticleTable, found: &[ColumnSample], context: CellContext<'_>) -> Option<TableShape> {
    // The task is in the first column, if no other says that it is there.
    let says_task = |cell: &ArticleCell| has(&cell.text().to_lowercase(), &DOES) && roles_of(cell, context).is_none();
    let first_ticks = found.iter().position(|found| found.ticks > 0).unwrap_or(0);
    let task = table.header.iter().take(first_ticks).position(says_task).unwrap_or(0);
    let mut columns = Vec::new();
    for (number, (cell, found)) in table.header.iter().zip(found).enumerate() {
        let is_ticks = number > 0 && (found.filled == 0 || found.ticks > 0);
        if number == task {
            columns.push(ColumnKind::Task);
            continue;
        }
        columns.push(
            roles_of(cell, context)
                .filter(|_| is_ticks)
                .map_or(ColumnKind::Aside, |(formula, review)| ColumnKind::Ticks(formula, review)),
        );
    }
    let roles = columns.iter().filter(|kind| matches!(kind, ColumnKind::Ticks(..))).count();
    let ticks = found.iter().filter(|found| found.mostly(found.ticks)).count();
    (roles > 1 && ticks > 0).then_some(TableShape { columns, places: Vec::new(), is_inverted: false, is_of_heading: false })
}

/// The roles of a header: any of them has the ticks.
fn roles_of(cell: &ArticleCell, context: CellContext<'_>) -> Option<(CellFormula, Vec<ReviewPoint>)> {
    let reading = grammar::reading(&tokens(&cell.parts, context), context.names).ok()?;
    let review = reading.review.into_iter().filter(|point| *point != ReviewPoint::List);
    Some((reading.formula?, review.collect()))
}

/// A row for each role, and ticks for what stands in the header.
fn turned_matrix(found: &[ColumnSample]) -> Option<TableShape> {
    let (first, rest) = found.split_first()?;
    let is_ticks = |found: &ColumnSample| found.ticks > 0 && found.mostly(found.ticks);
    let is_matrix = first.mostly(first.roles - first.actions)
        && !rest.is_empty()
        && rest.iter().all(|found| found.filled == 0 || is_ticks(found));
    let columns = std::iter::once(ColumnKind::Role(None)).chain(rest.iter().map(|_| ColumnKind::TaskTicks));
    (is_matrix && rest.iter().any(is_ticks)).then(|| TableShape {
        columns: columns.collect(),
        places: Vec::new(),
        is_inverted: true,
        is_of_heading: false,
    })
}

/// A row for each task.
fn rows(headers: &[String], found: &[ColumnSample], places: Vec<Option<ScopePlace>>) -> Option<TableShape> {
    let columns = headers.iter().zip(found).zip(&places);
    let mut columns: Vec<ColumnKind> = columns.map(|((header, found), place)| kind(header, *found, place.is_some())).collect();
    let is_role = |kind: &ColumnKind| matches!(kind, ColumnKind::Role(_) | ColumnKind::Alternative(_));
    let first_role = columns.iter().position(is_role)?;
    let is_free = |columns: &[ColumnKind], column: usize| {
        let is_text = |found: &ColumnSample| found.filled > 0 && !found.mostly(found.ticks);
        columns.get(column) == Some(&ColumnKind::Aside) && found.get(column).is_some_and(is_text)
    };
    let mut free: Vec<usize> = (0..columns.len()).filter(|&column| is_free(&columns, column)).collect();
    if free.is_empty() {
        // What a role permits, in words that name a role here and there.
        let is_prose = |&column: &usize| found.get(column).is_some_and(|found| found.roles * 2 < found.filled);
        free.extend((first_role + 1..columns.len()).filter(|at| columns.get(*at).is_some_and(is_role)).find(is_prose));
    }
    if free.is_empty() {
        return of_heading(columns, found, places);
    }
    let named =
        |words: &[&str]| free.iter().copied().find(|&column| headers.get(column).is_some_and(|header| has(header, words)));
    let before = free.iter().copied().find(|&column| column < first_role);
    let task = named(&DOES).or(before).or_else(|| named(&SAYS)).or_else(|| free.first().copied())?;
    if let Some(column) = columns.get_mut(task) {
        *column = ColumnKind::Task;
    }
    Some(TableShape { is_inverted: task > first_role, is_of_heading: false, columns, places })
}

/// A list of actions, each with its scope: what its heading says needs all of them.
fn of_heading(columns: Vec<ColumnKind>, found: &[ColumnSample], places: Vec<Option<ScopePlace>>) -> Option<TableShape> {
    let is_of_actions = |(kind, found): (&ColumnKind, &ColumnSample)| match kind {
        ColumnKind::Role(_) => found.actions > 0 && found.actions * 10 >= found.filled * 9,
        ColumnKind::Scope => true,
        _ => found.filled == 0,
    };
    let roles = columns.iter().filter(|kind| matches!(kind, ColumnKind::Role(_))).count();
    let is_list = roles == 1 && columns.contains(&ColumnKind::Scope) && columns.iter().zip(found).all(is_of_actions);
    is_list.then_some(TableShape { columns, places, is_inverted: false, is_of_heading: true })
}

fn kind(header: &str, found: ColumnSample, is_of_scope: bool) -> ColumnKind {
    let asked = found.filled.saturating_sub(found.nothing);
    let is_of_roles = found.roles > 0 && found.roles * 4 >= asked;
    let names_only_scopes = found.scopes > 0 && found.mostly(found.scopes);
    if found.mostly(found.ids) {
        ColumnKind::Id
    } else if has(header, &OPPOSITE) {
        ColumnKind::Aside
    } else if is_of_scope && is_of_roles && !names_only_scopes {
        ColumnKind::Role(system(header))
    } else if header.contains("scope") || (has(header, &PLACES) && found.mostly(found.scopes)) {
        ColumnKind::Scope
    } else if has(header, &OTHERS) && is_of_roles {
        ColumnKind::Alternative(system(header))
    } else if (has(header, &ROLES) && is_of_roles)
        || (found.roles * 10 >= found.filled * 7 && is_of_roles && !has(header, &SAYS))
    {
        ColumnKind::Role(system(header))
    } else {
        ColumnKind::Aside
    }
}

/// Whether a header says of a list that all of it is needed, or that one of it is enough.
pub(super) fn list_meant(header: &str) -> Option<bool> {
    let header = header.to_lowercase();
    let is_all = has(&header, &["all required", "all of", "all are required", "all roles are", "all needed", "(all)"]);
    let is_any = has(&header, &["any of", "one of", "(any)", "(one)"]);
    (is_all != is_any).then_some(is_all)
}

fn has(header: &str, words: &[&str]) -> bool {
    words.iter().any(|word| header.contains(word))
}

/// Whose roles a header says that its column has; nothing where it says both or neither.
fn system(header: &str) -> Option<RoleSystem> {
    let is_entra = has(header, &["entra", "azure ad", "azure active directory", "directory role"]);
    let rest = header.replace("azure ad", "").replace("azure active directory", "");
    match (is_entra, rest.contains("azure")) {
        (true, false) => Some(RoleSystem::Entra),
        (false, true) => Some(RoleSystem::Azure),
        _ => None,
    }
}

/// Whether a cell of a matrix is ticked.
pub(super) fn is_ticked(cell: &ArticleCell) -> Option<bool> {
    if cell.is_empty() { Some(false) } else { tick(cell).map(|tick| tick == Tick::Yes) }
}
