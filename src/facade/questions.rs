//! The questions that can be asked of a [`Tenant`].

use super::answer::{TenantAudit, TenantExplanation, TenantReadiness, TenantWhoCan};
use super::error::Error;
use super::options::{AuditOptions, ExplainOptions, PackChoice, ReadinessCheck, WhoCanOptions, wildcards};
use super::packs::{ChosenPacks, first};
use super::tenant::Tenant;
use crate::advise::asked_plane;
use crate::audit::TaskOptions;
use crate::decide::Request;
use crate::explain::{AskedScopes, PatternReading, Question};
use crate::model::{Note, Plane};
use crate::pack::age;
use crate::readiness::{ReadinessOptions, Team};
use crate::resolve::{self, Asked};
use crate::who_can::{WhoCanQuestion, who_can};
use crate::{audit, explain, readiness};

impl Tenant {
    /// Which tasks each principal can perform, where, and why.
    ///
    /// ```
    /// # use rolecall::{NamedText, Tenant, TenantOptions};
    /// use rolecall::{Answer, AuditOptions};
    ///
    /// # let workspace = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/soc/providers/Microsoft.OperationalInsights/workspaces/logs";
    /// # let resources = format!(r#"[{{"id": "{workspace}", "name": "logs", "type": "Microsoft.OperationalInsights/workspaces"}}]"#);
    /// # let exports = [NamedText::new("resources.json", resources)];
    /// # let tenant = Tenant::from_exports(&exports, &TenantOptions::at("2026-03-01")?)?;
    /// let audit = tenant.audit(&AuditOptions { all: true, ..AuditOptions::default() })?;
    /// assert!(audit.to_json().contains("rolecall/audit@1"));
    /// # Ok::<(), rolecall::Error>(())
    /// ```
    pub fn audit(&self, options: &AuditOptions) -> Result<TenantAudit, Error> {
        let ChosenPacks { packs, notes } = ChosenPacks::of_tenant(&options.packs, first(), self)?;
        let options = TaskOptions {
            targets: resolve::filter(self.graph(), &options.workspaces, &options.scopes, false)?,
            principals: resolve::principals(self.graph(), &options.principals)?,
            wildcards: wildcards(options.strict_wildcards),
            all: options.all,
        };
        let ages = age::ages(&packs, self.graph().at(), self.graph().catalog());
        let outcome = audit::tasks(self.graph(), &packs, &options);
        Ok(TenantAudit { tenant: self.clone(), notes, outcome, ages })
    }

    /// Whether a principal can do something, with the proof of yes; for no, what is missing and the least that would do.
    ///
    /// The principal is an object id, a user principal name or a display name; `what` is a task, an action or a pattern.
    ///
    /// ```
    /// # use rolecall::{NamedText, Tenant, TenantOptions};
    /// use rolecall::{Answer, ExplainOptions};
    ///
    /// # let assignments = r#"[{"id": "/subscriptions/00000000-0000-0000-0000-000000000001/providers/Microsoft.Authorization/roleAssignments/00000000-0000-0000-0000-0000000000a1",
    /// #   "principalId": "00000000-0000-0000-0000-00000000000a", "principalType": "User", "principalName": "ana@example.org",
    /// #   "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    /// #   "condition": null, "conditionVersion": null, "scope": "/subscriptions/00000000-0000-0000-0000-000000000001"}]"#;
    /// # let exports = [NamedText::new("assignments.json", assignments)];
    /// # let tenant = Tenant::from_exports(&exports, &TenantOptions::at("2026-03-01")?)?;
    /// let ana = "00000000-0000-0000-0000-00000000000a";
    /// let answer = tenant.explain(ana, "Microsoft.Support/supportTickets/write", &ExplainOptions::default())?;
    /// assert!(answer.is_yes());
    /// assert!(answer.to_json().contains(r#""role_name":"Owner""#));
    /// # Ok::<(), rolecall::Error>(())
    /// ```
    pub fn explain(&self, principal: &str, what: &str, options: &ExplainOptions) -> Result<TenantExplanation, Error> {
        let filter = resolve::filter(self.graph(), &options.workspaces, &options.scopes, true)?;
        let principal = resolve::principal(self.graph(), principal)?;
        let ChosenPacks { packs, mut notes } = ChosenPacks::of_tenant(&options.packs, resolve::packs_for(what), self)?;
        let (reading, odd) = self.reading(what, options.data);
        notes.extend(odd);
        let (asked, targets) =
            resolve::asked(self.graph(), &packs, Asked { what, reading, filter: &filter, reach: AskedScopes::At })?;
        let wildcards = wildcards(options.strict_wildcards);
        let question = Question { principal, asked, targets, request: Request::Any, wildcards, wants_remedies: true };
        let explanation = explain::explain(self.graph(), question);
        Ok(TenantExplanation { tenant: self.clone(), notes, explanation })
    }

