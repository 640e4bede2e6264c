//! Mistakes in arguments that show only after the exports are read.

use miette::Diagnostic;

/// An argument that cannot be followed.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub(crate) enum CliError {
    /// No subcommand has the name.
    #[error("there is no subcommand `{name}`")]
    #[diagnostic(code(argument::no_subcommand), help("the subcommands are {known}"))]
    NoSubcommand {
        /// What was given.
        name: String,
        /// Their names.
        known: String,
    },
    /// `--to` without a role.
    #[error("--to and --to-type say whose role assignment it is, but no role is asked about")]
    #[diagnostic(help("add --assign ROLE or --remove ROLE"))]
    NoRoleAsked,
    /// A format that the list of assignments does not have.
    #[error("--direct has no format `{format}`")]
    #[diagnostic(code(argument::no_direct_format), help("it has {known}"))]
    NoDirectFormat {
        /// What was asked for.
        format: &'static str,
        /// Those that it has.
        known: String,
    },
    /// `-o` names a file that is read.
    #[error("`{0}` is one of the inputs: the answer would take its place")]
    #[diagnostic(code(argument::output_is_input), help("name another file with -o; nothing was written"))]
    OutputIsInput(String),
    /// No exports were named.
    #[error("no exports are named")]
    #[diagnostic(help("they are the last arguments: files, folders, quoted patterns, or - for standard input"))]
    NoExports,
    /// Readiness is that of one workspace.
    #[error("readiness asks about one workspace")]
    #[diagnostic(help("give it with --workspace, once: its resource id, or its name in the exports"))]
    OneWorkspace,
    /// `--scope` with readiness.
    #[error("readiness looks at one workspace and what contains it: `--scope` has nothing to narrow")]
    #[diagnostic(help("leave it out"))]
    ScopeOfReadiness,
    /// A format that `readiness --policy` does not have.
    #[error("`readiness --policy` has no format {format}")]
    #[diagnostic(help("it writes {known}"))]
    FormatOfPolicy {
        /// What was given.
        format: &'static str,
        /// What it has.
        known: String,
    },
    /// `--tasks` names neither a pack nor a file.
    #[error("`{name}` is not a task pack, and no file of that name can be read")]
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
    /// `--task` names nothing.
    #[error("no task is called `{task}` in {packs}")]
    #[diagnostic(help("{help}"))]
    UnknownTask {
        /// The task.
        task: String,
        /// Where it was looked for.
        packs: String,
        /// What may have been meant.
        help: String,
    },
    /// An action of Entra that no role has.
    #[error("no Entra role of the catalog has the action `{0}`")]
    #[diagnostic(help("actions of Entra look like microsoft.directory/users/password/update"))]
    NoDirectoryRole(String),
    /// An action without a letter.
    #[error("an action is empty")]
    #[diagnostic(help("write an action such as `Microsoft.Compute/virtualMachines/start/action`, or a pattern"))]
    EmptyAction,
    /// A plan of which nothing is known to need anything.
    #[error("`{path}` needs no action that is known here ({unknown} of its resources are of unknown types)")]
    #[diagnostic(help("give the actions with --action, or a plan with azurerm resources"))]
    NothingPlanned {
        /// The plan.
        path: String,
        /// How many resources are of unknown types.
        unknown: usize,
    },
    /// A scope that is none, or that a custom role does not take.
    #[error("`{scope}` cannot be the scope: {why}")]
    #[diagnostic(help("give a subscription, resource group or management group by its id, such as /subscriptions/ID"))]
    NoScope {
        /// The scope.
        scope: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// Exports, and no single scope to look at.
    #[error("with exports, `advise` needs one --scope: {given} given")]
    #[diagnostic(help(
        "give one resource, resource group or subscription, by its id such as /subscriptions/ID or by its name in the exports; without exports the built-in roles are compared, wherever it is"
    ))]
    OneScope {
        /// How many were given.
        given: String,
    },
    /// A text that no role takes.
    #[error("the {what} of a role has up to {most} characters, and at least one")]
    #[diagnostic(help("give another one"))]
    RoleText {
        /// Which text.
        what: &'static str,
        /// How long it may be.
        most: usize,
    },
    /// No custom role can say what is needed.
    #[error("no custom role can meet the need: {0}")]
    #[diagnostic(help("leave out --custom-role to see what is needed and which roles cover it"))]
    NoCustomRole(String),
    /// `diff` without two sides.
    #[error("a difference has two sides: {given} given")]
    #[diagnostic(help(
        "give OLD and NEW: role files, folders of them, built-in roles, or exports; or catalogs with --catalog-old and --catalog-new"
    ))]
    TwoSides {
        /// What was given.
        given: String,
    },
    /// `verify` without what the report was made from.
    #[error("the report rests on exports, and none are given")]
    #[diagnostic(help("give the exports after the report: files, folders, quoted patterns"))]
    NothingToReplay,
    /// `verify` of a difference of packs without both.
    #[error("the report compares two task packs: {number} given")]
    #[diagnostic(help("give the earlier pack and the later one, by id or as files, as `rolecall tasks diff` took them"))]
    TwoPacks {
        /// How many were given.
        number: usize,
    },
    /// `verify` of a check without its role files.
    #[error("the report is about role files, and none are given")]
    #[diagnostic(help("give the role files after the report, as `rolecall check` took them"))]
    NoRoleFiles,
    /// `verify` of a check without its base.
    #[error("the report compares role files with a base, and none is given")]
    #[diagnostic(help("give it with --base, as `rolecall check` took it"))]
    NoBase,
    /// `verify` of a difference of roles without both sides.
    #[error("the report compares two lists of roles: {number} given")]
    #[diagnostic(help("give the old role files and the new ones, or both catalogs, as `rolecall diff` took them"))]
    TwoRoleSides {
        /// How many were given.
        number: usize,
    },
    /// `verify` of a difference without both exports.
    #[error("the report compares two exports: {given} given")]
    #[diagnostic(help("give the old exports and the new ones, as `rolecall diff` took them"))]
    TwoStates {
        /// What was given.
        given: String,
    },
    /// `diff` of an export and something else.
    #[error("`{export}` is the export of a tenant, and `{other}` holds role definitions only")]
    #[diagnostic(help("compare two exports, or the role definitions of both"))]
    Unlike {
        /// The side that is an export.
        export: String,
        /// The other one.
        other: String,
    },
    /// A role that is neither built in nor a file.
    #[error("`{name}` is not a built-in role, and no file of that name exists")]
    #[diagnostic(help("{help}"))]
    NoRole {
        /// What was given.
        name: String,
        /// The nearest role, or where to look.
        help: String,
    },
    /// No lint has this id.
    #[error("there is no lint `{id}`")]
    #[diagnostic(help("{help}"))]
    NoLint {
        /// What was given.
        id: String,
        /// What was probably meant.
        help: String,
    },
    /// A report that does not say for when it was made.
    #[error("the report does not say which instant it answers for: `{0}`")]
    #[diagnostic(help("give it with --at, such as 2026-03-01T09:00:00Z"))]
    NoInstant(String),
    /// Whoever reads the answer has seen enough of it.
    #[error("the reader of the answer has closed it")]
    Closed,
    /// A format that no terminal shows.
    #[error("`{0}` is binary, and standard output is a terminal")]
    #[diagnostic(help("write it to a file with -o FILE, or into a pipe"))]
    BinaryToTerminal(&'static str),
    /// A pager that cannot be started.
    #[error("cannot start the pager `{command}`: {cause}")]
    #[diagnostic(help("set PAGER to a program that is installed, or leave --pager out"))]
    Pager {
        /// The command.
        command: String,
        /// Why.
        cause: std::io::Error,
    },
    /// Standard output that cannot be written.
    #[error("cannot write the answer: {cause}")]
    #[diagnostic(help("what was written so far is not complete"))]
    Output {
        /// Why.
        cause: std::io::Error,
    },
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
