//! A picture of what was read, in lines that people can review: facts by kind, sorted, with ids resolved.

use rolecall::export::{Loaded, ReadErrors};
use rolecall::model::{
    ConditionState, DenyPrincipal, ExportedRole, Facts, Listing, Origin, PermissionBlock, PrincipalId, TextId, Validity,
};
use rolecall::pattern::Pattern;
use serde_json::{Map, Value, json};

/// The picture of a success; sections without lines are left out.
pub(crate) fn of(loaded: &Loaded) -> Value {
    let facts = &loaded.facts;
    let mut picture = Map::new();
    picture.insert("inputs".to_owned(), serde_json::to_value(&loaded.inputs).expect("plain data"));
    let mut section = |name: &str, mut lines: Vec<String>| {
        lines.sort();
        if !lines.is_empty() {
            picture.insert(name.to_owned(), json!(lines));
        }
    };
    section("notes", loaded.notes.iter().map(note).collect());
    section("principals", facts.principals.ids().filter_map(|id| principal(facts, id)).collect());
    section("assignments", assignments(facts));
    section("schedules", schedules(facts));
    section("denies", denies(facts));
    section("definitions", facts.definitions.iter().map(|role| definition(facts, role)).collect());
    section("members", members(facts));
    section("owner_schedules", owner_schedules(facts));
    section("directory_roles", directory_roles(facts));
    section("directory_assignments", directory_assignments(facts));
    section("defender_roles", facts.defender.roles.iter().map(|role| format!("{role:?}")).collect());
    section("defender_assignments", defender_assignments(facts));
    section("hierarchy", hierarchy(facts));
    section("resources", resources(facts));
    section("locks", facts.locks.iter().map(|row| lock(facts, row)).collect());
    section("tenants", tenants(facts));
    section("delegations", delegations(facts));
    section("policy", policy(facts));
    section(
        "classic",
        facts
            .classic
            .iter()
            .map(|row| format!("{} is {}, {:?}", row.who, row.role, row.scope.map(|at| facts.scopes.text(at))))
            .collect(),
    );
    Value::Object(picture)
}

/// The picture of a failure.
pub(crate) fn of_errors(errors: &ReadErrors) -> Value {
    let line = |error: &rolecall::export::ReadError| {
        let diagnostic: &dyn miette::Diagnostic = error;
        json!({
            "code": diagnostic.code().map(|code| code.to_string()),
            "message": error.to_string(),
            "place": error.place().map(|place| format!("{}:{}:{}", place.path, place.line, place.column)),
            "help": diagnostic.help().map(|help| help.to_string().split(": arm.").next().unwrap_or_default().to_owned()),
        })
    };
    json!({ "errors": errors.as_slice().iter().map(line).collect::<Vec<_>>() })
}

fn note(note: &rolecall::model::Note) -> String {
    let place = note.place.as_ref().map_or(String::new(), |place| format!("{}:{}:{}", place.path, place.line, place.column));
    format!("{place} {:?} {}: {}", note.severity, note.code, note.message)
}

fn principal(facts: &Facts, id: PrincipalId) -> Option<String> {
    let known = facts.principals.facts(id)?;
    let mut line = format!("{} {}", facts.principals.id(id), known.kind.name());
    let mut add = |what: &str, text: Option<String>| {
        if let Some(text) = text {
            line = format!("{line}, {what} {text}");
        }
    };
    add("named", known.name.as_ref().map(ToString::to_string));
    add("upn", known.upn.as_ref().map(ToString::to_string));
    add("app", known.app_id.as_ref().map(ToString::to_string));
    add("guest", known.guest.then(String::new));
    add("assignable to role", known.assignable_to_role.map(|is| is.to_string()));
    add("in the directory", known.in_directory.then(String::new));
    Some(line.replace(" ,", ",").trim_end().to_owned())
}

fn who(facts: &Facts, id: PrincipalId) -> String {
    facts.principals.id(id).to_string()
}

fn condition(facts: &Facts, condition: ConditionState) -> String {
    match condition {
        ConditionState::None => String::new(),
        ConditionState::Text(text) => format!(" if {}", facts.texts.get(text)),
        ConditionState::OtherVersion(text) => format!(" if (of another version) {}", facts.texts.get(text)),
        ConditionState::NotExported => " if what was not exported".to_owned(),
        ConditionState::Contradicted => " if what rows contradict each other about".to_owned(),
        ConditionState::UnifiedRbac(doubt) => format!(" if {doubt:?} of unified RBAC"),
    }
}

fn validity(validity: Validity) -> String {
    match (validity.start, validity.end) {
        (None, None) => String::new(),
        (start, end) => format!(" from {start:?} to {end:?}"),
    }
}

fn text(facts: &Facts, id: Option<TextId>) -> String {
    id.map_or("-".to_owned(), |id| facts.texts.get(id).to_owned())
}

fn from(facts: &Facts, origin: Origin) -> String {
    format!("[{} {}]", facts.input(origin.input).map_or("?", |input| input.format), origin.record)
}

