//! What a difference of two exports shows beside roles: the answer, the actions and Microsoft Entra roles that people gained and lost,
//! and what cannot be compared.

use std::cell::OnceCell;
use std::ops::Deref;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::ser::Error;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use crate::access::AccessChange;
use crate::compare::{AccessMove, NotCompared, TenantDiff};
pub(crate) use crate::compare::{
    Because, ChangedFact, DirectoryMove, FactChange, FactKind, FactPart, Lack, Lead, LeadKind, Leads, Move, Person, TaskMove,
};
use crate::model::{ExportKind, PartialSign, Plane};
use crate::report::export_commands::{export, group_members};

/// The answer in numbers.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct DiffAnswerView {
    /// How many principals gained something.
    pub gained: usize,
    /// How many lost something.
    pub lost: usize,
    /// How many facts came, went or changed.
    pub changes: usize,
    /// Whether something at hand could not be compared.
    pub open: bool,
    /// How many facts that lead to access came or went.
    #[serde(skip)]
    pub leads: usize,
}

impl DiffAnswerView {
    pub(crate) fn new(people: &TenantDiff) -> Self {
        let count = |gained| people.people(gained).len();
        Self {
            gained: count(true),
            lost: count(false),
            changes: people.facts.len(),
            open: people.is_open(),
            leads: people.leads.changed.len(),
        }
    }
}

/// Which way access moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum MoveTrend {
    /// More than before.
    Gained,
    /// Less than before.
    Lost,
}

impl MoveTrend {
    const fn new(gained: bool) -> Self {
        if gained { Self::Gained } else { Self::Lost }
    }

    /// In a sentence.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Gained => "gained",
            Self::Lost => "lost",
        }
    }
}

/// Actions that people gained or lost at a scope.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct OperationsView<'a> {
    /// Who.
    pub principals: &'a [Person],
    /// Where, and below.
    pub scope: &'a str,
    /// Which way.
    pub change: MoveTrend,
    /// It needs an activation first.
    pub eligible: bool,
    /// A deny assignment makes the difference.
    pub by_deny: bool,
    /// The roles that give them.
    pub roles: &'a [Arc<str>],
    /// The actions: one entry for each plane and condition.
    pub actions: Rc<ActionsList<'a>>,
    /// Not all of it was worked out.
    pub undecided: bool,
}

/// Actions of one plane under one condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ActionsView<'a> {
    /// The plane.
    pub plane: Plane,
    /// How many operations of the catalog there are.
    pub count: usize,
    /// One of the actions.
    pub witness: &'a str,
    /// Whether that is an operation of the catalog.
    pub in_catalog: bool,
    /// These operations, the most dangerous first.
    #[serde(skip)]
    pub operations: &'a [Box<str>],
    /// Those of the operations that control access itself.
    pub privileged: Vec<&'a str>,
    /// The condition under which the actions are held.
    pub condition: Option<&'a str>,
    /// The other state gives them too, under other conditions.
    pub otherwise_conditioned: bool,
    /// The patterns that bring them.
    pub patterns: &'a [Box<str>],
}

/// The actions of a gain or loss. Many people gain the same: the list is made once, and its JSON is written once.
#[derive(Debug, Clone)]
pub(crate) struct ActionsList<'a> {
    views: Vec<ActionsView<'a>>,
    json: OnceCell<Box<RawValue>>,
}

impl<'a> ActionsList<'a> {
    fn new(changes: &'a [AccessChange]) -> Self {
        Self { views: changes.iter().map(ActionsView::new).collect(), json: OnceCell::new() }
    }

    /// Whether both are the same actions under the same conditions.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        std::ptr::eq(self, other) || self.views == other.views
    }
}

impl<'a> Deref for ActionsList<'a> {
    type Target = [ActionsView<'a>];

    fn deref(&self) -> &Self::Target {
        &self.views
    }
}

impl Serialize for ActionsList<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Some(known) = self.json.get() {
            return known.serialize(serializer);
        }
        let made = serde_json::value::to_raw_value(&self.views).map_err(S::Error::custom)?;
        self.json.get_or_init(|| made).serialize(serializer)
    }
}

