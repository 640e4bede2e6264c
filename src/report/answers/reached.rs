//! Whom an assignment or a group reaches, and the sentence about it.

use serde::Serialize;
use serde_json::Value;

use crate::report::schema::{boolean, number, object};
use crate::report::words::count;
use crate::who_can::ReachedPeople;

/// How many an assignment reaches, or are in a group.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct ReachedView {
    /// Users, now.
    pub(crate) users: usize,
    /// Users who have to activate a membership first.
    pub(crate) users_eligible: usize,
    /// Service principals.
    pub(crate) service_principals: usize,
    /// The exports show that these are all.
    pub(crate) known: bool,
}

impl ReachedView {
    pub(crate) fn new(reached: ReachedPeople) -> Self {
        let ReachedPeople { users, users_eligible, service_principals, is_whole } = reached;
        Self { users, users_eligible, service_principals, known: is_whole }
    }
}

/// `3 users, 1 user after an activation`.
pub(crate) fn in_words(reached: ReachedView) -> String {
    let ReachedView { users, users_eligible, service_principals, known } = reached;
    let parts = [(users, "user"), (service_principals, "service principal")];
    let parts = parts.iter().filter(|(number, _)| *number > 0).map(|(number, what)| count(*number, what));
    let activating = (users_eligible > 0).then(|| format!("{} after an activation", count(users_eligible, "user")));
    let parts: Vec<String> = parts.chain(activating).collect();
    match (parts.is_empty(), known) {
        (true, true) => "nobody".to_owned(),
        (true, false) => "members not shown".to_owned(),
        (false, true) => parts.join(", "),
        (false, false) => format!("{}, others are not shown", parts.join(", ")),
    }
}

/// Its keys in the schema.
pub(crate) fn schema() -> Value {
    object(&[("users", number()), ("users_eligible", number()), ("service_principals", number()), ("known", boolean())])
}
