//! What can be wrong with arguments that only shows once the exports are read.

use miette::Diagnostic;

/// An argument that cannot be followed.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub(crate) enum CliError {
    /// `--principal` names nobody.
    #[error("no principal in the exports has the id, user principal name or name `{0}`")]
    #[diagnostic(help("ids are object ids; add an export of users, groups or service principals to find people by name"))]
    NoPrincipal(String),
    /// `--workspace` names nothing.
    #[error("no workspace in the exports is called `{0}`")]
    #[diagnostic(help(
        "give its resource id, /subscriptions/.../providers/Microsoft.OperationalInsights/workspaces/NAME, or add `az resource list`"
    ))]
    NoWorkspace(String),
    /// `--tasks` names neither a pack nor a file.
    #[error("`{name}` is no task pack, and no file of that name can be read")]
    #[diagnostic(help("the packs are {known}"))]
    NoPack {
        /// What was given.
        name: String,
        /// The packs that there are.
        known: String,
    },
    /// A pack has no such task.
    #[error("pack `{pack}` has no task `{task}`")]
    #[diagnostic(help("its tasks are {known}"))]
    NoTask {
        /// The pack.
        pack: String,
        /// The task.
        task: String,
        /// The tasks that there are.
        known: String,
    },
    /// A report that does not say for when it was made.
    #[error("the report does not say which instant it answers for: `{0}`")]
    #[diagnostic(help("give it with --at, such as 2026-03-01T09:00:00Z"))]
    NoInstant(String),
    /// An output file that cannot be written.
    #[error("cannot write `{path}`: {cause}")]
    #[diagnostic(help("the file was left as it was"))]
    Write {
        /// The file.
        path: String,
        /// Why.
        cause: std::io::Error,
    },
}
