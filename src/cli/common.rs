//! Options of every command.

use std::num::NonZeroUsize;
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
    /// Show what goes to a terminal page by page, with `$PAGER` or else less
    #[arg(long, global = true)]
    pub pager: bool,
    /// Print the report and errors only
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Print notes as well as warnings, and the places that text leaves out
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// Read at most so many bytes in all (default: 8 GiB, and 2 GiB of one file)
    #[arg(long, value_name = "BYTES", global = true)]
    pub max_input: Option<u64>,
    /// Work on so many threads; the answers are the same (default: one for each core)
    #[arg(long, value_name = "N", value_parser = threads, global = true)]
    pub threads: Option<NonZeroUsize>,
    /// Use this catalog instead of the embedded one (`rolecall catalog build` makes one)
    #[arg(long, value_name = "FILE", global = true)]
    pub catalog: Option<PathBuf>,
}

/// A number of threads.
fn threads(text: &str) -> Result<NonZeroUsize, String> {
    text.parse().map_err(|_| "a run needs at least one thread: `--threads 1` uses no others".to_owned())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}
