//! The binary's own: arguments, streams, exit codes, one file for each subcommand. Everything that decides something is in the library.

mod advise;
mod args;
mod audit;
mod catalog;
mod check;
mod collect;
mod command;
mod common;
mod diff;
mod dispatch;
mod error;
mod exit;
mod explain;
mod files;
mod graph;
mod help;
mod import;
mod lints;
mod lsp;
mod meta;
mod output;
mod pager;
mod paths;
mod progress;
mod readiness;
mod role;
mod session;
mod signals;
mod tasks;
mod tasks_diff;
mod verify;
mod what_can;
mod where_can;
mod who_can;

pub(crate) use dispatch::{diagnose, run};
pub(crate) use error::CliError;
