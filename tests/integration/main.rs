//! The integration tests.
#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot be set up has failed")]

mod access;
mod advice;
mod architecture;
mod catalog;
mod check;
mod cli;
#[cfg(unix)]
mod collect;
mod conditions;
mod configs;
mod delta;
mod docs;
mod evaluation;
mod export_picture;
mod exports;
mod format_vectors;
mod html;
mod json_schema;
mod law;
mod lints;
mod naive;
mod packs;
mod pattern_laws;
mod readiness;
mod remediate;
mod role_file_laws;
mod role_files;
mod semantics;
mod small_tenant;
mod vectors;