impl<'a> OperationsView<'a> {
    /// What became of the actions of people, in the same order.
    pub(crate) fn all(moves: &'a [AccessMove]) -> Vec<Self> {
        let mut lists: FxHashMap<*const Vec<AccessChange>, Rc<ActionsList<'a>>> = FxHashMap::default();
        let mut one = |moved: &'a AccessMove| {
            let list = lists.entry(Arc::as_ptr(&moved.actions));
            Self::new(moved, Rc::clone(list.or_insert_with(|| Rc::new(ActionsList::new(&moved.actions)))))
        };
        moves.iter().map(&mut one).collect()
    }

    fn new(moved: &'a AccessMove, actions: Rc<ActionsList<'a>>) -> Self {
        Self {
            principals: &moved.principals,
            scope: &moved.scope,
            change: MoveTrend::new(moved.gained),
            eligible: moved.eligible,
            by_deny: moved.by_deny,
            roles: &moved.roles,
            actions,
            undecided: moved.undecided,
        }
    }
}

impl<'a> ActionsView<'a> {
    fn new(change: &'a AccessChange) -> Self {
        Self {
            plane: change.plane,
            count: change.operations.len(),
            witness: change.action(),
            in_catalog: change.witness.in_catalog,
            operations: &change.operations,
            privileged: change.privileged.iter().map(|name| &**name).collect(),
            condition: change.condition.as_deref(),
            otherwise_conditioned: change.otherwise_conditioned,
            patterns: &change.patterns,
        }
    }
}

/// A Microsoft Entra role that people gained or lost.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct DirectoryMoveView<'a> {
    /// Which way.
    pub change: MoveTrend,
    /// The rest.
    #[serde(flatten)]
    pub of: &'a DirectoryMove,
}

impl<'a> DirectoryMoveView<'a> {
    pub(crate) fn new(of: &'a DirectoryMove) -> Self {
        Self { change: MoveTrend::new(of.gained), of }
    }
}

/// Which of the two exports lacks something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LackingSide {
    /// The old one alone.
    Old,
    /// The new one alone.
    New,
    /// Both.
    Both,
}

/// Something that cannot be compared.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct NotComparedView<'a> {
    /// The kind of export.
    pub kind: &'static str,
    /// What people call it.
    #[serde(skip)]
    pub words: &'static str,
    /// Of what.
    pub place: &'a str,
    /// What people call the place.
    pub name: Option<&'a str>,
    /// Which export lacks it.
    pub side: LackingSide,
    /// What the old export lacks: a code.
    pub old: Option<&'static str>,
    /// What the new export lacks.
    pub new: Option<&'static str>,
    /// Something is at hand that could not be compared.
    pub open: bool,
    /// The command that exports it; empty where no export settles it.
    pub remedy: String,
    /// The same, for words.
    #[serde(skip)]
    pub lacks: [Option<Lack>; 2],
}

impl<'a> NotComparedView<'a> {
    pub(crate) fn new(found: &'a NotCompared) -> Self {
        let side = match (found.old.is_some(), found.new.is_some()) {
            (true, false) => LackingSide::Old,
            (false, true) => LackingSide::New,
            (true, true) | (false, false) => LackingSide::Both,
        };
        Self {
            kind: found.kind.name(),
            words: found.kind.words(),
            place: &found.place,
            name: found.name.as_deref(),
            side,
            old: found.old.map(code),
            new: found.new.map(code),
            open: found.is_open(),
            remedy: remedy(found),
            lacks: [found.old, found.new],
        }
    }
}

impl NotComparedView<'_> {
    /// Whether there is nothing of it at all, in either export.
    pub(crate) fn is_in_neither(&self) -> bool {
        self.place == "tenant" && self.lacks == [Some(Lack::Absent); 2]
    }
}

/// The code of a lack: that of the sign where there is one.
fn code(lack: Lack) -> &'static str {
    match lack {
        Lack::Absent => "absent",
        Lack::Partial(None) => "partial",
        Lack::Partial(Some(sign)) => sign.code(),
        Lack::Conditions => "no-conditions",
        Lack::AccessPolicies => "access-policies",
    }
}

fn remedy(found: &NotCompared) -> String {
    // No export shows what the policies gave before.
    if [found.old, found.new].contains(&Some(Lack::AccessPolicies)) {
        return String::new();
    }
    let leaves_out_apps = [found.old, found.new].contains(&Some(Lack::Partial(Some(PartialSign::NoServicePrincipals))));
    match found.kind {
        ExportKind::GroupMembers if !leaves_out_apps => group_members(&[&found.place]),
        kind => export(kind, &[&found.place]),
    }
}
