//! `rolecall collect`: the script that exports what the other commands read, and what each of its exports is for.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::common::Common;
use super::output::{self, Terminal};
use super::prose::Prose;

/// The scripts: files of their own, so that they can be read, checked and run as they are.
const BASH: &str = include_str!("../../rules/collect/collect.sh");
const POWERSHELL: &str = include_str!("../../rules/collect/collect.ps1");

#[derive(Debug, Args)]
pub(crate) struct CollectArgs {
    /// The shell of the script: bash with az, or PowerShell with Az and Microsoft.Graph
    #[arg(long, value_name = "SHELL", default_value = "bash")]
    pub shell: ScriptShell,
    /// Print, instead of the script, what each export answers and which permission it needs
    #[arg(long)]
    pub explain: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScriptShell {
    Bash,
    Powershell,
}

/// One export of the scripts.
struct Export {
    /// The files, below the folder.
    files: &'static str,
    /// What the answers take from it.
    answers: &'static str,
    /// The least that its reader needs.
    needs: &'static str,
}

/// A role at the tenant root group reaches every subscription.
const READER: &str = "Azure: Reader";
const DIRECTORY_READERS: &str = "Entra: Directory Readers (Directory.Read.All)";

/// Every export, in the order of the scripts.
const EXPORTS: [Export; 26] = [
    Export { files: "subscriptions.json", answers: "which subscriptions there are, and of which tenant", needs: READER },
    Export {
        files: "management-groups.json",
        answers: "which subscriptions a role at a management group reaches",
        needs: "Azure: Reader at the tenant root group",
    },
    Export { files: "role-assignments/*", answers: "who holds which Azure role, where, under which condition", needs: READER },
    Export { files: "role-definitions/*", answers: "what custom roles grant", needs: READER },
    Export {
        files: "deny-assignments/*",
        answers: "what is denied to whom: without it every yes may still be denied",
        needs: READER,
    },
    Export { files: "role-eligibility/*", answers: "who can activate which Azure role", needs: READER },
    Export { files: "role-schedules/*", answers: "when activated and time-bound roles end", needs: READER },
    Export { files: "lighthouse/*", answers: "what other tenants can do here", needs: READER },
    Export {
        files: "policy-assignments/*",
        answers: "what Azure Policy remediates, and by which managed identity (`readiness --policy`)",
        needs: READER,
    },
    Export {
        files: "policy-definitions/*, policy-set-definitions/*",
        answers: "which roles that identity needs",
        needs: READER,
    },
    Export { files: "workspaces/*", answers: "which workspaces there are", needs: READER },
    Export { files: "solutions/*", answers: "a hint that a workspace has Microsoft Sentinel", needs: READER },
    Export { files: "key-vaults/*", answers: "whether Azure roles or access policies open a key vault", needs: READER },
    Export {
        files: "sentinel/*",
        answers: "whether a workspace has Microsoft Sentinel, and the Defender XDR connector",
        needs: "Azure: Microsoft Sentinel Reader, or Reader",
    },
    Export { files: "organization.json", answers: "which tenant this is", needs: DIRECTORY_READERS },
    Export { files: "users.json", answers: "names of people, and whose account is deleted", needs: DIRECTORY_READERS },
    Export { files: "groups.json", answers: "names of groups, and which can hold Entra roles", needs: DIRECTORY_READERS },
    Export {
        files: "service-principals.json",
        answers: "names of applications and managed identities",
        needs: DIRECTORY_READERS,
    },
    Export {
        files: "applications.json, federated-credentials.json",
        answers: "who owns an application, and which managed identities it trusts: both can come to act as it",
        needs: DIRECTORY_READERS,
    },
    Export {
        files: "app-role-assignments.json",
        answers: "which applications have permissions of Microsoft Graph that lead on to roles",
        needs: DIRECTORY_READERS,
    },
    Export {
        files: "directory-role-assignments.json",
        answers: "who holds which Entra role",
        needs: "Entra: Directory Readers (RoleManagement.Read.Directory)",
    },
    Export {
        files: "directory-role-definitions.json",
        answers: "what custom Entra roles are, and which roles are disabled",
        needs: "Entra: Directory Readers (RoleManagement.Read.Directory)",
    },
    Export {
        files: "directory-role-eligibility.json, directory-role-schedules.json",
        answers: "who can activate which Entra role, and when activated ones end",
        needs: "Entra: Global Reader (RoleEligibilitySchedule.Read.Directory, RoleAssignmentSchedule.Read.Directory)",
    },
    Export {
        files: "defender-role-assignments.json, defender-role-definitions.json",
        answers: "who holds which role of Microsoft Defender unified RBAC, and what it grants",
        needs: "Entra: Security Administrator, or Authorization (read) in Microsoft Defender (RoleManagement.Read.Defender)",
    },
    Export { files: "licences.json", answers: "whether the tenant has Defender licences", needs: DIRECTORY_READERS },
    Export {
        files: "group-members/*, group-eligibility/*",
        answers: "who is in the groups that hold something, and who can become a member",
        needs: "Entra: Directory Readers; for eligible members Global Reader (PrivilegedEligibilitySchedule.Read.AzureADGroup)",
    },
];

const AFTERWORD: &str = "\
Reader at the tenant root group and Global Reader in Entra read all of it but roles of Microsoft Defender. az signs in to Microsoft Graph
with an application of its own, which Entra lets read neither eligible Entra roles nor eligible group members: `--shell powershell` asks for
those permissions by name, and for that to read roles of Microsoft Defender.
What cannot be read is left out and listed in manifest.json: it counts as unknown, never as empty.
";

pub(crate) fn run(common: &Common, args: &CollectArgs, terminal: &Terminal) -> miette::Result<ExitCode> {
    let text = match (args.explain, args.shell) {
        (true, _) => explanation(&terminal.prose(common)),
        (false, ScriptShell::Bash) => BASH.to_owned(),
        (false, ScriptShell::Powershell) => POWERSHELL.to_owned(),
    };
    output::write(common, |out| out.write_all(text.as_bytes()))?;
    Ok(ExitCode::SUCCESS)
}

fn explanation(prose: &Prose) -> String {
    let mut text = String::from("What the script exports\n");
    for export in &EXPORTS {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "\n{}\n  answers  {}\n  needs    {}", export.files, export.answers, export.needs);
    }
    text.push('\n');
    prose.list(&text) + &prose.markdown(AFTERWORD)
}
