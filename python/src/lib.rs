//! The module `rolecall._rolecall`: the questions of the library as functions, each with the GIL released while the engine works.
//!
//! The package `rolecall` around it has the names, the types and the documentation; nothing is decided in either.

mod ask;
mod error;
mod read;
mod report;

use pyo3::prelude::*;

#[pymodule]
mod _rolecall {
    #[pymodule_export]
    use super::ask::{audit, check, diff, explain, readiness, who_can};
    #[pymodule_export]
    use super::report::Report;
}
