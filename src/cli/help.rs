//! What `--help` adds to the arguments: the group of each option, and examples for each subcommand.

use clap::{Command, CommandFactory};

use super::command::Cli;

/// The group of an option, by its name. Options that are not here stand without a group; a subcommand may have groups of its own.
const GROUPS: [(&str, &[&str]); 3] = [
    (
        "What to ask",
        &[
            "anywhere",
            "assign",
            "at",
            "at-scope",
            "below",
            "connected",
            "control",
            "data",
            "expect",
            "max-age",
            "principal",
            "remove",
            "scope",
            "strict-wildcards",
            "tasks",
            "team",
            "to",
            "to-type",
            "workspace",
        ],
    ),
    (
        "What to read",
        &["base", "catalog", "catalog-new", "catalog-old", "complete", "config", "exports", "max-input", "threads"],
    ),
    ("How to show it", &["all", "color", "expand", "format", "matrix", "output", "pager", "quiet", "verbose", "why"]),
];

/// Three commands that show what a subcommand is for.
const EXAMPLES: [(&str, &[&str]); 17] = [
    (
        "audit",
        &[
            "rolecall audit exports",
            "rolecall audit exports --principal alice@contoso.example",
            "rolecall audit exports --format rows -o answers.jsonl",
        ],
    ),
    (
        "advise",
        &[
            "rolecall advise --task act-on-incidents",
            "rolecall advise --action 'Microsoft.Support/*' --custom-role bicep --name 'Support desk' --scope /subscriptions/00000000-0000-0000-0000-000000000000",
            "rolecall advise --terraform plan.json",
        ],
    ),
    (
        "diff",
        &[
            "rolecall diff old-exports new-exports",
            "rolecall diff Reader 'Log Analytics Reader'",
            "rolecall diff role.json main-role.json --format markdown",
        ],
    ),
    (
        "role",
        &[
            "rolecall role 'Microsoft Sentinel Contributor'",
            "rolecall role roles/soc.json",
            "rolecall role 'SOC Support' exports",
        ],
    ),
    (
        "explain",
        &[
            "rolecall explain alice@contoso.example connect-workspace exports --workspace soc",
            "rolecall explain 'Carol Chen' Microsoft.Compute/virtualMachines/delete exports --scope 'SOC Production'",
            "rolecall explain bob@contoso.example --assign Owner --to-type User exports --scope 'SOC Production'",
        ],
    ),
    (
        "who-can",
        &[
            "rolecall who-can Microsoft.Authorization/roleAssignments/write exports",
            "rolecall who-can connect-workspace exports --workspace soc",
            "rolecall who-can Owner exports --anywhere",
        ],
    ),
    (
        "what-can",
        &[
            "rolecall what-can sentinel-automation exports",
            "rolecall what-can bob@contoso.example exports --at-scope 'SOC Production'",
            "rolecall what-can 'SOC Leads' exports --format json",
        ],
    ),
    (
        "where-can",
        &[
            "rolecall where-can bob@contoso.example Microsoft.Authorization/roleAssignments/write exports",
            "rolecall where-can 'SOC Leads' act-on-incidents exports",
            "rolecall where-can carol@contoso.example Reader exports --format csv",
        ],
    ),
    (
        "paths",
        &[
            "rolecall paths exports",
            "rolecall paths exports --to 'Owner@SOC Production' --from bob@contoso.example",
            "rolecall paths exports --to 'Global Administrator' --expect none",
        ],
    ),
    (
        "graph",
        &[
            "rolecall graph exports --principal 'SOC Leads' > access.dot",
            "rolecall graph exports --scope 'SOC Production' --format mermaid",
            "rolecall graph exports --format opengraph -o bloodhound.json",
        ],
    ),
    (
        "check",
        &[
            "rolecall check roles/",
            "rolecall check roles/ --base origin/main --format github",
            "rolecall check roles/soc.json --fix --diff",
        ],
    ),
    (
        "readiness",
        &[
            "rolecall readiness exports --workspace soc",
            "rolecall readiness exports --workspace soc --team team.yaml --format markdown -o ticket.md",
            "rolecall readiness exports --workspace soc --connected none --why",
        ],
    ),
    (
        "verify",
        &[
            "rolecall audit exports --format json -o report.json",
            "rolecall verify report.json exports",
            "rolecall verify report.json exports --format json",
        ],
    ),
    (
        "tasks",
        &[
            "rolecall tasks list",
            "rolecall tasks show connect-workspace",
            "rolecall tasks import article.md -o my-pack.yaml",
            "rolecall tasks diff sentinel-defender-2025-01 sentinel-defender-2026-09 exports/",
        ],
    ),
    ("lints", &["rolecall lints list", "rolecall lints show wildcard-write", "rolecall lints list --format json"]),
    ("lsp", &["rolecall lsp", "rolecall lsp --stdio", "rolecall lsp --catalog my-catalog.txt"]),
    (
        "collect",
        &["rolecall collect > collect.sh", "rolecall collect --shell powershell > collect.ps1", "rolecall collect --explain"],
    ),
];

