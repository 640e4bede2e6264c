//! Arguments that several subcommands take, and how each value is read. `session.rs` works out once what they mean.

use std::ffi::OsStr;
use std::time::Duration;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, Args, Command};
use rolecall::graph::Vouched;
use rolecall::model::{ExportKind, Note, NoteCode, Plane};
use rolecall::pattern::Wildcards;
use rolecall::report::advise::RoleFileFormat;
use rolecall::report::{Format, TextParts, Writable};

/// What commands take that answer for all of a tenant.
#[derive(Debug, Args)]
pub(crate) struct TenantArgs {
    /// Exports: files, folders, quoted patterns, or - for standard input
    #[arg(required = true, value_name = "EXPORTS")]
    pub exports: Vec<String>,
    #[command(flatten)]
    pub tasks: PackArgs,
    /// Only this principal, by object id, user principal name or display name; may be repeated
    #[arg(long, value_name = "WHO")]
    pub principal: Vec<String>,
    /// Only targets at or below this scope; may be repeated
    #[arg(long, value_name = "SCOPE")]
    pub scope: Vec<String>,
    #[command(flatten)]
    pub workspaces: WorkspaceArgs,
    /// Microsoft Defender unified RBAC is activated for this workspace, or for `none`, and for no other; may be repeated
    #[arg(long, value_name = "WORKSPACE|none")]
    pub urbac: Vec<String>,
    #[command(flatten)]
    pub evaluation: EvaluationArgs,
}

/// The task packs.
#[derive(Debug, Args)]
pub(crate) struct PackArgs {
    /// A task pack by id, or a file; may be repeated [default: sentinel-defender-2025-01; for readiness also the one in force]
    #[arg(long, value_name = "PACK|FILE")]
    pub tasks: Vec<String>,
}

/// The workspaces that are asked about.
#[derive(Debug, Clone, Args)]
pub(crate) struct WorkspaceArgs {
    /// Only this workspace, by resource id or by its name in the exports; may be repeated
    #[arg(long, value_name = "WORKSPACE")]
    pub workspace: Vec<String>,
}

/// How a tenant is evaluated.
#[derive(Debug, Clone, Args)]
pub(crate) struct EvaluationArgs {
    #[command(flatten)]
    pub at: AtArgs,
    #[command(flatten)]
    pub wildcards: WildcardArgs,
    /// Vouch that the exports of this kind are complete, or only those of one subscription, management group, group or workspace; may
    /// be repeated
    #[arg(long, value_name = "KIND[@PLACE]", value_parser = VouchedParser)]
    pub complete: Vec<Vouched>,
}

/// What text shows only where it is asked for.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct PartsArgs {
    /// Text: also the proof of each answer, with ids, patterns, conditions, and what is missing
    #[arg(long)]
    pub why: bool,
    /// Text: also the matrix of people and tasks
    #[arg(long)]
    pub matrix: bool,
}

impl PartsArgs {
    /// What is shown in addition.
    pub(crate) const fn get(self) -> TextParts {
        TextParts { why: self.why, matrix: self.matrix }
    }
}

/// The plane of an action.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct PlaneArgs {
    /// The action is a data action [default: if the catalog knows it as a data action only]
    #[arg(long, conflicts_with = "control")]
    pub data: bool,
    /// The action is not a data action, whatever the catalog says
    #[arg(long)]
    pub control: bool,
    /// Ask for any action of a pattern, not for all of them: in both planes, unless --data or --control says one
    #[arg(long)]
    pub any: bool,
}

impl PlaneArgs {
    /// The plane that is asked for, whatever the catalog says.
    pub(crate) const fn forced(self) -> Option<Plane> {
        match (self.data, self.control) {
            (true, _) => Some(Plane::Data),
            (false, true) => Some(Plane::Control),
            (false, false) => None,
        }
    }
}

/// The instant.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct AtArgs {
    /// The instant to answer for, such as 2026-03-01T09:00:00Z or 2026-03-01 [default: when `rolecall collect` made the exports, else now]
    #[arg(long, value_name = "TIME", value_parser = instant)]
    pub at: Option<i64>,
}

