//! What is worth knowing beside the answers, worked out again: the findings of a report, by code, subject and principals.

use std::collections::BTreeMap;

use super::claims::VerdictClaim;
use super::fault::Fault;
use super::members::by_group;
use super::redecide::Redecision;
use super::scope::{compare as compare_names, expected};
use crate::arrange::Arrange as _;
use crate::model::{DirectoryScope, ExportKind, Facts, Guid, ObjectId, PrincipalId, PrincipalKind};

/// The template id of Global Administrator.
const GLOBAL_ADMINISTRATOR: Guid = Guid::from_u128(0x62e9_0394_69f5_4237_9190_0121_7714_5e10);

/// A finding: its code, its subject, the principals, and its number among the same.
type FindingKey = (String, String, Vec<String>, usize);

/// Holds the findings of a report against the exports.
pub(super) fn compare(again: &Redecision<'_>, faults: &mut Vec<Fault>) {
    if again.report.asks().is_some() {
        return;
    }
    let said = again.report.findings.iter().map(|finding| {
        let ids = finding.principals.iter().map(|id| ObjectId::parse(id).to_string()).collect();
        (finding.code.clone(), finding.subject.clone(), ids)
    });
    let is = Noticed { again, facts: again.records.facts }.all().into_iter();
    compare_names("findings", &numbered(said), &numbered(is), faults);
}

fn numbered(all: impl Iterator<Item = (String, String, Vec<String>)>) -> BTreeMap<FindingKey, String> {
    let mut numbered = BTreeMap::new();
    for (code, subject, mut ids) in all {
        ids.arrange();
        let shown = if subject.is_empty() { code.clone() } else { format!("{code} of {subject}") };
        let mut key = (code, subject, ids, 0);
        while numbered.contains_key(&key) {
            key.3 += 1;
        }
        numbered.insert(key, shown);
    }
    numbered
}

struct Noticed<'a> {
    again: &'a Redecision<'a>,
    facts: &'a Facts,
}

impl Noticed<'_> {
    fn all(&self) -> Vec<(String, String, Vec<String>)> {
        let mut all = Vec::new();
        let mut add =
            |code: &str, subject: String, principals: Vec<PrincipalId>| all.push((code.to_owned(), subject, principals));
        for active in [true, false] {
            let who = self.can_elevate(active);
            if !who.is_empty() {
                add("can-elevate", GLOBAL_ADMINISTRATOR.to_string(), who);
            }
        }
        for deny in self.facts.denies.iter().filter(|deny| deny.audit_only) {
            add("audit-deny", deny.id.to_string(), Vec::new());
        }
        for (code, who) in [("orphaned-assignment", self.orphans(true)), ("possibly-orphaned", self.orphans(false))] {
            if !who.is_empty() {
                add(code, String::new(), who);
            }
        }
        for row in &self.facts.delegations {
            add("delegated-access", format!("{}/{}", row.managing_tenant, row.principal), Vec::new());
        }
        for row in &self.facts.classic {
            add("classic-administrator", row.who.to_string(), Vec::new());
        }
        for (nested, group) in self.nested() {
            add("nested-group-holds-nothing", self.id(group), vec![nested]);
        }
        let narrowed = self.again.report.filter.as_ref().is_some_and(|filter| !filter.principals.is_empty());
        let team = self.again.report.readiness.iter().filter_map(|claims| claims.team.as_ref());
        if narrowed || team.flat_map(|team| &team.members).next().is_some() {
            let asked = expected(self.again);
            all.retain(|(.., who)| who.is_empty() || who.iter().any(|principal| asked.contains(principal)));
        }
        let ids = |who: Vec<PrincipalId>| who.into_iter().map(|principal| self.id(principal)).collect();
        all.into_iter().map(|(code, subject, who)| (code, subject, ids(who))).collect()
    }

    fn id(&self, principal: PrincipalId) -> String {
        self.facts.principals.id(principal).to_string()
    }

    /// Those who hold the role that can take Azure access, now or after an activation (R-EVAL-14).
    fn can_elevate(&self, active: bool) -> Vec<PrincipalId> {
        let records = self.again.records;
        let wanted = if active { VerdictClaim::Allowed } else { VerdictClaim::Eligible };
        let who = self.facts.principals.ids().filter(|&principal| {
            let nobody = self.facts.principals.kind(principal).is_group() || records.is_deleted(principal);
            !nobody && self.elevates(principal) == Some(wanted)
        });
        who.collect()
    }

    fn elevates(&self, principal: PrincipalId) -> Option<VerdictClaim> {
        let records = self.again.records;
        let of = |holder: PrincipalId, level: VerdictClaim| {
            let own = records.settled_directory(holder).into_iter();
            let here = own
                .filter(|held| held.template == ObjectId::Guid(GLOBAL_ADMINISTRATOR) && held.scope == DirectoryScope::Tenant);
            here.map(|held| if held.eligible { level.min(VerdictClaim::Eligible) } else { level }).max()
        };
        let groups = by_group(records.rows_of(principal));
        let mut through: Vec<Option<VerdictClaim>> = Vec::new();
        for (&group, rows) in groups.iter().filter(|(group, _)| records.may_hold_directory_roles(**group)) {
            let level =
                self.again.standings.members.directly(records, group, rows).filter(|level| *level != VerdictClaim::Unknown);
            through.push(level.and_then(|level| of(group, level)));
        }
        through.into_iter().flatten().chain(of(principal, VerdictClaim::Allowed)).max()
    }

    /// Those whom assignments name, and neither a directory export nor a name that az found, surely deleted or not (R-ASN-5).
    fn orphans(&self, surely: bool) -> Vec<PrincipalId> {
        let lists = [
            (ExportKind::Users, PrincipalKind::User),
            (ExportKind::Groups, PrincipalKind::Group),
            (ExportKind::ServicePrincipals, PrincipalKind::ServicePrincipal),
        ];
        let at_hand = lists.map(|(kind, of)| self.facts.inputs.iter().any(|input| input.kind == kind).then_some(of));
        let would_show = |principal| match self.facts.principals.kind(principal) {
            PrincipalKind::Unknown => at_hand.iter().any(Option::is_some),
            kind => at_hand.contains(&Some(kind)),
        };
        let records = self.again.records;
        let principals = self.facts.principals.ids().filter(|&principal| {
            let missing = self.facts.principals.facts(principal).is_some_and(|known| !known.in_directory && !known.seen);
            let deleted = records.is_deleted(principal);
            let perhaps = !deleted && would_show(principal) && records.rows_of(principal).is_empty();
            missing && (if surely { deleted } else { perhaps }) && !self.again.standings.own(principal).is_empty()
        });
        principals.collect()
    }

    /// Groups in groups that hold Entra roles (R-ENT-8).
    fn nested(&self) -> Vec<(PrincipalId, PrincipalId)> {
        let records = self.again.records;
        let groups = self.facts.principals.ids().filter(|&principal| self.facts.principals.kind(principal).is_group());
        let mut all: Vec<(PrincipalId, PrincipalId)> = groups
            .flat_map(|nested| records.rows_of(nested).iter().map(move |row| (nested, row.group)))
            .filter(|(_, group)| !records.settled_directory(*group).is_empty())
            .collect();
        all.arrange();
        all.dedup();
        all
    }
}