    /// Everybody who can do something: a task, an action, a pattern or the name of a role.
    ///
    /// ```
    /// # use rolecall::{NamedText, Tenant, TenantOptions};
    /// use rolecall::{Answer, WhoCanOptions};
    ///
    /// # let assignments = r#"[{"id": "/subscriptions/00000000-0000-0000-0000-000000000001/providers/Microsoft.Authorization/roleAssignments/00000000-0000-0000-0000-0000000000a1",
    /// #   "principalId": "00000000-0000-0000-0000-00000000000a", "principalType": "User", "principalName": "ana@example.org",
    /// #   "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    /// #   "condition": null, "conditionVersion": null, "scope": "/subscriptions/00000000-0000-0000-0000-000000000001"}]"#;
    /// # let exports = [NamedText::new("assignments.json", assignments)];
    /// # let tenant = Tenant::from_exports(&exports, &TenantOptions::at("2026-03-01")?)?;
    /// let answer = tenant.who_can("Microsoft.Support/supportTickets/write", &WhoCanOptions::default())?;
    /// assert!(answer.is_yes());
    /// assert!(answer.to_json().contains("ana@example.org"));
    /// # Ok::<(), rolecall::Error>(())
    /// ```
    pub fn who_can(&self, what: &str, options: &WhoCanOptions) -> Result<TenantWhoCan, Error> {
        let ChosenPacks { packs, mut notes } = ChosenPacks::of_tenant(&options.packs, resolve::packs_for(what), self)?;
        let filter = resolve::filter(self.graph(), &options.workspaces, &options.scopes, true)?;
        let principals = resolve::principals(self.graph(), &options.principals)?;
        let (reading, odd) = self.reading(what, options.data);
        notes.extend(odd);
        let (reach, wildcards) = (options.reach, wildcards(options.strict_wildcards));
        let (asked, targets) = resolve::asked(self.graph(), &packs, Asked { what, reading, filter: &filter, reach })?;
        let question = WhoCanQuestion { asked, targets, reach, principals, wildcards, all: options.all };
        Ok(TenantWhoCan { tenant: self.clone(), notes, found: who_can(self.graph(), question) })
    }

    /// The plane that an action is asked of, and what is odd about the action.
    fn reading(&self, what: &str, data: bool) -> (PatternReading, Option<Note>) {
        if !resolve::is_action(what) {
            return (PatternReading::All(Plane::Control), None);
        }
        let (action, odd) = asked_plane(what, data.then_some(Plane::Data), self.graph().catalog());
        (PatternReading::All(action.plane), odd)
    }

    /// Whether a workspace, and the people, are ready for the procedure of a pack.
    ///
    /// ```
    /// # use rolecall::{NamedText, Tenant, TenantOptions};
    /// use rolecall::{Answer, ReadinessCheck};
    ///
    /// # let workspace = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/soc/providers/Microsoft.OperationalInsights/workspaces/logs";
    /// # let resources = format!(r#"[{{"id": "{workspace}", "name": "logs", "type": "Microsoft.OperationalInsights/workspaces"}}]"#);
    /// # let exports = [NamedText::new("resources.json", resources)];
    /// # let tenant = Tenant::from_exports(&exports, &TenantOptions::at("2026-03-01")?)?;
    /// let answer = tenant.readiness("logs", &ReadinessCheck::default())?;
    /// assert!(!answer.is_ready());
    /// assert!(answer.to_json().contains("rolecall/readiness@1"));
    /// # Ok::<(), rolecall::Error>(())
    /// ```
    pub fn readiness(&self, workspace: &str, check: &ReadinessCheck) -> Result<TenantReadiness, Error> {
        let in_force =
            || age::in_force(self.graph().at(), self.graph().catalog()).into_iter().map(PackChoice::Embedded).collect();
        let chosen = if check.packs.is_empty() { in_force() } else { check.packs.clone() };
        let ChosenPacks { packs, notes } = ChosenPacks::of_tenant(&chosen, first(), self)?;
        let named = resolve::principals(self.graph(), &check.principals)?;
        let options = ReadinessOptions {
            workspace: resolve::workspace(self.graph(), workspace)?,
            team: if named.is_empty() { Team::Everyone } else { Team::Named(named) },
            connected: resolve::connected(self.graph(), &check.connected)?,
            max_age: None,
            now: None,
            wildcards: wildcards(check.strict_wildcards),
        };
        let outcome = readiness::readiness(self.graph(), &packs, options);
        Ok(TenantReadiness { tenant: self.clone(), notes, outcome })
    }
}
