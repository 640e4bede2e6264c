//! Prerequisites, as data: what must be true before the procedure of a pack begins, as far as exports can show it (R-PRE-1..9).

/// Something that has to be so before a procedure begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prerequisite {
    /// Stable id, such as `sentinel-enabled`; unique in the pack.
    pub id: String,
    /// Title.
    pub title: String,
    /// What is looked at.
    pub check: Check,
    /// How much it decides.
    pub weight: Weight,
    /// How the document was read, and why.
    pub note: Option<String>,
}

/// How much a prerequisite decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// Without it the procedure cannot begin.
    #[default]
    Required,
    /// If the exports show that it is not met, the procedure cannot begin. If it is not known, the report says so, and that
    /// decides nothing.
    IfKnown,
    /// It is said, and decides nothing.
    Informational,
}

impl Weight {
    /// Every value with the word that packs use.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Required, "required"), (Self::IfKnown, "if-known"), (Self::Informational, "informational")];

    /// The word of packs.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(weight, _)| *weight == self).map_or("", |&(_, word)| word)
    }
}

/// What a prerequisite looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// The workspace is there.
    WorkspaceExists,
    /// Microsoft Sentinel is enabled on it (R-PRE-1).
    SentinelEnabled,
    /// A data connector of the workspace takes these data types (R-PRE-2).
    DataConnector {
        /// The kind of connector, such as `MicrosoftThreatProtection`.
        kind: String,
        /// The data types, such as `incidents`.
        data_types: Vec<String>,
    },
    /// Subscription, connector and directory belong to one tenant (R-PRE-3).
    SameTenant,
    /// The tenant subscribes to one of these service plans (R-PRE-4).
    Licence {
        /// The plans.
        plans: Vec<PlanName>,
    },
    /// What of the tenant's other workspaces is in the way (R-PRE-5).
    OtherWorkspaces {
        /// How many workspaces can be connected at once.
        at_once: AtOnce,
    },
    /// The people's accounts are in the tenant of the workspace; guests count (R-PRE-6).
    Accounts,
    /// No lock is on the workspace, nor on its resource group or its subscription (R-PRE-7).
    NoLock,
    /// The workspace is in one of these regions (R-PRE-8).
    Region {
        /// The regions, in lower case and without spaces, such as `westeurope`.
        regions: Vec<String>,
    },
    /// No data connector of these kinds takes data: it is retired, or has to be disconnected first (R-PRE-9).
    RetiredConnector {
        /// The kinds of connector.
        kinds: Vec<String>,
    },
}

impl Check {
    /// The words of packs, in the order of the variants.
    pub const WORDS: [&str; 10] = [
        "workspace-exists",
        "sentinel-enabled",
        "data-connector",
        "same-tenant",
        "licence",
        "other-workspaces",
        "accounts",
        "no-lock",
        "region",
        "retired-connector",
    ];

    /// The word of packs.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::WorkspaceExists => "workspace-exists",
            Self::SentinelEnabled => "sentinel-enabled",
            Self::DataConnector { .. } => "data-connector",
            Self::SameTenant => "same-tenant",
            Self::Licence { .. } => "licence",
            Self::OtherWorkspaces { .. } => "other-workspaces",
            Self::Accounts => "accounts",
            Self::NoLock => "no-lock",
            Self::Region { .. } => "region",
            Self::RetiredConnector { .. } => "retired-connector",
        }
    }
}

/// A service plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanName {
    /// `servicePlanName`, such as `MTP`.
    pub name: String,
    /// `servicePlanId`, a GUID in lower case.
    pub id: String,
}

/// How many workspaces can be connected to the Defender portal at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtOnce {
    /// One.
    One,
    /// One primary workspace, and any number of secondary ones.
    OnePrimary,
}

impl AtOnce {
    /// Every value with the word that packs use.
    pub const ALL: [(Self, &'static str); 2] = [(Self::One, "one"), (Self::OnePrimary, "one-primary")];
}
