//! What each of two exports lacks, as the gaps of the JSON: one for each list that does not count as whole.

use super::tenant::{Lack, NotComparedView};
use super::tenant_words::lacking;
use crate::compare::{NotCompared, StateSide};
use crate::model::scope::subscription_of;
use crate::model::{ExportKind, GapCode};
use crate::report::gap::GapView;

/// What the export of one side lacks.
pub(super) fn gaps(all: &[NotCompared], side: StateSide) -> impl Iterator<Item = GapView> + '_ {
    all.iter().filter_map(move |found| Some(gap(found, (*side.of(&[found.old, found.new]))?)))
}

fn gap(found: &NotCompared, lack: Lack) -> GapView {
    let view = NotComparedView::new(found);
    let (code, subject) = match found.kind {
        ExportKind::GroupMembers => (GapCode::MembersNotExported, view.place),
        ExportKind::RoleAssignments if subscription_of(view.place).is_some() => (GapCode::SubscriptionNotShown, view.place),
        _ if lack == Lack::Absent => (GapCode::KindNotExported, view.kind),
        _ => (GapCode::PartialExport, view.kind),
    };
    GapView { code, subject: subject.to_owned(), message: lacking(&view, lack), remedy: view.remedy }
}
