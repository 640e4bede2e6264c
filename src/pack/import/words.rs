//! The sentences about what is left and what is a choice.

use super::reading::{LeftReason, ReviewPoint};
use crate::model::Requirement;

/// Why a cell is left to a person.
pub(super) fn left(reason: &LeftReason) -> String {
    match reason {
        LeftReason::UnknownRole(name, Some(near)) => format!("no role is called `{name}`; did you mean `{near}`?"),
        LeftReason::UnknownRole(name, None) => format!("no role is called `{name}`"),
        LeftReason::Ambiguous(name) => format!("`{name}` is an Azure role and an Entra role, and nothing says which"),
        LeftReason::Conflict(name) => format!("the words `{name}`, the link and the header do not name one role"),
        LeftReason::UnknownAction(text, close) => format!("no operation is called `{text}`; did you mean `{close}`?"),
        LeftReason::FaultyAction(text, why) => format!("no pack can ask for `{text}`: {why}"),
        LeftReason::Turns(word) => format!("{word} may change what is required"),
        LeftReason::Prose => "more words than roles".to_owned(),
        LeftReason::NoRole => "neither a role nor an action".to_owned(),
        LeftReason::Brackets => "brackets do not match, or are too deep".to_owned(),
        LeftReason::NoJoin => "a part of it is joined by no word, or by `and` with no role".to_owned(),
        LeftReason::NoTick => "neither a tick nor a dash".to_owned(),
        LeftReason::NoScope => "no known scope".to_owned(),
        LeftReason::ManagementGroup => "a management group, which is no scope that a pack can name".to_owned(),
        LeftReason::OtherId => "not the id of the role in this row".to_owned(),
        LeftReason::Beyond => "the table has no such column".to_owned(),
        LeftReason::NoTask => "the row has no task, and continues none".to_owned(),
        LeftReason::TooLong => "too long for a cell".to_owned(),
        LeftReason::Beside => "nothing is asked for, but a footnote or a column beside it may ask for more".to_owned(),
        LeftReason::RowLeft => "another cell of the task is left".to_owned(),
        LeftReason::SeveralResources => "one task cannot ask for grants at several kinds of resources".to_owned(),
    }
}

/// What a person has to decide about a reading.
pub(super) fn review(point: &ReviewPoint, requires: &Requirement) -> String {
    match point {
        ReviewPoint::AndOr => format!("`and` and `or` meet without brackets: read as {}", requires.in_words()),
        ReviewPoint::List => "no word says whether one or all of the list are needed: read as one".to_owned(),
        ReviewPoint::Rest(words) => format!("the cell also says `{words}`"),
        ReviewPoint::Renamed(old, new) => format!("`{old}` is called `{new}` today"),
        ReviewPoint::ById(name, role) => format!("no role is called `{name}`; the id in the row is that of {role}"),
        ReviewPoint::UnknownAction(text, Some(close)) => format!("the catalog knows no `{text}`; the closest is `{close}`"),
        ReviewPoint::UnknownAction(text, None) => format!("the catalog knows nothing that `{text}` matches"),
        ReviewPoint::Placeholder(text) => format!("the placeholder of `{text}` is read as every name"),
        ReviewPoint::Higher(role, more) if more.is_empty() => format!("`{role}` or higher: no role is known to be higher"),
        ReviewPoint::Higher(role, more) => format!("`{role}` or higher is read as {role}, {}", more.join(", ")),
        ReviewPoint::Footnote(mark) => format!("a footnote `{mark}` may say more"),
        ReviewPoint::FootnoteOfNo(column, mark) => {
            format!("a footnote `{mark}` of the no under `{column}` may allow it")
        }
        ReviewPoint::BesideColumn(column, text) => format!("the column `{column}` also says `{text}`"),
        ReviewPoint::OpenEnd => "the cell ends with another way that names no role: it is not in the requirement".to_owned(),
        ReviewPoint::Example => "the role is an example in the article".to_owned(),
        ReviewPoint::SharedScope(place) => {
            format!("the scope `{}` is read as that of every role before it", place.kind().name())
        }
        ReviewPoint::NoScope => "the table says no scope: it is a choice".to_owned(),
        ReviewPoint::ScopeWords(words) => format!("the scope also says `{words}`"),
        ReviewPoint::SeveralScopes(names) => {
            format!(
                "the scopes are {}, and nothing says which is whose: all of it is asked for at one of them",
                names.join(" and ")
            )
        }
        ReviewPoint::Heading => {
            "the table has no column of tasks: its heading is the task, and the text above may name another way".to_owned()
        }
        ReviewPoint::Continued => "rows without a task of their own are read as more that is needed".to_owned(),
        ReviewPoint::Split => "the article asks for all of the tasks of this name: each is at a resource of its own".to_owned(),
        ReviewPoint::Columns => "several columns name roles: read as said in the requirement".to_owned(),
        ReviewPoint::Inverted => "the table says what the role is for; whether less is enough it does not say".to_owned(),
    }
}