/// The command line with its groups and examples.
pub(crate) fn command() -> Command {
    Cli::command().mut_args(grouped).mut_subcommands(|own| {
        let examples = EXAMPLES.iter().find(|(name, _)| *name == own.get_name()).map(|(_, examples)| *examples);
        let own = own.mut_args(grouped).mut_subcommands(|inner| inner.mut_args(grouped));
        match examples {
            Some(lines) => own.after_help(format!("Examples:\n  {}", lines.join("\n  "))),
            None => own,
        }
    })
}

fn grouped(option: clap::Arg) -> clap::Arg {
    let Some(name) = option.get_long().filter(|_| option.get_help_heading().is_none()) else { return option };
    let group = GROUPS.iter().find(|(_, names)| names.contains(&name)).map(|(group, _)| *group);
    group.map_or(option.clone(), |group| option.help_heading(group))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_examples_are_commands_that_are_understood() {
        for (name, lines) in EXAMPLES {
            for line in lines {
                let line = line.split(" > ").next().unwrap_or_default();
                let words = words(line);
                let parsed = command().try_get_matches_from(&words);
                assert!(parsed.is_ok(), "{name}: {line}: {}", parsed.err().map(|error| error.to_string()).unwrap_or_default());
            }
        }
    }

    #[test]
    fn help_groups_name_options_that_exist() {
        let program = command();
        let all: Vec<String> = program
            .get_subcommands()
            .flat_map(clap::Command::get_arguments)
            .chain(program.get_arguments())
            .filter_map(|option| option.get_long().map(str::to_owned))
            .collect();
        for name in GROUPS.iter().flat_map(|(_, names)| *names) {
            assert!(all.iter().any(|own| own == name), "no subcommand has --{name}");
        }
    }

    #[test]
    fn help_completions_know_the_kinds_of_exports() {
        let mut script = Vec::new();
        clap_complete::generate(clap_complete::Shell::Bash, &mut command(), "rolecall", &mut script);
        let script = String::from_utf8(script).expect("a script is text");
        let mut after = script.split("--complete)").skip(1).map(|text| text.lines().nth(1).unwrap_or_default());
        assert!(after.all(|line| line.contains("role-assignments role-definitions") && line.contains("sentinel")));
        assert!(script.matches("--complete)").count() > 5, "every subcommand that reads a tenant has the option");
        let place = ["rolecall", "audit", "exports", "--complete", "role-assignments@SOC Production"];
        assert!(command().try_get_matches_from(place).is_ok(), "a place may follow");
    }

    /// The words of a command line, with single quotes around some.
    fn words(line: &str) -> Vec<String> {
        let pieces = line.split('\'').enumerate();
        let words = pieces.flat_map(|(number, piece)| match number % 2 {
            0 => piece.split_whitespace().map(str::to_owned).collect::<Vec<_>>(),
            _ => vec![piece.to_owned()],
        });
        words.collect()
    }
}
