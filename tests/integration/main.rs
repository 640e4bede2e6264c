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
mod docs;
mod evaluation;
mod format_vectors;
mod html;
mod json_schema;
mod lints;
mod naive;
mod near;
mod packs;
mod pair;
mod pattern_laws;
mod read;
mod read_picture;
mod readiness;
mod role_file_laws;
mod role_files;
mod semantics;
mod small_tenant;
mod vectors;
