//! `rolecall lints`: the list of everything that `check` looks for, and the documentation of one lint or rule.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use rolecall::review::lint;
use rolecall::review::lint::documentation::severity_name;
use rolecall::review::lint::{Lint, Topic};
use rolecall::review::policy;
use rolecall::review::policy::PolicyRule;

use rolecall::report::Format;
use serde_json::{Value, json};

use super::args::format_among;
use super::common::Common;
use super::error::CliError;
use super::output::{self, Terminal};

#[derive(Debug, Args)]
pub(crate) struct LintsArgs {
    #[command(subcommand)]
    pub command: LintsCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LintsCommand {
    /// Every lint with its severity, by topic
    List {
        /// How to write the list
        #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = format_among(&[Format::Text, Format::Json]))]
        format: Format,
    },
    /// What a lint finds, why, what to do, and what it cannot see
    Show {
        /// The lint or rule, such as `multiple-wildcards`
        #[arg(value_name = "ID")]
        id: String,
    },
}

pub(crate) fn run(common: &Common, args: &LintsArgs, terminal: &Terminal) -> miette::Result<ExitCode> {
    let prose = terminal.prose(common);
    let text = match &args.command {
        LintsCommand::List { format: Format::Json } => as_json(),
        LintsCommand::List { .. } => prose.list(&list()),
        LintsCommand::Show { id } => prose.markdown(&page(id).ok_or_else(|| unknown(id))?),
    };
    output::write(common, |out| out.write_all(text.as_bytes()))?;
    Ok(ExitCode::SUCCESS)
}

fn page(id: &str) -> Option<String> {
    lint::lint(id).map(Lint::page).or_else(|| policy::rule(id).map(PolicyRule::page))
}

/// The same list for a program: lints, then the rules of the policy.
fn as_json() -> String {
    let topic = |of: Topic| Topic::ALL.iter().find(|(own, _)| *own == of).map_or("", |(_, name)| name);
    let lint = |own: &Lint| {
        json!({
            "id": own.id, "severity": severity_name(own.severity), "topic": topic(own.topic), "title": own.title(), "rules": own.rules,
        })
    };
    let rule = |own: &PolicyRule| {
        json!({
            "id": own.id, "severity": severity_name(own.severity), "topic": "policy", "title": own.title, "rules": [],
        })
    };
    let all: Vec<Value> = lint::lints().iter().map(lint).chain(policy::RULES.iter().map(rule)).collect();
    format!("{:#}\n", json!({ "lints": all }))
}

fn list() -> String {
    let mut text = String::new();
    let width = policy::finding_ids().iter().map(|id| id.len()).max().unwrap_or_default();
    for (topic, name) in Topic::ALL {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}{name}", if text.is_empty() { "" } else { "\n" });
        for lint in lint::lints().iter().filter(|lint| lint.topic == topic) {
            let severity = severity_name(lint.severity);
            let _ = writeln!(text, "  {:width$}  {severity:7}  {}", lint.id, lint.title());
        }
    }
    text.push_str("\npolicy\n");
    for rule in &policy::RULES {
        let severity = severity_name(rule.severity);
        let _ = writeln!(text, "  {:width$}  {severity:7}  {}", rule.id, rule.title);
    }
    text
}

fn unknown(id: &str) -> CliError {
    let help = match policy::suggest_id(id) {
        Some(close) => format!("did you mean `{close}`?"),
        None => "`rolecall lints list` names them all".to_owned(),
    };
    CliError::NoLint { id: id.to_owned(), help }
}
