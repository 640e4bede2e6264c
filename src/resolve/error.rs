//! [`ResolveError`]: a name in a question that cannot be followed.

use miette::Diagnostic;

/// A name in a question that nothing has, or that several things have.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[non_exhaustive]
pub enum ResolveError {
    /// No principal in the exports has the id or name.
    #[error("no principal in the exports has the id, user principal name or name `{name}`")]
    #[diagnostic(help("{}", or_close(close.as_deref(), "ids are object ids; add an export of users, groups or service principals to find people by name")))]
    NoPrincipal {
        /// What was given.
        name: String,
        /// The closest name that there is.
        close: Option<String>,
    },
    /// More than one principal has the name.
    #[error("more than one principal is called `{name}`")]
    #[diagnostic(help("give the object id of one: {}", ids.join(", ")))]
    SeveralPrincipals {
        /// What was given.
        name: String,
        /// Their ids.
        ids: Vec<String>,
    },
    /// No role in the exports or the catalog has the name.
    #[error("no role is called `{name}`")]
    #[diagnostic(help("{}", or_close(close.as_deref(), "give the id of its definition, or add an export of role definitions")))]
    NoRole {
        /// What was given.
        name: String,
        /// The closest name that there is.
        close: Option<String>,
    },
    /// An Entra role at a scope of Azure.
    #[error("`{name}` is a role of Microsoft Entra: it is come to for the whole tenant, and not at `{place}`")]
    #[diagnostic(help("leave `@{place}` out"))]
    RoleOfTenant {
        /// The role.
        name: String,
        /// The scope.
        place: String,
    },
    /// No workspace in the exports has the name.
    #[error("no workspace in the exports is called `{name}`")]
    #[diagnostic(help("{}", known_workspaces(known)))]
    NoWorkspace {
        /// What was given.
        name: String,
        /// Some names that there are; empty: there are none.
        known: String,
    },
    /// No workspace has the name, and one has nearly that name.
    #[error("no workspace in the exports is called `{name}`")]
    #[diagnostic(help("did you mean `{close}`?"))]
    NoSuchWorkspace {
        /// What was given.
        name: String,
        /// The closest name.
        close: String,
    },
    /// No scope in the exports has the id or name.
    #[error("the exports name no scope `{name}`")]
    #[diagnostic(help("{}", or_close(close.as_deref(), "scopes are resource ids such as /subscriptions/ID, or names of subscriptions, management groups, resource groups and resources in the exports")))]
    NoScope {
        /// What was given.
        name: String,
        /// The closest name or id that there is.
        close: Option<String>,
    },
    /// More than one scope has the name.
    #[error("several scopes are called `{name}`")]
    #[diagnostic(help("give the resource id of one: {}", ids.join(", ")))]
    SeveralScopes {
        /// What was given.
        name: String,
        /// Their ids.
        ids: Vec<String>,
    },
    /// More than one workspace has the name.
    #[error("several workspaces are called `{name}`")]
    #[diagnostic(help("give its resource id, one of {}", ids.join(", ")))]
    SeveralWorkspaces {
        /// What was given.
        name: String,
        /// The ids of the workspaces that have it.
        ids: Vec<String>,
    },
    /// No workspace is connected, and one is.
    #[error("`none` says that no workspace is connected, and another value names a workspace that is")]
    #[diagnostic(help("say one or the other"))]
    ConnectedNone,
    /// Unified RBAC is activated for no workspace, and for one.
    #[error("`none` says that unified RBAC is activated for no workspace, and another value names a workspace")]
    #[diagnostic(help("say one or the other"))]
    ActivatedNone,
    /// It is no task of the packs, no action, and no role of the exports or the catalog.
    #[error("`{what}` is no task, no action and no role")]
    #[diagnostic(help("{}", or_close(close.as_deref(), &format!("actions look like Microsoft.Support/supportTickets/write, and may have a *; {}", known_tasks(tasks)))))]
    NoQuestion {
        /// What was given.
        what: String,
        /// The closest name of a task or role that there is.
        close: Option<String>,
        /// The tasks that there are.
        tasks: Vec<String>,
    },
    /// Any action of something is asked for that has no actions to choose from.
    #[error("`--any` asks for any action of a pattern, and `{0}` is no action and no pattern")]
    #[diagnostic(help("give a pattern such as 'Microsoft.KeyVault/*', or leave --any out"))]
    NoPattern(String),
    /// An action of Entra has a star, which no permission of an Entra role includes (R-ENT-6).
    #[error("`{0}` asks for nothing: an action of Microsoft Entra is one action, and a `*` in it stands for nothing")]
    #[diagnostic(help(
        "name one action, such as microsoft.directory/users/password/update, or an Entra role, such as 'Global Administrator'"
    ))]
    DirectoryPattern(String),
    /// The exports name nothing of the kind that is asked about.
    #[error("the exports name no {0} to ask about")]
    #[diagnostic(help("give a scope, or add an export that names one, such as `az account list --all`"))]
    NoTarget(&'static str),
    /// An action is asked about at scopes of several kinds.
    #[error("an action is asked about at scopes of one kind at a time")]
    #[diagnostic(help("give subscriptions, or resource groups, or resources; ask once for each kind"))]
    MixedScopes,
}

/// Where the tasks can be found; their ids where they are few.
fn known_tasks(tasks: &[String]) -> String {
    const FEW: usize = 20;
    if tasks.len() > FEW {
        "`rolecall tasks list` shows the tasks".to_owned()
    } else {
        format!("the tasks are {}", tasks.join(", "))
    }
}

/// What a workspace may be called.
fn known_workspaces(known: &str) -> String {
    let id = "/subscriptions/.../providers/Microsoft.OperationalInsights/workspaces/NAME";
    if known.is_empty() {
        return format!("give its resource id, {id}, or add `az resource list`");
    }
    format!("there are {known}; one that is not in the exports has to be given by its resource id, {id}")
}

fn or_close(close: Option<&str>, otherwise: &str) -> String {
    close.map_or_else(|| otherwise.to_owned(), |close| format!("did you mean `{close}`?"))
}

impl ResolveError {
    /// A stable code.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::NoPrincipal { .. } => "argument::no_principal",
            Self::SeveralPrincipals { .. } => "argument::several_principals",
            Self::RoleOfTenant { .. } => "argument::role_of_tenant",
            Self::NoRole { .. } => "argument::no_role",
            Self::NoWorkspace { .. } | Self::NoSuchWorkspace { .. } => "argument::no_workspace",
            Self::NoScope { .. } => "argument::no_scope",
            Self::SeveralScopes { .. } => "argument::several_scopes",
            Self::SeveralWorkspaces { .. } => "argument::several_workspaces",
            Self::ConnectedNone => "argument::connected_none",
            Self::ActivatedNone => "argument::activated_none",
            Self::NoQuestion { .. } => "argument::no_question",
            Self::NoPattern(_) => "argument::no_pattern",
            Self::DirectoryPattern(_) => "argument::directory_pattern",
            Self::NoTarget(_) => "argument::no_target",
            Self::MixedScopes => "argument::mixed_scopes",
        }
    }
}
