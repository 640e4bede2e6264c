//! What a person has to look at: why a cell could not be read, and where a reading is a choice.

use super::scope::ScopePlace;

/// Why a cell is left to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LeftReason {
    /// No role has the name; the closest one.
    UnknownRole(String, Option<String>),
    /// A role of Azure and one of Entra have the name.
    Ambiguous(String),
    /// The words, the link and the header do not name the same role.
    Conflict(String),
    /// No operation; the one that was meant.
    UnknownAction(String, String),
    /// No pack may have the action.
    FaultyAction(String, &'static str),
    /// A word changes what the others mean.
    Turns(String),
    /// More words than a person would want to see in a note.
    Prose,
    /// Neither a role nor an action.
    NoRole,
    /// Brackets without their counterpart, or too many.
    Brackets,
    /// Two roles side by side without a word between them, or `and` with something that is no role.
    NoJoin,
    /// No tick and no dash.
    NoTick,
    /// No known scope.
    NoScope,
    /// A management group, which no pack can name.
    ManagementGroup,
    /// The id belongs to another role, or to none.
    OtherId,
    /// A cell to the right of the last column.
    Beyond,
    /// The row has no task to belong to.
    NoTask,
    /// The text is longer than any cell of a table.
    TooLong,
    /// Nothing is asked for, and a footnote or a column beside it may ask for more.
    Beside,
    /// Another cell of the row is left, so that the task is not whole.
    RowLeft,
    /// The roles of the row need scopes of several kinds of resources.
    SeveralResources,
}

/// Where a reading is a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ReviewPoint {
    /// `and` and `or` meet without brackets.
    AndOr,
    /// A list without a word that says whether one or all are needed.
    List,
    /// Words that were not understood.
    Rest(String),
    /// A role has another name today.
    Renamed(&'static str, String),
    /// No role has the name, and the row has the id of one.
    ById(String, String),
    /// The catalog does not know the action; the closest one.
    UnknownAction(String, Option<String>),
    /// A placeholder of an action is read as every name.
    Placeholder(String),
    /// "or higher".
    Higher(String, Vec<String>),
    /// A footnote.
    Footnote(String),
    /// A footnote of what the cell says no to: its column, and the mark.
    FootnoteOfNo(String, String),
    /// A column that is set aside names a role or an action that the requirement has not.
    BesideColumn(String, String),
    /// `or` with something that is no role.
    OpenEnd,
    /// What the cell calls an example is taken for what is needed.
    Example,
    /// A scope in the cell is taken for that of several roles.
    SharedScope(ScopePlace),
    /// No scope is said.
    NoScope,
    /// The scope says more than the kind of it.
    ScopeWords(String),
    /// The cell of the scope lists several, and does not say which is whose.
    SeveralScopes(Vec<&'static str>),
    /// The table has no column of tasks: its heading is the task.
    Heading,
    /// Rows without a task of their own are taken for more that is needed.
    Continued,
    /// The rows of a task are at several resources, and are tasks of their own.
    Split,
    /// Two columns say what is needed.
    Columns,
    /// The role is read as enough for what the table says that it is for.
    Inverted,
}