fn assignments(facts: &Facts) -> Vec<String> {
    let line = |row: &rolecall::model::Assignment| {
        let id = facts.assignment_id(row.name, row.scope).unwrap_or_else(|| "no id".to_owned());
        let (who, role, at) = (who(facts, row.principal), facts.roles.id(row.role), facts.scopes.text(row.scope));
        format!(
            "{who} holds {role} at {at}{}; {id}, updated {} {}",
            condition(facts, row.condition),
            row.updated,
            from(facts, row.origin)
        )
    };
    facts.assignments.iter().map(line).collect()
}

fn policy(facts: &Facts) -> Vec<String> {
    let assignment = |row: &rolecall::model::PolicyAssignment| {
        let identity = match &row.identity {
            rolecall::model::PolicyIdentity::Principal(id) => format!("as {}", who(facts, *id)),
            other => format!("as {other:?}"),
        };
        let overrides = if row.overrides { ", with overrides" } else { "" };
        let at = facts.scopes.text(row.scope);
        format!("{} ({}) at {at} {identity} assigns {}{overrides}", row.id, row.name, policy_reference(&row.assigns))
    };
    let named = |name: &rolecall::model::PolicyName| {
        format!("{} {:?} ({}), defaults {:?}", name.id, name.version, name.name, name.defaults)
    };
    let definition = |row: &rolecall::model::PolicyDefinition| {
        let roles: Vec<String> = row.roles.iter().map(ToString::to_string).collect();
        format!("{}, effect {}, roles {}", named(&row.name), row.effect, roles.join(" "))
    };
    let set = |row: &rolecall::model::PolicySet| {
        let members: Vec<String> = row.members.iter().map(policy_reference).collect();
        format!("{}, holds {}", named(&row.name), members.join("; "))
    };
    let policy = &facts.policy;
    let lines = policy.assignments.iter().map(assignment).chain(policy.definitions.iter().map(definition));
    lines.chain(policy.sets.iter().map(set)).collect()
}

fn policy_reference(row: &rolecall::model::PolicyReference) -> String {
    format!("{} {:?} with {:?}", row.id, row.version, row.values)
}

fn schedules(facts: &Facts) -> Vec<String> {
    let line = |row: &rolecall::model::RoleSchedule| {
        let how = if row.eligible { "is eligible for" } else { "holds" };
        let counts = if row.effective { "" } else { " (not effective)" };
        format!(
            "{} {how} {} at {}{}{}, {:?}{counts}; schedule {}, assignment {}, id {} {}",
            who(facts, row.principal),
            facts.roles.id(row.role),
            facts.scopes.text(row.scope),
            condition(facts, row.condition),
            validity(row.validity),
            row.member_type,
            text(facts, row.schedule),
            text(facts, row.assignment),
            text(facts, row.id),
            from(facts, row.origin)
        )
    };
    facts.schedules.iter().map(line).collect()
}

fn denies(facts: &Facts) -> Vec<String> {
    let principal = |principal: &DenyPrincipal| match principal {
        DenyPrincipal::Everyone => "everyone".to_owned(),
        DenyPrincipal::Principal(id) => who(facts, *id),
    };
    let line = |row: &rolecall::model::DenyAssignment| {
        let flags = [
            ("not to children", row.not_to_children),
            ("audit only", row.audit_only),
            ("system protected", row.system_protected),
            ("unreadable", row.unreadable),
        ];
        let flags: Vec<&str> = flags.iter().filter(|(_, set)| *set).map(|(name, _)| *name).collect();
        format!(
            "{} ({}) denies {:?} but {:?} at {} {}{} {flags:?}",
            row.name,
            row.id,
            row.principals.iter().map(principal).collect::<Vec<_>>(),
            row.exclude.iter().map(|id| who(facts, *id)).collect::<Vec<_>>(),
            facts.scopes.text(row.scope),
            blocks(&row.blocks),
            condition(facts, row.condition),
        )
    };
    facts.denies.iter().map(line).collect()
}

fn definition(facts: &Facts, role: &ExportedRole) -> String {
    let definition = &role.definition;
    let losses = definition.losses;
    let losses = [
        ("blocks merged", losses.blocks_merged),
        ("no data actions", losses.no_data_actions),
        ("no conditions", losses.no_conditions),
        ("unreadable", losses.unreadable),
    ];
    let losses: Vec<&str> = losses.iter().filter(|(_, set)| *set).map(|(name, _)| *name).collect();
    format!(
        "{} {} {:?} in {:?} {} lost {losses:?} {}",
        definition.id,
        definition.name,
        definition.kind,
        definition.assignable_scopes,
        blocks(&definition.blocks),
        from(facts, role.origin)
    )
}

fn blocks(blocks: &[PermissionBlock]) -> String {
    let list = |patterns: &[Pattern]| patterns.iter().map(Pattern::text).collect::<Vec<_>>().join(" ");
    let block = |block: &PermissionBlock| {
        let condition =
            block.condition.as_ref().map_or(String::new(), |text| format!(" if {text} ({:?})", block.condition_version));
        let [actions, not_actions] = [list(&block.actions), list(&block.not_actions)];
        format!("{{{actions} - {not_actions} | {} - {}{condition}}}", list(&block.data_actions), list(&block.not_data_actions))
    };
    blocks.iter().map(block).collect::<Vec<_>>().join(" ")
}

