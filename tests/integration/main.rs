//! The integration tests.
#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot be set up has failed")]

mod access;
mod advice;
mod catalog;
mod check;
#[cfg(unix)]
mod check_files;
mod check_neighbours;
mod cli;
#[cfg(unix)]
mod collect;
mod conditions;
mod configs;
mod delta;
mod docs;
mod evaluation;
mod exports;
mod facade;
#[cfg(unix)]
mod fleet;
mod format_vectors;
mod gaps;
mod hostile;
mod html;
mod import;
#[cfg(unix)]
mod integrations;
mod json_schema;
mod law;
#[path = "../laws/mod.rs"]
mod laws;
mod lints;
mod lsp;
mod mutations;
mod naive;
#[cfg(target_os = "linux")]
mod network;
mod noes;
mod packs;
mod parquet;
mod paths;
mod pattern_laws;
mod readiness;
mod remediate;
mod role_file_laws;
mod semantics;
#[cfg(unix)]
mod signals;
mod site;
mod small_tenant;
#[path = "../support/mod.rs"]
mod support;
#[cfg(target_os = "linux")]
mod terminal;
mod threads;
mod unified_rbac;
mod vectors;
mod verify;
mod verify_advise;
mod verify_all;
mod verify_diff;
mod verify_stated;
mod what_can;
mod who_can;
