//! The JSON schemas of all reports, by the name of their subcommand.

use serde_json::Value;

use super::{
    advise, audit, check, diff, explain, graph, paths, policy_readiness, readiness, role, tasks_diff, verify, what_can,
    where_can, who_can,
};

/// The schemas, each with the name of the subcommand that writes such reports.
pub fn schemas() -> [(&'static str, Value); 15] {
    [
        ("advise", advise::schema::schema()),
        ("audit", audit::schema::schema()),
        ("check", check::schema::schema()),
        ("diff", diff::schema::schema()),
        ("explain", explain::schema::schema()),
        ("graph", graph::schema::schema()),
        ("paths", paths::schema::schema()),
        ("readiness", readiness::schema::schema()),
        ("readiness-policy", policy_readiness::schema::schema()),
        ("role", role::schema::schema()),
        ("tasks-diff", tasks_diff::schema::schema()),
        ("verify", verify::schema::schema()),
        ("what-can", what_can::schema::schema()),
        ("where-can", where_can::schema::schema()),
        ("who-can", who_can::schema::schema()),
    ]
}