fn members(facts: &Facts) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (group, lists) in facts.member_lists.iter().map(|(group, lists)| (*group, *lists)) {
        let shown = |what: &str, listing| match listing {
            Listing::Absent => String::new(),
            listing => format!(" {what} {listing:?}"),
        };
        lines.push(format!("{}:{}{}", who(facts, group), shown("direct", lists.direct), shown("transitive", lists.transitive)));
    }
    for row in &facts.memberships {
        let (member, group) = (who(facts, row.member), who(facts, row.group));
        lines.push(format!("{member} in {group}, {:?}{} {}", row.kind, validity(row.validity), from(facts, row.origin)));
    }
    lines
}

fn owner_schedules(facts: &Facts) -> Vec<String> {
    let rows = facts.escalation.owner_schedules.iter().map(|row| {
        let how = if row.eligible { "eligible" } else { "active" };
        let (owner, group) = (who(facts, row.owner), who(facts, row.group));
        format!("{owner} of {group}, {how}{} {}", validity(row.validity), from(facts, row.origin))
    });
    rows.collect()
}

fn directory_roles(facts: &Facts) -> Vec<String> {
    let line = |role: &rolecall::model::DirectoryRole| {
        let template = role.template.as_ref().map(ToString::to_string);
        format!(
            "{} {} template {template:?}, built in {}, enabled {}, {:?}",
            role.id, role.name, role.built_in, role.enabled, role.actions
        )
    };
    facts.directory_roles.iter().map(line).collect()
}

fn directory_assignments(facts: &Facts) -> Vec<String> {
    let line = |row: &rolecall::model::DirectoryAssignment| {
        let how = if row.eligible { "is eligible for" } else { "holds" };
        let counts = if row.effective { "" } else { " (not effective)" };
        let (who, at) = (who(facts, row.principal), &row.scope);
        format!(
            "{who} {how} {} at {at:?}{}, {:?}{counts}, scheduled {}, id {:?} {}",
            row.role,
            validity(row.validity),
            row.member_type,
            row.scheduled,
            row.id,
            from(facts, row.origin)
        )
    };
    facts.directory_assignments.iter().map(line).collect()
}

fn defender_assignments(facts: &Facts) -> Vec<String> {
    let line = |row: &rolecall::model::DefenderAssignment| {
        let who: Vec<String> = row.principals.iter().map(|&one| who(facts, one)).collect();
        let who = who.join(", ");
        format!("{who} hold {} over {:?}, id {:?} {}", row.role, row.scopes, row.id, from(facts, row.origin))
    };
    facts.defender.assignments.iter().map(line).collect()
}

fn hierarchy(facts: &Facts) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for group in &facts.management_groups {
        lines.push(format!("group {} {:?} of tenant {:?}", facts.scopes.text(group.scope), group.name, group.tenant));
    }
    for row in &facts.subscriptions {
        lines.push(format!("subscription {} {:?} of tenant {:?}", facts.scopes.text(row.scope), row.name, row.tenant));
    }
    for edge in &facts.containments {
        let how = if edge.direct { "in" } else { "somewhere in" };
        lines.push(format!("{} {how} {}", facts.scopes.text(edge.child), facts.scopes.text(edge.parent)));
    }
    lines
}

fn resources(facts: &Facts) -> Vec<String> {
    let line = |row: &rolecall::model::Resource| {
        format!("{} {} {} {:?} tenant {:?}", row.kind, row.name, facts.scopes.text(row.scope), row.detail, row.tenant)
    };
    facts.resources.iter().map(line).collect()
}

fn lock(facts: &Facts, row: &rolecall::model::ResourceLock) -> String {
    format!("{} {:?} locks {}", row.id, row.level, facts.scopes.text(row.scope))
}

fn tenants(facts: &Facts) -> Vec<String> {
    let organizations = facts.organizations.iter().map(|row| format!("organization {} {:?}", row.id, row.name));
    let licence = |row: &rolecall::model::Licence| {
        let plans: Vec<String> = row.plans.iter().map(|plan| format!("{} {} {}", plan.id, plan.name, plan.status)).collect();
        format!("licence {} {} {} units {plans:?}", row.product, row.status, row.units)
    };
    let collection =
        |row: &rolecall::model::Collection| format!("collected in {}/ at {} of {:?}", row.folder, row.at, row.tenant);
    organizations.chain(facts.licences.iter().map(licence)).chain(facts.collections.iter().map(collection)).collect()
}

fn delegations(facts: &Facts) -> Vec<String> {
    let line = |row: &rolecall::model::Delegation| {
        let how = if row.eligible { "is eligible for" } else { "holds" };
        let (role, at) = (facts.roles.id(row.role), facts.scopes.text(row.scope));
        format!(
            "{} {:?} of {} {:?} {how} {role} at {at}",
            row.principal, row.principal_name, row.managing_tenant, row.managing_tenant_name
        )
    };
    facts.delegations.iter().map(line).collect()
}
