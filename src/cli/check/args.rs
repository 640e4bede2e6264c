//! The arguments of `rolecall check`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use rolecall::model::Severity;
use rolecall::report::{CheckReport, Format, LintPages};
use rolecall::role_file::fix::Safety;

use crate::cli::args::{WildcardArgs, format_of, instant};

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of the command line")]
pub(crate) struct CheckArgs {
    /// Role files: files, folders, quoted patterns, or - for standard input
    #[arg(required = true, value_name = "ROLE_FILES")]
    pub files: Vec<String>,
    /// How to write what was found
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = format_of::<CheckReport>())]
    pub format: Format,
    /// Exit with 1 if there is a finding of this severity or above
    #[arg(long, value_name = "SEVERITY", default_value = "error")]
    pub fail_on: FailOn,
    /// Report what the roles gain compared with a git ref, or with the role files at a path
    #[arg(long, value_name = "REF|PATH")]
    pub base: Option<String>,
    /// Leave out the findings that the base has too: only new ones fail the check
    #[arg(long, requires = "base")]
    pub new_only: bool,
    /// Exports of the tenant: report who gains what by the change, and where; may be repeated
    #[arg(long, value_name = "EXPORTS", requires = "base")]
    pub exports: Vec<String>,
    /// A task pack by id, or a file, whose tasks a change may newly allow; may be repeated
    #[arg(long, value_name = "PACK|FILE")]
    pub tasks: Vec<String>,
    /// Apply the fixes of the findings: those that change no access (safe), or also those that may (all)
    #[arg(long, value_name = "WHAT", num_args = 0..=1, require_equals = true, default_missing_value = "safe")]
    pub fix: Option<FixArg>,
    /// Show what --fix would change, as a diff, and write nothing
    #[arg(long)]
    pub diff: bool,
    /// The configuration of all files [default: the nearest .rolecall.yaml in or above the folder of each]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Report also the findings that comments, the configuration or the baseline accept
    #[arg(long)]
    pub no_ignores: bool,
    /// The address of the page of a lint, with {lint} in it: text (where the terminal shows links), Markdown and SARIF link to it
    #[arg(long, value_name = "ADDRESS", value_parser = LintPages::parse)]
    pub lint_pages: Option<LintPages>,
    /// Accept files and folders that hold no role definition
    #[arg(long)]
    pub allow_no_roles: bool,
    /// The day for which allows count, such as 2026-03-01 [default: today]
    #[arg(long, value_name = "TIME", value_parser = instant)]
    pub at: Option<i64>,
    #[command(flatten)]
    pub wildcards: WildcardArgs,
}

impl CheckArgs {
    /// The fixes that are asked for.
    pub(crate) fn fixes(&self) -> Option<Safety> {
        match self.fix {
            Some(FixArg::All) => Some(Safety::Risky),
            Some(FixArg::Safe) => Some(Safety::Safe),
            None => self.diff.then_some(Safety::Safe),
        }
    }
}

/// The arguments with `--fix all` as `--fix=all`: without the sign, a file after `--fix` is a file.
pub(crate) fn joined(args: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut joined: Vec<OsString> = Vec::new();
    let mut are_options = true;
    for arg in args {
        let is_what =
            FixArg::value_variants().iter().filter_map(ValueEnum::to_possible_value).any(|what| arg == what.get_name());
        are_options &= arg != "--";
        match joined.last_mut() {
            Some(last) if are_options && is_what && last == "--fix" => {
                last.push("=");
                last.push(arg);
            }
            _ => joined.push(arg),
        }
    }
    joined
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FixArg {
    Safe,
    All,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    Error,
    Warning,
    Note,
    Never,
}

impl FailOn {
    pub(crate) const fn severity(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Note => Some(Severity::Note),
            Self::Never => None,
        }
    }
}
