//! The picture of a verification ([`VerifyReport`], `rolecall/verify@1`).

use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::audit::tasks::task_gaps;
use crate::catalog::Catalog;
use crate::compare::StateSide;
use crate::export::Loaded;
use crate::graph::{TenantGraph, Vouched, vouch, with_unified_rbac};
use crate::model::{Note, Notes, Task, TaskPack};
use crate::report::gap::GapView;
use crate::report::head::{HeadView, SourcesView};
use crate::verify::{Replay, Report};

/// What replaying a report showed.
#[derive(Debug, Clone, Copy)]
pub struct VerifyReport<'a> {
    report: &'a Report,
    pub(crate) replay: &'a Replay,
    exports: ReplayedExports<'a>,
}

/// What a report was replayed against.
#[derive(Debug, Clone, Copy)]
pub struct ReplayedExports<'a> {
    /// What the exports say: those of one state of a tenant, or of the old and the new one.
    pub loaded: &'a [Loaded],
    /// What Azure ships.
    pub catalog: &'a Arc<Catalog>,
    /// The packs that the report may name.
    pub packs: &'a [TaskPack],
    /// The instant, in seconds since 1970; none where no tenant is read.
    pub at: Option<i64>,
}

/// The document, under the names of the JSON.
#[derive(Serialize)]
struct VerifyDocument<'a> {
    #[serde(flatten)]
    head: HeadView,
    #[serde(flatten)]
    replay: &'a Replay,
    #[serde(flatten)]
    sources: SourcesView<'a>,
}

impl<'a> VerifyReport<'a> {
    /// The picture of a replay.
    pub const fn new(report: &'a Report, replay: &'a Replay, exports: ReplayedExports<'a>) -> Self {
        Self { report, replay, exports }
    }

    /// The tenant of some exports, with what the report says that somebody vouches for. Only the JSON says how whole they are, and
    /// verifying needs no such tenant: it is built here.
    fn tenant(&self, loaded: &Loaded) -> TenantGraph {
        let mut facts = loaded.facts.clone();
        for vouched in self.replay.vouched.iter().filter_map(|text| Vouched::parse(text).ok()) {
            // A place that these exports do not name is vouched for in vain.
            let _ = vouch(&mut facts, &[vouched]);
        }
        let at = self.exports.at.unwrap_or_default();
        let tenant = TenantGraph::build(facts, Arc::clone(self.exports.catalog), at, &mut Notes::default());
        if self.exports.loaded.len() > 1 { tenant } else { with_unified_rbac(tenant, self.report.said_activation()) }
    }

    /// The states of the exports, each with its side where there are two.
    fn states(&self) -> Vec<(Option<StateSide>, &Loaded, TenantGraph)> {
        let side = |number: usize| StateSide::BOTH.get(number).copied().filter(|_| self.exports.loaded.len() > 1);
        let all = self.exports.loaded.iter().enumerate();
        all.map(|(number, loaded)| (side(number), loaded, self.tenant(loaded))).collect()
    }

    /// The tasks that the report asks; those of all packs, where it asks a question of its own.
    fn asked(&self) -> Vec<TaskPack> {
        let is_asked =
            |pack: &str, task: &Task| self.report.tasks.iter().any(|asked| asked.pack == pack && asked.id == task.id);
        let of_pack = |pack: &TaskPack| TaskPack {
            tasks: pack.tasks.iter().filter(|task| is_asked(&pack.id, task)).cloned().collect(),
            ..pack.clone()
        };
        let asked: Vec<TaskPack> = self.exports.packs.iter().map(of_pack).filter(|pack| !pack.tasks.is_empty()).collect();
        if asked.is_empty() { self.exports.packs.to_vec() } else { asked }
    }
}

impl Serialize for VerifyReport<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let ReplayedExports { loaded, catalog, at, .. } = self.exports;
        let (states, asked) = (self.states(), self.asked());
        let notes: Vec<Note> = loaded.iter().flat_map(|loaded| loaded.notes.iter().cloned()).collect();
        let sources = states.iter().fold(SourcesView::without_tenant(&notes), |sources, (side, loaded, tenant)| {
            let gaps = task_gaps(tenant, &asked);
            sources.with_state(*side, tenant, &loaded.inputs).with_gaps(*side, gaps.iter().map(GapView::new))
        });
        let head = HeadView::new("rolecall/verify@1", catalog);
        let head = at.map_or(head.clone(), |at| head.at(at));
        let document = VerifyDocument { head, replay: self.replay, sources };
        document.serialize(serializer)
    }
}
