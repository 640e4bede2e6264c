//! [`Fault`]: what can be wrong with a proof.

/// A claim of a report that the exports do not support.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Fault {
    /// Whose access it is about.
    pub principal: String,
    /// The task.
    pub task: String,
    /// Its pack.
    pub pack: String,
    /// The target; of a fault in a step, the first of the answer.
    pub target: String,
    /// The step, from 1; `null` where the steps are sound but do not make up the claim.
    pub step: Option<usize>,
    /// The place in the report, such as `holdings[2]`, where it is no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// A stable id.
    pub code: &'static str,
    /// One sentence.
    pub message: String,
}

impl Fault {
    /// A fault at a place of the report.
    pub(super) fn at_place(place: impl Into<String>, why: &Why) -> Self {
        let place = Some(place.into());
        let (principal, task, pack, target) = Default::default();
        Self { principal, task, pack, target, step: None, place, code: why.code(), message: why.to_string() }
    }
}

/// Why a step or a claim fails.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Why {
    #[error("{0} is in none of the exports")]
    UnknownPrincipal(String),
    #[error("the step proves the access of {0}, which the answer does not speak of")]
    OtherPrincipal(String),
    #[error("{0} was deleted: a complete export of the directory does not list it")]
    Deleted(String),
    #[error("no export lists {member} as a member of {group}")]
    NoMember { member: String, group: String },
    #[error("none of the inputs is called `{0}`")]
    NoInput(String),
    #[error("the step names no record")]
    NoRecord,
    #[error("record {record} of `{input}` is not {what}")]
    OtherRecord { record: u32, input: String, what: String },
    #[error("record {record} of `{input}` does not count at that time")]
    NotNow { record: u32, input: String },
    #[error("role {role} has no pattern `{pattern}`")]
    ForeignPattern { role: String, pattern: String },
    #[error("`{0}` is no example of what was asked for, or the catalog does not say of it what the step says")]
    NoExample(String),
    #[error("no pack `{pack}` has a task `{task}`")]
    NoTask { pack: String, task: String },
    #[error("the report lists no such target")]
    NoTarget,
    #[error("the steps do not add up to `{verdict}` for {principal}: {gap}")]
    NotProved { verdict: &'static str, principal: String, gap: &'static str },
    #[error("the report says `{said}`; the inputs say `{is}`")]
    Overstated { said: &'static str, is: &'static str },
    #[error("the report says `{said}`; the inputs say `{is}`")]
    Understated { said: &'static str, is: &'static str },
    #[error("the report says that the answer rests on {said}; it rests on {is}")]
    OtherBasis { said: &'static str, is: &'static str },
    #[error("the report gives the reason `{code}` of `{subject}`, which the exports do not show")]
    OtherReason { code: String, subject: String },
    #[error("the report does not give the reason `{code}` of `{subject}`")]
    NoReason { code: &'static str, subject: String },
    #[error("the report does not ask this, and the exports name a target for it")]
    IsAsked,
    #[error("the report gives two answers to this question")]
    AnsweredTwice,
    #[error("the report names {0} twice")]
    NamedTwice(String),
    #[error("the type and the names of {0} are not those of the exports")]
    OtherPrincipalFacts(String),
    #[error("the title or the kind of target of `{0}` is not that of its pack")]
    OtherTask(String),
    #[error("`{id}` is no {kind}")]
    OtherTarget { id: String, kind: String },
    #[error("the report names {0} in two classes")]
    InTwoClasses(String),
    #[error("the report leaves out {count} of the {what} that the inputs name, the first of which is {first}")]
    LeftOut { what: &'static str, count: usize, first: String },
    #[error("the report names {count} {what} that the exports and its own filter do not give, the first of which is {first}")]
    MadeUp { what: &'static str, count: usize, first: String },
    #[error("the report answers `{said}`; what it asks is answered `{is}`")]
    OtherConclusion { said: String, is: &'static str },
    #[error("the report says `{said}`; the inputs say `{is}`")]
    OtherStatus { said: String, is: String },
    #[error("the report does not say that the answer assumes a complete list of `{0}`")]
    NoAssumption(String),
    #[error("the report says that the answer assumes a complete list of `{entry}`, {is}")]
    OtherAssumption { entry: String, is: &'static str },
    #[error("the report does not say `{code}` of the answer, which says nothing of `{first}`")]
    NoCaveat { code: &'static str, first: String },
    #[error("the report says `{0}` of the answer, which the exports do not show")]
    OtherCaveat(String),
    #[error("the report says nothing of this prerequisite of the pack")]
    NoPrerequisite,
    #[error("the evidence is not what shows that this is met")]
    NotBacked,
    #[error("the verdict is better than what it rests on")]
    OtherReadiness,
    #[error("the steps of the path do not lead to the role: {0}")]
    BrokenPath(&'static str),
    #[error("the path does not hang on any of the assignments that are said to cut all of them")]
    NotCut,
    #[error("{principal} does not hold what the proof of the first principal rests on")]
    NotForAll { principal: String },
}

impl Why {
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::UnknownPrincipal(_) => "unknown-principal",
            Self::OtherPrincipal(_) => "other-principal",
            Self::Deleted(_) => "deleted-principal",
            Self::NoMember { .. } => "no-member",
            Self::NoInput(_) => "no-input",
            Self::NoRecord => "no-record",
            Self::OtherRecord { .. } => "other-record",
            Self::NotNow { .. } => "not-now",
            Self::ForeignPattern { .. } => "foreign-pattern",
            Self::NoExample(_) => "no-example",
            Self::NoTask { .. } => "no-task",
            Self::NoTarget => "no-target",
            Self::NotProved { .. } => "not-proved",
            Self::NotForAll { .. } => "not-for-all",
            Self::BrokenPath(_) => "broken-path",
            Self::NotCut => "not-cut",
            Self::Overstated { .. } => "overstated",
            Self::Understated { .. } => "understated",
            Self::OtherBasis { .. } => "other-basis",
            Self::OtherReason { .. } => "other-reason",
            Self::NoReason { .. } => "no-reason",
            Self::IsAsked => "is-asked",
            Self::AnsweredTwice => "answered-twice",
            Self::InTwoClasses(_) => "in-two-classes",
            Self::NamedTwice(_) => "named-twice",
            Self::OtherPrincipalFacts(_) => "other-principal-facts",
            Self::OtherTask(_) => "other-task",
            Self::OtherTarget { .. } => "other-target",
            Self::LeftOut { .. } => "left-out",
            Self::MadeUp { .. } => "made-up",
            Self::OtherConclusion { .. } => "other-answer",
            Self::OtherStatus { .. } => "other-status",
            Self::NoAssumption(_) => "no-assumption",
            Self::OtherAssumption { .. } => "other-assumption",
            Self::NoCaveat { .. } => "no-caveat",
            Self::OtherCaveat(_) => "other-caveat",
            Self::NoPrerequisite => "no-prerequisite",
            Self::NotBacked => "not-backed",
            Self::OtherReadiness => "other-readiness",
        }
    }
}
