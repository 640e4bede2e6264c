//! Options of every command.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Options of every command.
#[derive(Debug, Args)]
pub(crate) struct Common {
    /// Write the report to a file, completely or not at all
    #[arg(short, long, value_name = "FILE", global = true)]
    pub output: Option<PathBuf>,
    /// When to use colours; `NO_COLOR` is obeyed
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub color: Color,
    /// Print the report and errors only
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Print notes as well as warnings, and the places that text leaves out
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// Read at most so many bytes in all (default: 8 GiB, and 2 GiB of one file)
    #[arg(long, value_name = "BYTES", global = true)]
    pub max_input: Option<u64>,
    /// Use this catalog instead of the embedded one (`rolecall catalog build` makes one)
    #[arg(long, value_name = "FILE", global = true)]
    pub catalog: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}
