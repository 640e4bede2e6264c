//! How often something is tried: so often that `cargo test` takes minutes, or as often as a variable of the environment asks.

use std::str::FromStr;

/// The number that a variable asks for, else another one.
pub(crate) fn number_of<T: FromStr>(variable: &str, otherwise: T) -> T {
    std::env::var(variable).ok().and_then(|number| number.parse().ok()).unwrap_or(otherwise)
}

/// How many random tenants a second evaluator looks at, whole and cut: `.ci/run` asks for 20,000.
pub(crate) fn tenants() -> u32 {
    number_of("ROLECALL_TENANTS", 4_000)
}
