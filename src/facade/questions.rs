//! The questions that can be asked of a [`Tenant`].

use super::answer::{TenantAudit, TenantExplanation, TenantReadiness};
use super::error::Error;
use super::options::{AuditOptions, ExplainOptions, ReadinessCheck, wildcards};
use super::packs::packs;
use super::tenant::Tenant;
use crate::advise::asked_plane;
use crate::audit::TaskOptions;
use crate::decide::Request;
use crate::explain::{AskedScopes, Question};
use crate::model::Plane;
use crate::pack::age;
use crate::readiness::{Connected, ReadinessOptions, Team};
use crate::resolve::{self, Asked};
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
    pub fn audit(&self, options: &AuditOptions) -> Result<TenantAudit<'_>, Error> {
        let packs = packs(&options.packs, 1, self.graph())?;
        let options = TaskOptions {
            targets: resolve::filter(self.graph(), &options.workspaces, &options.scopes, false)?,
            principals: resolve::principals(self.graph(), &options.principals)?,
            wildcards: wildcards(options.strict_wildcards),
            all: options.all,
        };
        let ages = age::ages(&packs, self.graph().at(), self.graph().catalog());
        Ok(TenantAudit { tenant: self, outcome: audit::tasks(self.graph(), &packs, &options), ages })
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
    pub fn explain(&self, principal: &str, what: &str, options: &ExplainOptions) -> Result<TenantExplanation<'_>, Error> {
        let filter = resolve::filter(self.graph(), &options.workspaces, &options.scopes, true)?;
        let principal = resolve::principal(self.graph(), principal)?;
        let forced = options.data.then_some(Plane::Data);
        let plane = asked_plane(what, forced, self.graph().catalog()).0.plane;
        let packs = if resolve::is_action(what) { Vec::new() } else { packs(&options.packs, usize::MAX, self.graph())? };
        let (asked, targets) =
            resolve::asked(self.graph(), &packs, Asked { what, plane, filter: &filter, reach: AskedScopes::At })?;
        let wildcards = wildcards(options.strict_wildcards);
        let question = Question { principal, asked, targets, request: Request::Any, wildcards };
        Ok(TenantExplanation { tenant: self, explanation: explain::explain(self.graph(), question) })
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
    pub fn readiness(&self, workspace: &str, check: &ReadinessCheck) -> Result<TenantReadiness<'_>, Error> {
        let packs = packs(&check.packs, 1, self.graph())?;
        let named = resolve::principals(self.graph(), &check.principals)?;
        let options = ReadinessOptions {
            workspace: resolve::workspace(self.graph(), workspace)?,
            team: if named.is_empty() { Team::Everyone } else { Team::Named(named) },
            connected: Connected::Unsaid,
            max_age: None,
            wildcards: wildcards(check.strict_wildcards),
        };
        Ok(TenantReadiness { tenant: self, outcome: readiness::readiness(self.graph(), &packs, options) })
    }
}