impl AtArgs {
    /// The instant, in seconds since 1970.
    pub(crate) fn or_now(self) -> i64 {
        self.at.unwrap_or_else(|| jiff::Timestamp::now().as_second())
    }

    /// The instant, or else the time that the manifests of the exports give (R-PIM-6), and then what is said of that.
    pub(crate) fn or_collected(self, collected: Option<i64>) -> (i64, Option<Note>) {
        match (self.at, collected) {
            (None, Some(at)) => (at, Some(as_collected(at))),
            (_, _) => (self.or_now(), None),
        }
    }
}

fn as_collected(at: i64) -> Note {
    let at = jiff::Timestamp::from_second(at).map(|at| at.to_string()).unwrap_or_default();
    let message = format!("the answers are for {at}, when the exports were collected");
    Note::warning(NoteCode::AsCollected, message).help("ask for another instant with `--at TIME`")
}

/// How patterns are read.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct WildcardArgs {
    /// Read `/*/` as two slashes with something between them
    #[arg(long)]
    pub strict_wildcards: bool,
}

impl WildcardArgs {
    /// How patterns are read.
    pub(crate) const fn get(self) -> Wildcards {
        if self.strict_wildcards { Wildcards::Strict } else { Wildcards::Documented }
    }
}

/// Reads one of the formats that a report has.
pub(crate) fn format_of<R: Writable>() -> impl TypedValueParser<Value = Format> {
    format_among(&R::formats())
}

/// Reads one of some formats.
pub(crate) fn format_among(formats: &[Format]) -> impl TypedValueParser<Value = Format> + use<> {
    let names: Vec<&'static str> = formats.iter().map(|format| format.name()).collect();
    PossibleValuesParser::new(names).map(|name| Format::parse(&name).unwrap_or_default())
}

/// Reads `KIND` or `KIND@PLACE`. Help and the completions of shells list the kinds; a place is anything that the exports name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct VouchedParser;

impl TypedValueParser for VouchedParser {
    type Value = Vouched;

    fn parse_ref(&self, command: &Command, option: Option<&Arg>, value: &OsStr) -> Result<Vouched, clap::Error> {
        // A function is a parser that words its own error.
        Vouched::parse.parse_ref(command, option, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(ExportKind::ALL.into_iter().map(|(_, name)| PossibleValue::new(name))))
    }
}

/// Whole seconds since 1970: a fraction would be an instant that no report could name.
pub(crate) fn instant(text: &str) -> Result<i64, String> {
    if let Ok(instant) = text.parse::<jiff::Timestamp>() {
        if instant.subsec_nanosecond() != 0 {
            return Err("give the instant in whole seconds".to_owned());
        }
        return Ok(instant.as_second());
    }
    let date = text.parse::<jiff::civil::Date>();
    let midnight = date.ok().and_then(|date| jiff::tz::Offset::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok());
    midnight.map(jiff::Timestamp::as_second).ok_or_else(|| "write 2026-03-01T09:00:00Z, or a date".to_owned())
}

/// Reads a format of custom roles.
pub(crate) fn role_file_format() -> impl TypedValueParser<Value = RoleFileFormat> {
    let value = |format: RoleFileFormat| {
        let value = PossibleValue::new(format.name());
        match format {
            RoleFileFormat::Az => {
                value.alias("powershell").help("JSON for `az role definition create` and `New-AzRoleDefinition`")
            }
            RoleFileFormat::Arm => value.help("An ARM template"),
            RoleFileFormat::Portal => value.help("JSON as the portal takes it"),
            RoleFileFormat::Terraform => value.help("`azurerm_role_definition`"),
            RoleFileFormat::Bicep | RoleFileFormat::Yaml => value,
        }
    };
    let named = |name: String| RoleFileFormat::ALL.into_iter().find(|format| format.name() == name);
    PossibleValuesParser::new(RoleFileFormat::ALL.map(value)).map(move |name| named(name).unwrap_or(RoleFileFormat::Az))
}

/// Reads a number of seconds.
pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse::<f64>().ok().filter(|seconds| *seconds > 0.0);
    let time = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    time.ok_or_else(|| "write a number of seconds above zero, such as 2 or 0.5".to_owned())
}
